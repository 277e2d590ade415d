"""Medications with their whole line, procedures, changes in genes, follow-up advised, records spoken of."""

from __future__ import annotations

import pytest

from binder.filing import file
from binder.model.document import Document, Page
from binder.model.record import Fact, FactType
from tests.filing.conftest import citations_hold

LIST = "CURRENT MEDICATIONS\nDate: 03/14/2026\n"
VISIT = "OFFICE VISIT\nVisit date: 02/16/2026\nSubjective: follow-up.\nObjective: well.\n"
GENES = "NEXT GENERATION SEQUENCING REPORT\nGenomic findings\n"
SCAN = "RADIOLOGY REPORT\nExam date: 02/20/2026\nCT CHEST\n"
OPERATION = "OPERATIVE REPORT\nDate of surgery: 03/05/2026\nPreoperative diagnosis: renal mass\n"


def facts(text: str, what: FactType) -> list[Fact]:
    document = Document("x", "text/plain", (Page(1, tuple(text.splitlines())),))
    filing = file(document, received="2026-07-01")
    assert citations_hold(document, filing)
    return [f for f in filing.facts if f.type is what]


@pytest.mark.parametrize(
    ("line", "drug", "how"),
    [
        ("1. Metformin 500 mg tablet - take 1 tablet by mouth twice daily", "Metformin",
         "500 mg, 1 tablet, by mouth, twice daily"),
        ("Lisinopril 10 mg tablet. Take one tablet by mouth once daily.", "Lisinopril", "10 mg, by mouth, once daily"),
        ("Oxycodone-acetaminophen 5-325 mg 1-2 tabs q4-6h prn", "Oxycodone-acetaminophen",
         "5-325 mg, 1-2 tabs, q4-6h prn"),
        ("Drug: Tamoxifen   Dose: 20 mg   Route: PO   Frequency: daily", "Tamoxifen", "20 mg, PO, daily"),
        ("Carboplatin AUC 5 IV day 1", "Carboplatin", "AUC 5, IV, day 1"),
        ("Enoxaparin 40 mg SC daily for 28 days", "Enoxaparin", "40 mg, SC, daily, for 28 days"),
        ("Ramipril 5mg od", "Ramipril", "5mg, od"),
        ("Lantus 100 unit/mL: inject 20 units nightly", "Lantus", "100 unit/mL, 20 units, nightly"),
    ],
)  # fmt: skip
def test_a_line_of_a_list_is_one_medication_with_all_it_says(line: str, drug: str, how: str) -> None:
    assert [(f.name, f.value) for f in facts(LIST + line, FactType.MEDICATION)] == [(drug, how)]


def test_when_a_medication_was_begun_or_stopped_is_kept() -> None:
    begun, year, stopped = facts(
        LIST + "Lisinopril 10 mg daily. Start date: 03/01/2024\nMetformin 500 mg daily - started 2019\n"
        "Aspirin 81 mg PO daily - STOPPED",
        FactType.MEDICATION,
    )
    assert (begun.date, year.date, stopped.flag) == ("2024-03-01", "2019", "stopped")


@pytest.mark.parametrize(
    ("line", "gene", "change"),
    [
        ("EGFR exon 19 deletion (p.E746_A750del), VAF 31%", "EGFR", "exon 19 deletion (p.E746_A750del)"),
        ("TP53 R273H", "TP53", "R273H"),
        ("BRCA1  c.68_69delAG (p.Glu23Valfs*17)  PATHOGENIC", "BRCA1", "c.68_69delAG (p.Glu23Valfs*17)"),
        ("EML4-ALK fusion", "EML4-ALK", "fusion"),
        ("Tumor mutational burden: 4.2 mut/Mb", "TMB", "4.2 mut/Mb"),
        ("Microsatellite status: MSS", "MSI", "MSS"),
    ],
)
def test_a_change_in_a_gene_is_read_as_printed(line: str, gene: str, change: str) -> None:
    assert (gene, change) in [(f.name, f.value) for f in facts(GENES + line, FactType.BIOMARKER)]


@pytest.mark.parametrize("line", ["EGFR exon 19 deletion not detected", "No KRAS G12C", "no BRAF fusion"])
def test_a_change_that_was_not_found_is_no_change(line: str) -> None:
    assert [f for f in facts(GENES + line, FactType.BIOMARKER) if f.rule == "change in a gene"] == []


