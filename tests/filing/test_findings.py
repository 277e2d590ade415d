"""Stage, grade, biomarkers, medications and mentions: only what the document says, only where it says so."""

from __future__ import annotations

import pytest

from binder.filing import file
from binder.model.document import Document, Page
from binder.model.record import Fact, FactType
from tests.filing.conftest import citations_hold
from tests.filing.papers import PAPERS

PATHOLOGY = "SURGICAL PATHOLOGY REPORT\nGross description: received in formalin\n"


def _facts(text: str, what: FactType) -> list[Fact]:
    document = Document("x", "text/plain", (Page(1, tuple(text.splitlines())),))
    filing = file(document, received="2026-07-01")
    assert citations_hold(document, filing)
    return [f for f in filing.facts if f.type is what]


def _stages(line: str) -> list[tuple[str, str]]:
    return [(f.name, f.value) for f in _facts(PATHOLOGY + line, FactType.STAGE)]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Pathologic stage: pT2 pN1a (sn) pMX", [("pT", "T2"), ("pN", "N1a"), ("pM", "MX")]),
        ("The stage is T2N0MX.", [("T", "T2"), ("N", "N0"), ("M", "MX")]),
        ("STAGE: T2, NO, MX.", [("T", "T2"), ("N", "N0"), ("M", "MX")]),
        ("(G3, pT4 L1 V0 pN1 2/24)", [("pT", "T4"), ("pN", "N1")]),
        ("ypT0 ypN0 after chemotherapy", [("ypT", "T0"), ("ypN", "N0")]),
        ("Clinical T3N1M0 at presentation", [("T", "T3"), ("N", "N1"), ("M", "M0")]),
        ("AJCC Staging: T1b pNx", [("T", "T1b"), ("pN", "NX")]),
        ("pTis (DCIS) pN0(i+)", [("pT", "Tis"), ("pN", "N0")]),
        ("Stage IIIB lung cancer", [("stage", "IIIB")]),
    ],
)
def test_a_stage_is_read_with_its_prefix(line: str, read: list[tuple[str, str]]) -> None:
    assert _stages(line) == read


@pytest.mark.parametrize(
    "line",
    [
        "T1-weighted and T2-weighted images",
        "T2 FLAIR hyperintensity",
        "compression of the T4 vertebra",
        "free T4 and T3 were normal",
        "one of twelve N1 lymph nodes",
        "NO TUMOR SEEN IN PART 2",
        "stage 3 chronic kidney disease",
        "Stage II sacral ulcer",
        "T2 NO MASS",
        "M 1 was labeled",
        "end-stage renal disease",
        "seen at T12-L1",
    ],
)
def test_the_same_letters_elsewhere_are_no_stage(line: str) -> None:
    assert _stages(line) == []


def test_receptors_are_read_with_their_result() -> None:
    line = "ER positive (95%), PR negative, HER2 1+ (negative), Ki-67 index: 18%. He was seen in the ER, positive mood."
    found = {f.name: f.value for f in _facts(PATHOLOGY + line, FactType.BIOMARKER)}
    assert found == {"ER": "positive (95%)", "PR": "negative", "HER2": "1+ (negative)", "Ki-67": "18%"}


def test_gleason_and_grades_are_read() -> None:
    found = [
        (f.name, f.value) for f in _facts(PATHOLOGY + "Gleason score 3 + 4 = 7.\nNottingham grade: 2", FactType.GRADE)
    ]
    assert found == [("Gleason", "3 + 4 = 7"), ("nottingham grade", "2")]


def test_a_size_belongs_to_what_is_measured() -> None:
    facts = _facts(PATHOLOGY + "Tumor size: 2.4 x 1.1 cm, 3 cm from the margin.", FactType.MEASUREMENT)
    assert [(f.name, f.value, f.unit) for f in facts] == [("tumor size", "2.4 x 1.1", "cm")]


def test_a_medication_list_gives_drug_dose_route_and_frequency() -> None:
    found = [(f.name, f.value) for f in _facts(PAPERS["medication list"][1], FactType.MEDICATION)]
    assert found == [
        ("Lisinopril", "10 mg, by mouth, once daily"),
        ("Metformin", "500 mg, by mouth, twice daily"),
        ("Ondansetron", "8 mg, by mouth, every 8 hours as needed"),
    ]


def test_records_mentioned_and_follow_up_asked_for_are_kept() -> None:
    mentioned = _facts(PAPERS["imaging"][1], FactType.MENTIONED_RECORD)
    assert [f.date for f in mentioned] == ["2025-11-03"]
    (asked,) = _facts(PAPERS["imaging"][1], FactType.FOLLOW_UP)
    assert asked.value == "3 months"


def test_numbers_from_a_recognised_page_are_trusted_less() -> None:
    page = Page(1, ("SURGICAL PATHOLOGY REPORT", "pT2 pN0", "Gleason score 3+4=7"), recognised=True)
    facts = file(Document("x", "application/pdf", (page,))).facts
    assert facts and all(f.confidence <= 0.8 for f in facts)
