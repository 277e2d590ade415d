"""Whole opinions: verdicts, places, order, and what must not be pretended."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from binder.comparison import compare, compare_in_stages, to_json
from binder.model.citation import Span
from binder.model.comparison import Comparison, OpinionText, Tier
from tests.comparison.conftest import (
    KIDNEY_A,
    KIDNEY_B,
    KNEE_A,
    KNEE_B,
    MIGRAINE_A,
    MIGRAINE_B,
    RHYTHM_A,
    RHYTHM_B,
    Result,
    opinion,
    words,
)

Lay = Callable[[str, str], Result]
PAIRS = [(KIDNEY_A, KIDNEY_B), (MIGRAINE_A, MIGRAINE_B), (KNEE_A, KNEE_B), (RHYTHM_A, RHYTHM_B)]


def test_two_opinions_on_a_kidney_tumour(lay: Lay) -> None:
    result = lay(KIDNEY_A, KIDNEY_B)
    assert result.verdicts()["staging"] == "no_difference_found"
    assert result.verdicts()["treatment"] == "different"
    assert result.verdicts()["timing"] == "different"
    assert result.marks("6 weeks", "3 months")
    assert result.marks("12 months", "6 months")
    assert result.marks("10 mg", "20 mg"), "lisinopril and Zestril are one medicine"
    assert result.marks("biopsy", "biopsy")
    assert not result.marks("4.2 cm", "42 mm")


def test_two_opinions_on_a_headache(lay: Lay) -> None:
    result = lay(MIGRAINE_A, MIGRAINE_B)
    assert result.marks("topiramate", "not recommended")
    assert result.marks("Stop", "may")
    assert result.marks("no lesion", "lesion")
    assert result.marks("topiramate", "propranolol")
    assert result.verdicts()["staging"] == "neither_says"


def test_two_doctors_who_say_the_same_in_other_words(lay: Lay) -> None:
    result = lay(KNEE_A, KNEE_B)
    assert result.said() == []
    said = result.verdicts()
    assert said["staging"] == said["timing"] == "no_difference_found"
    assert said["diagnosis"] in ("no_difference_found", "could_not_compare"), "at worst binder says that it cannot tell"
    assert said["treatment"] in ("no_difference_found", "could_not_compare"), (
        "of treatment it is said with most caution"
    )


def test_two_opinions_on_a_heart_rhythm(lay: Lay) -> None:
    result = lay(RHYTHM_A, RHYTHM_B)
    assert result.marks("class IIb", "class III")
    assert result.marks("38 mm", "4.4 cm")
    assert result.marks("flecainide", "not safe")
    assert result.marks("Sleep study", "no need")
    assert not result.marks("Apixaban", "Eliquis"), "a brand and its generic name are one medicine"
    assert not result.marks("Alcohol", "alcohol")


def test_sentences_are_linked_out_of_order(lay: Lay) -> None:
    linked = lay(KIDNEY_A, KIDNEY_B).linked()
    assert ("Clinical stage I (cT1b N0 M0).", "This is stage I, T1b N0 M0.") in linked
    assert ("No enlarged lymph nodes were seen.", "The lymph nodes are not enlarged.") in linked


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_every_place_lies_in_the_text(a: str, b: str) -> None:
    c = compare(opinion(a), opinion(b))
    for text, spans in _all_spans(c):
        lines = dict(text.pages)
        for s in spans:
            assert 0 <= s.start < s.end <= len(lines[s.page][s.line - 1])
    for result in c.axes:
        for text, quotes in ((c.a, result.a), (c.b, result.b)):
            for q in quotes:
                there = " ".join(dict(text.pages)[s.page][s.line - 1][s.start : s.end] for s in q.spans)
                assert there == q.quote, "the words of a quote stand there, letter by letter"


def _all_spans(c: Comparison) -> list[tuple[OpinionText, tuple]]:  # type: ignore[type-arg]
    found = [(c.a, s.spans) for s in c.a_sentences] + [(c.b, s.spans) for s in c.b_sentences]
    for d in c.differences:
        found += [(c.a, d.a), (c.b, d.b)]
    for x, y in c.wording:
        found += [(c.a, x), (c.b, y)]
    return found


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_swapping_the_texts_swaps_the_result(a: str, b: str) -> None:
    one, other = compare(opinion(a), opinion(b)), compare(opinion(b), opinion(a))
    assert {(d.tier, d.kind, d.a, d.b) for d in one.differences} == {
        (d.tier, d.kind, d.b, d.a) for d in other.differences
    }
    assert {(k.a, k.b, k.strength) for k in one.links} == {(k.b, k.a, k.strength) for k in other.links}
    mirror = {"only_a": "only_b", "only_b": "only_a"}
    assert [r.verdict.value for r in one.axes] == [mirror.get(r.verdict.value, r.verdict.value) for r in other.axes]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_order_of_paragraphs_does_not_matter(lay: Lay, a: str, b: str) -> None:
    paragraphs = b.strip("\n").split("\n\n")
    pieces = ["\n\n".join(paragraphs[i : i + 2]) for i in range(0, len(paragraphs), 2)]  # a heading and its text
    letters = ["\n\n".join(["Dear colleague,", *order]) for order in (pieces, list(reversed(pieces)))]
    assert lay(a, letters[0]).linked() == lay(a, letters[1]).linked()


def test_a_sentence_over_two_lines_has_two_places_and_its_hyphen_is_undone() -> None:
    text = opinion(
        "PLAN\n\nWe advise percutaneous coro-\nnary intervention of the left anterior descending artery soon.\n"
    )
    sentence = compare(text, text).a_sentences[0]
    assert "coronary intervention" in sentence.text
    assert [s.line for s in sentence.spans] == [3, 4]
    assert words(text, sentence.spans).startswith("We advise percutaneous coro nary")


def test_sentences_that_share_everyday_words_alone_are_not_linked(lay: Lay) -> None:
    a = "I read both as signs of a fresh start in many ways. The spleen is enlarged.\n"
    b = "Here is what I said, with reasons, so that you can read it again. Your spleen has grown.\n"
    assert lay(a, b).linked() == {("The spleen is enlarged.", "Your spleen has grown.")}


def test_a_short_line_that_asks_or_names_what_comes_is_a_heading(lay: Lay) -> None:
    c = lay("How I found you\nYou walk well.\n\nWhen to begin\nSurgery within 4 weeks.\n", KIDNEY_B).comparison
    assert [(s.heading, s.text) for s in c.a_sentences] == [
        ("How I found you", "You walk well."),
        ("When to begin", "Surgery within 4 weeks."),
    ]


def test_links_know_whether_they_are_moved_weak_or_the_same(lay: Lay) -> None:
    c = lay(KIDNEY_A, KIDNEY_B).comparison
    assert any(k.moved for k in c.links) and not all(k.moved for k in c.links)
    assert all(0 < k.strength <= 1 for k in c.links)


def test_firm_marks_are_tight(lay: Lay) -> None:
    for a, b in PAIRS:
        for d in lay(a, b).comparison.differences:
            assert all(sum(s.end - s.start for s in side) <= 90 for side in (d.a, d.b)), d


def test_no_text_pretends_nothing(lay: Lay) -> None:
    for a, b in (("", KIDNEY_B), (KIDNEY_A, "   \n\n"), ("", "")):
        result = lay(a, b)
        assert set(result.verdicts().values()) == {"could_not_compare"}
        assert result.comparison.differences == () and result.comparison.warnings


def test_one_sentence_against_a_letter_says_so(lay: Lay) -> None:
    result = lay(KIDNEY_A + MIGRAINE_A, "I recommend partial nephrectomy.")
    assert any("shorter" in w or "in common" in w for w in result.comparison.warnings)


def test_the_same_text_twice_is_said_and_holds_no_difference(lay: Lay) -> None:
    result = lay(KIDNEY_A, KIDNEY_A)
    assert any("same" in w for w in result.comparison.warnings)
    assert result.comparison.differences == () and all(k.same for k in result.comparison.links)
    assert "different" not in result.verdicts().values()


def test_one_changed_number_in_the_same_text_is_still_found(lay: Lay) -> None:
    assert lay(KIDNEY_A, KIDNEY_A.replace("6 weeks", "16 weeks")).marks("6 weeks", "16 weeks")


def test_opinions_of_two_patients_are_not_scored(lay: Lay) -> None:
    result = lay(KIDNEY_A, MIGRAINE_A)
    assert set(result.verdicts().values()) == {"could_not_compare"}
    assert any("patient" in w for w in result.comparison.warnings) and result.comparison.refused
    assert not lay(KIDNEY_A, KIDNEY_B).comparison.refused


def test_ages_far_apart_are_not_scored(lay: Lay) -> None:
    a, b = (
        "This 34-year-old man has a hernia." + KIDNEY_A,
        "This 71-year-old man has a hernia." + KIDNEY_A.replace("4.2", "5"),
    )
    assert any("ages differ" in w for w in lay(a, b).comparison.warnings)


def test_left_and_right_specimens_are_not_called_a_disagreement(lay: Lay) -> None:
    a = "DIAGNOSIS\n\nLeft kidney: clear cell carcinoma, grade 2. Left ureter: no tumor. Left adrenal: no tumor.\n"
    b = "DIAGNOSIS\n\nRight kidney: clear cell carcinoma, grade 3. Right ureter: no tumor. Right adrenal: no tumor.\n"
    result = lay(a, b)
    assert set(result.verdicts().values()) == {"could_not_compare"} and result.comparison.differences == ()


@pytest.mark.parametrize(
    "text",
    [
        "Die Patientin stellte sich zur Zweitmeinung vor. Die Untersuchung der linken Niere ergab einen Tumor von "
        "vier Zentimetern. Wir empfehlen die operative Entfernung innerhalb von sechs Wochen. Eine Biopsie halten "
        "wir nicht für notwendig.",
        "Chère Madame, je vous remercie de m'avoir adressé votre patiente pour un deuxième avis. Elle présente depuis "
        "trois mois des douleurs dans le dos. Dans ces conditions nous pensons que le traitement doit être poursuivi "
        "avec prudence, et que la surveillance sera faite tous les trois mois.",
        "Tisztelt Kolléganő, a beteget a rendelésen láttam. A szövettan a prosztata adenokarcinómáját mutatja. Hat "
        "héten belül sugárkezelést és hormonkezelést javaslok. Az MR nem mutat áttétet a csontokban.",
        "Dx: adenocarcinoma próstata. RM: sin metástasis. PSA 8,4. Radioterapia 78 Gy, hormonoterapia 6 meses. Control "
        "3 meses. TA 140/80. Gammagrafía normal. Ganglios negativos. Hígado libre, riñones normales, vejiga vacía, "
        "huesos sanos.",
    ],
)  # fmt: skip
def test_another_language_is_said_not_scored(lay: Lay, text: str) -> None:
    result = lay(KIDNEY_A, text)
    assert set(result.verdicts().values()) == {"could_not_compare"}
    assert any("English" in w for w in result.comparison.warnings)


@pytest.mark.parametrize(
    "note",
    [
        "Pt c/o LBP x3 mo. MRI L-spine: L4/5 HNP, mild stenosis. EMG neg. Rx: NSAID prn, PT 6 wk, ESI if no better. "
        "F/u 3 mo. WBC 6.2, Hb 13, PLT 210. CRP nl. No red flags. Bx neg. DDx: SpA vs mech. HLA-B27 pend.",
        "ECG: LBBB, QRS 162 ms. TTE: LVEF 27 %. CMR: LVEF 30 %, LGE septal midwall. Dx: DCM, CAG nil. NYHA III. ARNI "
        "bid. Bisoprolol 5 mg od. SGLT2i od. MRA: eplerenone 25 mg od. K+/crea 1 wk. CRT-D: OMT 3 mo, re-TTE.",
    ],
)  # fmt: skip
def test_a_note_without_small_words_is_english_all_the_same(lay: Lay, note: str) -> None:
    assert not any("English" in w for w in lay(note + "\n", KIDNEY_A).comparison.warnings)


def test_a_text_that_contradicts_itself_is_not_compared_on_that(lay: Lay) -> None:
    result = lay(
        KIDNEY_A.replace("Clinical stage I ", "Clinical stage III "), KIDNEY_B + "\nTherefore the tumor is stage II.\n"
    )
    assert any("itself says both" in n.why for n in result.comparison.not_compared)
    assert not [d for d in result.comparison.differences if d.rule == "stage"]


def test_rows_of_a_table_are_not_joined(lay: Lay) -> None:
    table = "RESULTS\n\nHemoglobin      11.8    g/dL    12-16\nPlatelets       210     K/uL    150-400\n"
    texts = [s.text for s in lay(table, table).comparison.a_sentences]
    assert len(texts) == 2 and texts[0].startswith("Hemoglobin")


def test_the_json_is_the_contract(lay: Lay) -> None:
    data = json.loads(json.dumps(to_json(lay(KIDNEY_A, KIDNEY_B).comparison)))
    assert set(data) >= {
        "a",
        "b",
        "axes",
        "links",
        "differences",
        "wording",
        "only_a",
        "only_b",
        "not_compared",
        "counts",
    }
    assert set(data["axes"]) == {"diagnosis", "staging", "treatment", "timing"}
    for name, axis in data["axes"].items():
        assert {"verdict", "sure", "a", "b"} <= set(axis)
        firm = any(d["tier"] == "firm" and d["axis"] == name for d in data["differences"])
        assert axis["sure"] is (firm or axis["verdict"] not in ("different", "refined"))
    assert all({"a", "b", "strength", "weak", "moved"} <= set(k) for k in data["links"])
    for d in data["differences"]:
        assert d["tier"] in ("firm", "possible") and d["rule"] and (d["a"] or d["b"])
    assert data["counts"]["differ"] == sum(d["tier"] == "firm" and bool(d["a"] and d["b"]) for d in data["differences"])
    assert "agree" not in json.dumps(data["warnings"])


def test_nothing_firm_without_a_reason(lay: Lay) -> None:
    for a, b in PAIRS:
        for d in lay(a, b).comparison.differences:
            assert d.rule and (d.tier is not Tier.FIRM or d.axis is not None)


def _tie(result: Result, a: str, b: str) -> tuple[Span, Span]:
    """Places of the sentences that begin with these words."""
    c = result.comparison
    (x,), (y,) = (
        [s.spans[0] for s in sentences if s.text.startswith(start)]
        for sentences, start in ((c.a_sentences, a), (c.b_sentences, b))
    )
    return x, y


def test_what_a_reader_takes_apart_is_no_link_and_no_difference(lay: Lay) -> None:
    result = lay(KIDNEY_A, KIDNEY_B)
    tie = _tie(result, "Continue lisinopril", "Zestril")
    assert result.marks("10 mg", "20 mg")
    apart = Result(compare(opinion(KIDNEY_A, "A"), opinion(KIDNEY_B, "B"), forbidden=[tie]))
    texts = "Continue lisinopril 10 mg daily.", "Zestril should be increased to 20 mg daily."
    assert texts in result.linked() and texts not in apart.linked()
    assert not apart.marks("10 mg", "20 mg")


def test_what_a_reader_ties_together_is_compared(lay: Lay) -> None:
    a, b = MIGRAINE_A + "\nHer sleep lasts 5 hours.\n", MIGRAINE_B + "\nNights are of 8 hours.\n"
    tie = _tie(lay(a, b), "Her sleep", "Nights")
    tied = Result(compare(opinion(a, "A"), opinion(b, "B"), forced=[tie]))
    assert ("Her sleep lasts 5 hours.", "Nights are of 8 hours.") in tied.linked()
    assert tied.marks("5 hours", "8 hours")


def test_a_long_text_shows_its_beginning_first_without_a_verdict() -> None:
    a, b = opinion(KIDNEY_A + MIGRAINE_A * 20, "A"), opinion(KIDNEY_B + MIGRAINE_B * 20, "B")
    first, whole = compare_in_stages(a, b)
    assert {r.verdict.value for r in first.axes} == {"could_not_compare"}
    assert first.links and any("still being read" in n.why for n in first.not_compared)
    assert whole == compare(a, b)
    assert list(compare_in_stages(opinion(KIDNEY_A), opinion(KIDNEY_B))) == [
        compare(opinion(KIDNEY_A), opinion(KIDNEY_B))
    ]


def test_a_scan_without_text_says_what_to_do() -> None:
    scan = OpinionText("scan.pdf", ((1, ()), (2, ("",)), (3, ("  ", ""))))
    c = compare(scan, opinion(KIDNEY_B, "B"))
    assert {r.verdict.value for r in c.axes} == {"could_not_compare"} and not c.links
    assert any("scan" in w and "recognised" in w for w in c.warnings)


def test_one_sentence_against_fifty_pages_pretends_nothing() -> None:
    pages = tuple((n, tuple((KIDNEY_A + MIGRAINE_A).split("\n"))) for n in range(1, 51))
    one = compare(opinion("Partial nephrectomy within 6 weeks is what I recommend."), OpinionText("B", pages))
    assert any("much shorter" in w for w in one.warnings)
    assert "no_difference_found" not in {r.verdict.value for r in one.axes}


def test_ten_megabytes_in_one_line_are_cut_short_and_said_so() -> None:
    line = "Surgery of the left hip is advised within 6 weeks because the pain is severe and " * 125_000
    assert len(line) >= 10_000_000
    c = compare(OpinionText("A", ((1, (line,)),)), opinion(KIDNEY_B, "B"))
    assert max(len(s.text) for s in c.a_sentences) <= 700
    assert any("left out" in n.why for n in c.not_compared)
    assert "no_difference_found" not in {r.verdict.value for r in c.axes}


def test_a_table_is_read_row_by_row_and_said_so() -> None:
    table = "RESULTS\n\nHemoglobin      {}    g/dL    12-16\nPlatelets       210     K/uL    150-400\n"
    c = compare(opinion(table.format("11.8")), opinion(table.format("9.2")))
    assert any("rows of tables" in n.why for n in c.not_compared)
    assert Result(c).marks("11.8", "9.2")


def test_two_languages_are_said_not_scored() -> None:
    spanish = (
        "El paciente acude para una segunda opinion sobre la masa renal izquierda. La tomografia muestra un tumor de "
        "cuatro centimetros en el polo inferior. Recomendamos la nefrectomia parcial dentro de seis semanas. No se "
        "considera necesaria una biopsia antes de la operacion."
    )
    c = compare(opinion(spanish), opinion(KIDNEY_B))
    assert {r.verdict.value for r in c.axes} == {"could_not_compare"}
    assert c.differences == () and any("English" in w for w in c.warnings)


def test_of_two_nearly_equal_reports_a_changed_time_in_a_short_sentence_is_shown() -> None:
    first = KIDNEY_A + "\nThe operation should take place within six weeks.\n"
    c = compare(opinion(first), opinion(first.replace("six weeks", "three months")))
    assert any("nearly the same" in warning for warning in c.warnings)
    assert [(d.a_value, d.b_value) for d in c.differences] == [("six weeks = 42 days", "three months = 91 days")]
