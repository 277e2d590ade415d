"""Grades and markers of two letters are held against each other by what they mean, not by how they are written."""

from __future__ import annotations

import pytest

from binder.comparison.concordance import markers_agreed
from binder.comparison.found import Opinion
from binder.comparison.side_by_side import read_opinion
from tests.comparison.conftest import opinion


def read(text: str) -> Opinion:
    return read_opinion(opinion(f"DIAGNOSIS\n\n{text}\n"))[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Follicular lymphoma, grade 1 to 2.", "Our pathologist writes it as grade 1-2."),
        ("BRAF wild type.", "BRAF is unmutated."),
        ("PR3-positive vasculitis.", "The test for antibodies against PR3 is strongly positive."),
        ("Knee arthrosis, Outerbridge grade 3.", "The cartilage is Outerbridge III."),
    ],
)
def test_a_grade_or_marker_is_the_same_however_it_is_put(a: str, b: str) -> None:
    found = markers_agreed(read(a), read(b))
    assert found["markers alike"] > 0 and found["markers unlike"] == 0


def test_a_marker_lost_and_one_kept_are_unlike() -> None:
    assert markers_agreed(read("TTF-1 positive."), read("TTF-1 is negative."))["markers unlike"] > 0


@pytest.mark.parametrize(
    "text",
    [
        "EGFR-mutated adenocarcinoma, cT1c N0 M0.",
        "A wedge fracture of T12 with loss of height, L2 intact.",
        "Tell Maureen I'd be glad.",
        "An infusion of Ferinject 1 g.",
    ],
)
def test_a_stage_a_vertebra_a_person_and_a_dose_are_no_markers(text: str) -> None:
    keys = {f.key for facts in read(text).facts for f in facts if f.kind in ("grade", "biomarker")}
    assert keys <= {"egfr status"}