def test_receptors_are_read_whole_and_in_short() -> None:
    pathology = "SURGICAL PATHOLOGY REPORT\nGross description: received in formalin\n"
    found = facts(pathology + "Estrogen receptor: Positive (95%, strong). Ki-67: 18%.", FactType.BIOMARKER)
    assert [(f.name, f.value) for f in found] == [("ER", "Positive (95%, strong)"), ("Ki-67", "18%")]
    short = facts(pathology + "Invasive carcinoma, ER+/PR+/HER2-.", FactType.BIOMARKER)
    assert [(f.name, f.value) for f in short] == [("ER", "positive"), ("PR", "positive"), ("HER2", "negative")]


def test_an_operation_is_named_with_its_day_and_its_story_is_not() -> None:
    told = OPERATION + "Operation performed: 1. Left partial nephrectomy. 2. Cystoscopy.\n"
    told += "Description of procedure: The patient was prepped and draped.\nProcedure: The kidney was exposed.\n"
    assert [(f.name, f.date) for f in facts(told, FactType.PROCEDURE)] == [
        ("Left partial nephrectomy", "2026-03-05"), ("Cystoscopy", "2026-03-05")
    ]  # fmt: skip


def test_a_surgical_history_is_a_list_of_procedures_with_their_years() -> None:
    found = facts(VISIT + "Past surgical history: Appendectomy, CABG 2011, and hernia repair.\n", FactType.PROCEDURE)
    assert [(f.name, f.value) for f in found] == [("Appendectomy", ""), ("CABG 2011", "2011"), ("hernia repair", "")]
    assert facts(VISIT + "PSH: None\n", FactType.PROCEDURE) == []


@pytest.mark.parametrize(
    ("line", "what", "when"),
    [
        ("Follow-up CT in 3 months if the biopsy is negative.", "CT", "3 months"),
        ("Surveillance CT at 12 months.", "CT", "12 months"),
        ("Return in 2 weeks.", "follow-up", "2 weeks"),
        ("RTC 6 weeks", "follow-up", "6 weeks"),
        ("Have labs in 4 weeks.", "labs", "4 weeks"),
        ("Biopsy is recommended.", "Biopsy", "advised"),
        ("Recommend MRI of the breast in 6-12 months.", "MRI of the breast", "6-12 months"),
        ("Your next appointment: 03/15/2026", "appointment", "2026-03-15"),
        ("Follow up with Dr. Marsh on 03/15/2026 at 10:15", "appointment", "2026-03-15"),
    ],
)
def test_what_is_asked_for_next_is_read(line: str, what: str, when: str) -> None:
    assert [(f.name, f.value) for f in facts(VISIT + line, FactType.FOLLOW_UP)] == [(what, when)]


@pytest.mark.parametrize(
    "line", ["No follow-up imaging is needed.", "A CT was obtained after 2 days of pain.", "Pain began 3 weeks ago."]
)
def test_what_is_not_asked_for_is_not(line: str) -> None:
    assert facts(VISIT + line, FactType.FOLLOW_UP) == []


@pytest.mark.parametrize(
    ("line", "what", "when"),
    [
        ("COMPARISON: CT chest 12/02/2025 (outside study).", "CT chest", "2025-12-02"),
        ("Comparison: MRI brain without contrast dated March 3, 2025", "MRI brain without contrast", "2025-03-03"),
        ("Comparison: Prior mammograms.", "mammograms", "elsewhere"),
        ("I reviewed the PET from 02/01/2026 as well.", "PET", "2026-02-01"),
        ("CT performed at an outside hospital was reviewed", "CT performed at an outside hospital", "elsewhere"),
    ],
)
def test_records_spoken_of_are_read_and_are_not_the_reports_own_date(line: str, what: str, when: str) -> None:
    document = Document("x", "text/plain", (Page(1, tuple((SCAN + line).splitlines())),))
    assert file(document, received="2026-07-01").date == "2026-02-20"
    assert [(f.name, f.value) for f in facts(SCAN + line, FactType.MENTIONED_RECORD)] == [(what, when)]


def test_nothing_to_compare_with_is_nothing_spoken_of() -> None:
    assert facts(SCAN + "Comparison: None.", FactType.MENTIONED_RECORD) == []


def test_doses_of_radiation_are_measurements_with_their_site() -> None:
    text = "RADIATION ONCOLOGY TREATMENT SUMMARY\nDate: 06/30/2026\nTotal dose\n"
    (dose,) = facts(text + "Left breast    16 fractions   4256 cGy", FactType.MEASUREMENT)
    assert (dose.name, dose.value, dose.unit) == ("radiation dose, Left breast", "4256", "cGy")
