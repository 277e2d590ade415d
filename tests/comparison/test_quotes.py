"""What is quoted on an axis says something by itself and is cut from the text."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.comparison.quotes import clause
from binder.comparison.scope import mark
from binder.comparison.segment import segment
from binder.comparison.statement import understand
from binder.model.comparison import Axis, Comparison
from tests.comparison.conftest import (
    KIDNEY_A,
    KIDNEY_B,
    KNEE_A,
    KNEE_B,
    MIGRAINE_A,
    MIGRAINE_B,
    RHYTHM_A,
    RHYTHM_B,
    opinion,
)

PAIRS = [(KIDNEY_A, KIDNEY_B), (MIGRAINE_A, MIGRAINE_B), (KNEE_A, KNEE_B), (RHYTHM_A, RHYTHM_B)]


def quoted(c: Comparison, axis: Axis) -> tuple[list[str], list[str]]:
    (result,) = [r for r in c.axes if r.axis is axis]
    return [q.quote for q in result.a], [q.quote for q in result.b]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_quotes_are_clauses_of_at_most_a_hundred_characters(a: str, b: str) -> None:
    c = compare(opinion(a), opinion(b))
    for axis in Axis:
        for quote in (*quoted(c, axis)[0], *quoted(c, axis)[1]):
            assert len(quote) <= 100 and quote == quote.strip()
            assert not quote.replace(".", "").isdigit(), "a bare number says nothing"


def test_a_word_of_advice_is_quoted_with_what_it_advises() -> None:
    a, b = quoted(compare(opinion(MIGRAINE_A), opinion(MIGRAINE_B)), Axis.TREATMENT)
    assert "Start topiramate 50 mg twice daily" in a
    assert "Topiramate is not recommended because she hopes to become pregnant" in b


def test_what_differs_is_quoted_first() -> None:
    a, b = quoted(compare(opinion(KIDNEY_A), opinion(KIDNEY_B)), Axis.TIMING)
    assert "6 weeks" in a[0] and "3 months" in b[0]


@pytest.mark.parametrize("turned", [False, True])
def test_the_first_quotes_are_the_two_halves_of_one_difference(turned: bool) -> None:
    one = "PLAN\n\nRadiotherapy is not needed. I recommend surgery within 4 weeks. Continue apixaban 5 mg daily.\n"
    two = "PLAN\n\nContinue apixaban 2.5 mg daily. I recommend surgery within 2 weeks. Radiotherapy should follow it.\n"
    c = compare(*map(opinion, (two, one) if turned else (one, two)))
    for axis, halves in ((Axis.TREATMENT, ("not needed", "should follow")), (Axis.TIMING, ("4 weeks", "2 weeks"))):
        first = [side[0] for side in quoted(c, axis)]
        assert all(half in quote for half, quote in zip(halves[:: -1 if turned else 1], first, strict=True))


def test_where_nothing_differs_the_first_quotes_answer_one_another() -> None:
    one = "ASSESSMENT\n\nShe has diabetes and asthma. This is a follicular lymphoma, grade 1. Fever is absent.\n"
    two = "ASSESSMENT\n\nThe biopsy shows follicular lymphoma of grade 1. Her asthma is mild. There is no fever.\n"
    a, b = quoted(compare(opinion(one), opinion(two)), Axis.DIAGNOSIS)
    assert ("lymphoma" in a[0]) == ("lymphoma" in b[0]) and ("asthma" in a[0]) == ("asthma" in b[0])


def test_a_quote_goes_over_the_end_of_a_line_and_each_stretch_of_it_has_its_place() -> None:
    a = "PLAN\n\nI recommend that surgery of the left kidney takes\nplace within 6 weeks.\n"
    b = "PLAN\n\nI recommend that surgery of the left kidney takes\nplace within 3 months.\n"
    (timing,) = [r for r in compare(opinion(a), opinion(b)).axes if r.axis is Axis.TIMING]
    first = timing.a[0]
    assert first.quote.endswith("takes place within 6 weeks") and [s.line for s in first.spans] == [3, 4]
    assert "6 weeks" in first.quote[slice(*first.core)] and first.firm


def test_a_score_beside_the_stage_is_not_quoted_as_the_stage() -> None:
    a = "STAGE\n\nThe tumor is stage IIB. ECOG performance status is 1. FLIPI is 3.\n"
    b = "STAGE\n\nI call this stage IIIA. ECOG 2. The FLIPI is 3.\n"
    left, right = quoted(compare(opinion(a), opinion(b)), Axis.STAGING)
    assert left == ["The tumor is stage IIB"] and right == ["I call this stage IIIA"]


@pytest.mark.parametrize(("sentence", "quote", "lost"), [
    ("There is no evidence of transformation to a faster lymphoma.", "no evidence", "faster lymphoma"),
    ("You have had neither fever nor night sweats.", "neither fever", "fever"),
    ("I would not give bendamustine now, since it lowers the counts.", "not give bendamustine", "bendamustine"),
])  # fmt: skip
def test_a_quote_does_not_lose_its_denial(sentence: str, quote: str, lost: str) -> None:
    a = f"ASSESSMENT\n\nFollicular lymphoma, grade 1-2. {sentence} Stage IIIA.\n"
    b = "ASSESSMENT\n\nFollicular lymphoma, grade 3. She had fever. Start bendamustine. Stage IVA.\n"
    told = [q for axis in Axis for q in quoted(compare(opinion(a), opinion(b)), axis)[0]]
    assert all(quote in q for q in told if lost in q)


PLAN = "\n\nPLAN\n\nI recommend {}.\n"


@pytest.mark.parametrize(("sentence", "other", "quote"), [
    ("HER2 was scored, and the result was 1+.", "HER2 was scored, and the result was 3+.",
     "HER2 was scored, and the result was 1+"),
    ("The curettage shows a non-invasive mole.", "The curettage shows an invasive mole.", "non-invasive mole"),
    ("Scans at 3-month intervals are advised.", "Scans at 6-month intervals are advised.", "3-month intervals"),
])  # fmt: skip
def test_a_quote_begins_and_ends_with_whole_words_and_has_the_thing_that_a_number_is_of(
    sentence: str, other: str, quote: str
) -> None:
    a, b = (f"ASSESSMENT\n\n{s}{PLAN.format(p)}" for s, p in ((sentence, "surgery"), (other, "observation")))
    c = compare(opinion(a), opinion(b))
    assert any(quote in q for axis in Axis for q in quoted(c, axis)[0])


def test_a_quote_does_not_end_between_a_number_and_its_unit_where_the_line_ends() -> None:
    a = "PLAN\n\nI recommend surgery. An ultrasound of the node should be done every 3\nmonths after the operation.\n"
    b = "PLAN\n\nI recommend surgery. An ultrasound of the node should be done every 6\nmonths after the operation.\n"
    c = compare(opinion(a), opinion(b))
    told = [q for axis in Axis for side in quoted(c, axis) for q in side]
    assert told and not any(q.endswith(("3", "6", "every")) or q.startswith("months") for q in told)


def test_a_titre_is_not_cut_at_its_colon() -> None:
    a = "ASSESSMENT\n\nLupus nephritis. I found that the ANA titre was positive at 1:320 in March. Grade 2.\n"
    b = "ASSESSMENT\n\nLupus nephritis. I found that the ANA titre was negative in March. Grade 2.\n"
    told = [q for axis in Axis for q in quoted(compare(opinion(a), opinion(b)), axis)[0]]
    assert not any(q.endswith(" 1") for q in told)


def test_a_clause_is_quoted_with_what_takes_it_back() -> None:
    a = "PLAN\n\nI would have a low threshold for a defunctioning stoma, but not today. Continue apixaban 5 mg daily.\n"
    b = "PLAN\n\nA stoma is not needed at this stage. Continue apixaban 5 mg daily.\n"
    told = [q for axis in Axis for q in quoted(compare(opinion(a), opinion(b)), axis)[0]]
    assert all("not today" in q for q in told if "stoma" in q)


def test_on_the_timing_it_comes_first_when_treatment_begins() -> None:
    a = "PLAN\n\nAn echocardiogram one month after it. I recommend surgery within three months. He lives alone.\n"
    b = "PLAN\n\nAn echocardiogram six weeks after it. I recommend surgery within four weeks. He lives alone.\n"
    left, right = quoted(compare(opinion(a), opinion(b)), Axis.TIMING)
    assert "within three months" in left[0] and "within four weeks" in right[0]


def test_where_two_diagnoses_differ_each_is_quoted_by_its_name_and_not_by_what_it_denies() -> None:
    a = "DIAGNOSIS\n\nProbable arrhythmogenic cardiomyopathy. LVEF 48%.\n\nPLAN\n\nI recommend a defibrillator.\n"
    b = (
        "OPINION\n\nThis is not an arrhythmogenic cardiomyopathy. I believe that she has cardiac sarcoidosis, and "
        "cardiac sarcoidosis alone explains the block. LVEF 41%.\n\nPLAN\n\nI recommend a defibrillator.\n"
    )
    left, right = quoted(compare(opinion(a), opinion(b)), Axis.DIAGNOSIS)
    assert "cardiomyopathy" in left[0] and "sarcoidosis" in right[0]


def test_where_a_clause_goes_on_before_or_behind_a_quote_a_sign_says_so() -> None:
    long = "the whole of the left leg, the foot, the ankle and the calf up to the knee and a hand's breadth above it"
    a = f"PLAN\n\nI recommend that the stocking of class two which covers {long} is worn every day.\n"
    b = "PLAN\n\nI recommend that the stocking of class one is worn every night.\n"
    c = compare(opinion(a), opinion(b))
    told = [d.a_said for d in c.differences] + [q.words for axis in c.axes for q in axis.a]
    cut = [words for words in told if "…" in words]
    assert cut, told
    for words in cut:
        assert words.strip("…") in a.replace("\n", " ") and len(words) <= 102
    whole = [d.b_said for d in c.differences] + [q.words for axis in c.axes for q in axis.b]
    assert whole and not any("…" in words for words in whole), "a clause that is quoted whole has none"


def test_a_list_of_numbers_is_not_cut_at_its_comma() -> None:
    a = "PLAN\n\nI recommend infliximab 5 mg/kg at weeks 0, 2 and 6, and then we shall see how she does.\n"
    b = "PLAN\n\nI recommend infliximab 10 mg/kg at weeks 0, 2 and 6, and then we shall see how she does.\n"
    c = compare(opinion(a), opinion(b))
    assert all("at weeks 0, 2" in d.a_said for d in c.differences if "weeks" in d.a_said)


def clauses(text: str, *marked: str) -> list[str]:
    """What is quoted of a sentence around some words of it."""
    (passage,) = segment(opinion(text))[0]
    statement = understand(passage)
    mark(statement)
    at = [(text.index(words), text.index(words) + len(words)) for words in marked]
    return [text[slice(*clause(statement, *place))] for place in at]


@pytest.mark.parametrize(("sentence", "marked", "quote"), [
    ("CT of the chest, abdomen and pelvis of October 27 shows no evidence of distant metastases.", "no evidence",
     "CT of the chest, abdomen and pelvis of October 27 shows no evidence of distant metastases"),
    ("You have a prostate cancer of Grade Group 2 (Gleason score 3+4).", "Gleason score 3+4",
     "You have a prostate cancer of Grade Group 2 (Gleason score 3+4)"),
    ("2. Nephrotic syndrome with albumin 19 g/l", "albumin 19 g/l", "Nephrotic syndrome with albumin 19 g/l"),
])  # fmt: skip
def test_a_sentence_that_is_no_longer_than_a_quote_is_quoted_whole(sentence: str, marked: str, quote: str) -> None:
    assert clauses(sentence, marked) == [quote]


@pytest.mark.parametrize(("sentence", "marked", "quote"), [
    ("Nothing that I found will be worse for waiting, and some people with your condition stay the same for many years "
     "or get better.", "worse for waiting, and some people with your condition stay the same for many years",
     "Nothing that I found will be worse for waiting"),
    ("None of the scans that were done in these five long years at either hospital shows any lasting damage of the "
     "kidneys, the heart or the eyes, which is good.", "lasting damage of the kidneys, the heart or the eyes",
     "None of the scans that were done in these five long years"),
])  # fmt: skip
def test_a_quote_begins_with_the_word_that_denies_it(sentence: str, marked: str, quote: str) -> None:
    assert clauses(sentence, marked)[0].startswith(quote)


@pytest.mark.parametrize(("sentence", "marked", "quote"), [
    ("With a rising proteinuria and a falling filtration rate he is at high risk of progression, and waiting for "
     "it to remit by itself would be wrong.", "waiting for it to remit",
     "waiting for it to remit by itself would be wrong"),
    ("We advise that a 21-gene recurrence score (Oncotype DX) be done on the tumor first; it has not been "
     "ordered yet by anybody.", "21-gene",
     "We advise that a 21-gene recurrence score (Oncotype DX) be done on the tumor first"),
    ("Hormone receptor positive, HER2 negative invasive ductal carcinoma of the left breast, pT2 pN1a(sn) cM0, "
     "anatomic stage IIB.", "stage IIB",
     "HER2 negative invasive ductal carcinoma of the left breast, pT2 pN1a(sn) cM0, anatomic stage IIB"),
    ("If your walking is no better by then, I would offer a smaller operation: a decompression at L4/5 only, through a "
     "small incision, without screws and without fusion.", "without fusion",
     "a decompression at L4/5 only, through a small incision, without screws and without fusion"),
    ("Core biopsy in September confirmed carcinoma of the left breast, and Dr. Vance performed a left lumpectomy on "
     "the fourteenth of October.", "lumpectomy",
     "Dr. Vance performed a left lumpectomy on the fourteenth of October"),
])  # fmt: skip
def test_a_longer_one_keeps_the_front_and_the_predicate_of_what_is_marked(
    sentence: str, marked: str, quote: str
) -> None:
    assert clauses(sentence, marked) == [quote]
