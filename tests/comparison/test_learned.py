"""What no rule marks: links by meaning, words left over in a link, what one alone says; and the pairs as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bench.pairs import read_pair, score_all

from binder.comparison import compare
from binder.comparison.align import align
from binder.comparison.chance import judge
from binder.comparison.closely import may_count
from binder.comparison.differences import find_differences
from binder.comparison.kin import kin_of
from binder.comparison.leftovers import BY_ONE, UNRULED
from binder.comparison.likeness import NAMES
from binder.comparison.side_by_side import read_opinion
from binder.comparison.verdict import DIFFERING
from binder.knowledge import load
from binder.model.comparison import Tier
from tests.comparison.conftest import KIDNEY_A, KIDNEY_B, Result, opinion

Lay = Callable[[str, str], Result]
PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.txt"))


def test_a_word_of_medicine_has_its_plain_words_for_kin() -> None:
    assert dict(kin_of("nephrectomy")).keys() >= {"kidney", "removal"}
    assert dict(kin_of("womb"))["uterus"] > 0.9
    assert kin_of("zzyzx") == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The womb is enlarged.", "Uterine enlargement is seen."),
        ("EUS of the pancreas was normal.", "An endoscopic ultrasound showed nothing abnormal."),
    ],
)
def test_passages_in_other_words_are_linked(lay: Lay, a: str, b: str) -> None:
    head = "FINDINGS\n\nThe spleen measures 11 cm. No fever was reported. {}\n"
    assert (a, b) in lay(head.format(a), head.format(b)).linked()


def test_one_word_in_place_of_another_is_a_possible_difference(lay: Lay) -> None:
    a = KIDNEY_A + "\nFINDINGS\n\nThe aortic valve is trileaflet and thickened.\n"
    b = KIDNEY_B + "\nFINDINGS\n\nThe aortic valve is bicuspid and thickened.\n"
    assert lay(a, b).marks("trileaflet", "bicuspid", Tier.POSSIBLE)


def test_a_pleasantry_is_no_difference(lay: Lay) -> None:
    a = KIDNEY_A + "\nThank you very much for your kind letter and for coming such a long way.\n"
    assert not [d for d in lay(a, KIDNEY_B).said() if "Thank" in d[0] or "kind" in d[0]]


@pytest.mark.parametrize(
    ("a", "b", "left", "right"),
    [
        ("BCLC stage A.", "In our reading this is BCLC stage B.", "BCLC", "B"),
        ("EDSS today 2.5.", "The EDSS I count 3.5.", "2.5", "3.5"),
        ("NYHA class II.", "I put her in NYHA III.", "NYHA", "III"),
        ("Crohn's disease (Montreal A2 L1 B2).", "Crohn's disease, Montreal A2 L1 B3.", "B2", "B3"),
        ("Crohn's disease (Montreal A2 L1 B2).", "Crohn's disease of the ileum, A2 L1 B3.", "B2", "B3"),
    ],
)
def test_a_named_scale_of_extent_is_a_stage(lay: Lay, a: str, b: str, left: str, right: str) -> None:
    result = lay(f"STAGE\n\n{a}\n", f"STAGE\n\n{b}\n")
    assert result.marks(left, right) and result.verdicts()["staging"] == "different"


def test_a_score_and_its_letter_are_no_difference(lay: Lay) -> None:
    assert not lay("STAGE\n\nChild-Pugh A5.\n", "STAGE\n\nHe is Child-Pugh A.\n").said("stage")


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        ("PET after cycle 2 is advised.", "PET after the fourth cycle is advised.", True),
        ("PET after cycle 2 is advised.", "PET after the second cycle is advised.", False),
        ("Review in clinic in six weeks.", "Review in clinic in a month and a half.", False),
        ("Surgery should take place within a month.", "Surgery should take place within 3 months.", True),
    ],
)
def test_which_cycle_and_how_many_months_are_times(lay: Lay, a: str, b: str, differ: bool) -> None:
    assert bool(lay(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n").said("time")) is differ


def test_a_minus_is_part_of_the_number(lay: Lay) -> None:
    a, b = "FINDINGS\n\nThe mean defect is -3.2 dB.\n", "FINDINGS\n\nThe mean defect is -8.1 dB.\n"
    assert lay(a, b).marks("-3.2", "-8.1")


def test_the_weights_are_those_of_the_features() -> None:
    assert set(load("comparison_weights")["links"]["weights"]) == set(NAMES)
    for sort in ("rule", "link", "alone"):
        assert 0 < judge(sort).possible <= judge(sort).firm < 1


def test_a_difference_is_never_said_of_an_axis_without_one_that_is_shown() -> None:
    for path in PAIRS[::4]:
        pair = read_pair(path)
        found = compare(pair.a.opinion("A"), pair.b.opinion("B"))
        shown = {d.axis for d in found.differences}
        assert [r.axis for r in found.axes if r.verdict in DIFFERING and r.axis not in shown] == [], path.name


def test_over_all_pairs_hardly_anything_different_is_called_the_same() -> None:
    total, _ = score_all([read_pair(p) for p in PAIRS], compare)
    figures = total.figures()
    assert figures["false_no_difference"] == 0
    assert (
        figures["firm_p"] >= 0.9 and figures["fact_p"] >= 0.8 and figures["fact_r"] >= 0.75 and figures["seen"] >= 0.97
    )


POLYP_A = """FINDINGS

Colonoscopy showed a sessile polyp of 18 mm in the caecum. The biopsy shows a tubular adenoma with low-grade dysplasia.
The rest of the colon is normal.

PLAN

I recommend endoscopic mucosal resection of the polyp. A follow-up colonoscopy is due after six months.
Apixaban should be paused for two days before it. Mr. Hale lives with his daughter.
"""
POLYP_B = """FINDINGS

I saw the pictures of the caecal polyp, flat and about 18 mm. Low-grade dysplasia in a tubular adenoma is confirmed on
review of the slides. Elsewhere the bowel looks healthy.

ADVICE

Endoscopic mucosal resection is the right way to remove the polyp. The base should be coagulated with the snare tip at
the same sitting. He should come back for a colonoscopy in half a year. Pausing apixaban for two days beforehand is
enough.
"""


def test_what_one_of_two_sentences_adds_to_a_passage_is_shown_whichever_text_comes_first() -> None:
    for a, b in ((POLYP_A, POLYP_B), (POLYP_B, POLYP_A)):
        (added,) = compare(opinion(a), opinion(b)).differences
        assert (added.tier, added.rule) == (Tier.POSSIBLE, BY_ONE)
        assert "coagulated with the snare tip" in added.a_said + added.b_said and not (added.a_said and added.b_said)


def test_words_left_over_count_on_no_axis_that_they_do_not_bear_on() -> None:
    a, b = (read_opinion(opinion(text))[0] for text in (KIDNEY_A, KIDNEY_B))
    aligned = align(a, b)
    assert aligned.closely
    for one in find_differences(a, b, aligned).found:
        if one.axis and one.rule in (UNRULED, BY_ONE):
            assert may_count(one, one.axis, aligned.closely)


def test_another_step_of_frailty_is_a_sure_difference(lay: Lay) -> None:
    found = lay("Clinical Frailty Scale 4 on the day.", "This makes him a 6 on the Clinical Frailty Scale.").comparison
    assert [d.tier for d in found.differences if d.kind == "stage"] == [Tier.FIRM]
