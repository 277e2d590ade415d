"""Laboratory rows: name, value with its sign, unit, range and flag, from the layouts laboratories print."""

from __future__ import annotations

import pytest

from binder.filing import file
from binder.model.document import Document, Page
from binder.model.record import Fact, FactType
from tests.filing.conftest import citations_hold

HEAD = "Laboratory Report\nCollected: 03/13/2026   Reference Range\n"


def _labs(rows: str, head: str = HEAD) -> list[Fact]:
    document = Document("x", "text/plain", (Page(1, tuple((head + rows).splitlines())),))
    filing = file(document, received="2026-07-01")
    assert citations_hold(document, filing)
    return [f for f in filing.facts if f.type is FactType.LAB]


def _row(text: str) -> tuple[str, str, str, str, str, str]:
    (fact,) = _labs(text)
    return fact.name, fact.value, fact.unit, fact.low, fact.high, fact.flag


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (
            "WBC                 3.1     L     x10E3/uL    3.4-10.8      01",
            ("WBC", "3.1", "x10E3/uL", "3.4", "10.8", "L"),
        ),
        ("GLUCOSE 99 65-99 mg/dL", ("GLUCOSE", "99", "mg/dL", "65", "99", "")),
        ("UREA NITROGEN (BUN) 28 H 7-25 mg/dL EN", ("UREA NITROGEN (BUN)", "28", "mg/dL", "7", "25", "H")),
        ("CA 19-9             35            U/mL        0-35", ("CA 19-9", "35", "U/mL", "0", "35", "")),
        ("CA 125  <5  U/mL  0.0-38.1", ("CA 125", "<5", "U/mL", "0.0", "38.1", "")),
        ("Platelets  91 (L)  K/uL  150 - 400", ("Platelets", "91", "K/uL", "150", "400", "L")),
        ("Sodium: 138 (135-145) mmol/L", ("Sodium", "138", "mmol/L", "135", "145", "")),
        ("eGFR    59    L    mL/min/1.73     >59", ("eGFR", "59", "mL/min/1.73", "59", "", "L")),
        ("Total Cholesterol  210 mg/dL  <200", ("Total Cholesterol", "210", "mg/dL", "", "200", "H")),
        ("Albumin    4,1   g/dL   3,5-5,0", ("Albumin", "4,1", "g/dL", "3,5", "5,0", "")),
        (
            "Vitamin D, 25-Hydroxy    22.4    Low    ng/mL    30.0-100.0",
            ("Vitamin D, 25-Hydroxy", "22.4", "ng/mL", "30.0", "100.0", "L"),
        ),
        ("Magnesium 1.9 mg/dL 1.6 2.6", ("Magnesium", "1.9", "mg/dL", "1.6", "2.6", "")),
        ("Hemoglobin | 12.8 | g/dL | 12.0 - 16.0", ("Hemoglobin", "12.8", "g/dL", "12.0", "16.0", "")),
    ],
)
def test_a_row_is_read_as_printed(printed: str, read: tuple[str, ...]) -> None:
    assert _row(printed) == read


def test_a_prior_result_is_not_a_new_one() -> None:
    rows = (
        "Test Current Result and Flag Previous Result and Date Units Reference Interval\n"
        "Platelets 91 118 02/14/2026 x10E3/uL 150-450"
    )
    (fact,) = _labs(rows)
    assert (fact.value, fact.flag, fact.date) == ("91", "L", "2026-03-13")


def test_a_table_of_several_dates_gives_each_value_its_own() -> None:
    rows = (
        "Component        Ref Range          3/13/2026     2/14/2026    1/10/2026\n"
        "Platelets        150 - 400 K/uL     91 (L)        118 (L)      210\n"
    )
    assert [(f.value, f.date, f.flag) for f in _labs(rows, "Lab Results\n")] == [
        ("91", "2026-03-13", "L"),
        ("118", "2026-02-14", "L"),
        ("210", "2026-01-10", ""),
    ]


def test_a_portal_prints_one_value_over_several_lines() -> None:
    rows = (
        "HEMOGLOBIN\nNormal range: 12.0 - 16.0 g/dL\n10.4 Low\nPlatelet Count\nStandard range: 150 - 400 K/uL\nValue\n"
    )
    labs = _labs(rows + "91\n")
    assert ("HEMOGLOBIN", "10.4", "g/dL", "L") in [(f.name, f.value, f.unit, f.flag) for f in labs]


def test_a_printed_flag_that_the_range_denies_is_said() -> None:
    (fact,) = _labs("Hemoglobin    13.2   L   g/dL   12.0-16.0")
    assert fact.flag == "L"
    assert "inside the printed range" in fact.rule


def test_the_same_word_is_a_share_or_a_count_by_its_unit() -> None:
    share, count = _labs("Neutrophils  52  %  40-70\nNeutrophils  3.2  K/uL  1.4-7.0")
    assert (share.code, count.code) == ("770-8", "751-8")


def test_names_of_different_laboratories_meet_in_one_code() -> None:
    labs = _labs("PLT  91  thou/uL  150-400\nPlatelet Count  118  10*3/uL  150-400\nPlatelets  210  x10^9/L  150-400")
    assert {f.code for f in labs} == {"777-3"}


def test_letters_taken_for_digits_are_repaired_and_trusted_less() -> None:
    (fact,) = _labs('Platelots" 225 x1OE3/uL 150-450')
    assert (fact.name, fact.unit) == ("Platelets", "x10E3/uL")
    assert fact.confidence < 0.8


@pytest.mark.parametrize(
    "line",
    [
        "Atenolol 50 mg daily",
        "Page 1 of 2",
        "Weight 70 kg",
        "Blood pressure 120/80",
        "Estimated blood loss 50 mL",
        "Age: 68 years",
        "Male 13.0 - 17.0 g/dL",
        "Phone 218-555-0142",
        "Calcium 500 mg twice a day",
        "Hemoglobin - 12 to 16 g/dL",
    ],
)
def test_other_lines_with_numbers_are_no_results(line: str) -> None:
    assert _labs(line) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Urea            6.1     mmol/L    2.5 - 7.8", "22664-7"),
        ("Creatinine      88      umol/L    59 - 104", "14682-9"),
        ("Creatinine      1.0     mg/dL     0.7 - 1.3", "2160-0"),
        ("Haemoglobin     128     g/L       130 - 180", "718-7"),
        ("Leukozyten      4,1     G/l       3,9 - 10,2", "6690-2"),
        ("Protein C       92      %         70 - 140", ""),
        ("Methemoglobin   0.8     %         0.0 - 1.5", ""),
    ],
)
def test_a_name_is_never_taken_for_another_analyte_and_moles_have_their_own_code(row: str, code: str) -> None:
    (fact,) = _labs(row)
    assert fact.code == code


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        ("P1atelets     250    K/uL    150 - 400", "777-3"),
        ("Hemoqlobin    12.1   g/dL    11.7 - 15.5", "718-7"),
        ("^asos         1      %       0 - 3", "706-2"),
    ],
)
def test_a_name_that_recognition_damaged_is_repaired_and_less_sure(damaged: str, code: str) -> None:
    (fact,) = _labs(damaged)
    assert fact.code == code
    assert fact.confidence <= 0.7


def test_a_star_beside_a_value_becomes_high_or_low_by_the_range() -> None:
    assert _row("PSA                 4.8 ug/L      (0.0 - 4.0)   *")[-1] == "H"


def test_small_and_capital_g_are_grams_and_thousands_of_cells() -> None:
    from binder.filing.analytes import ucum_of

    assert [ucum_of(u) for u in ("g/L", "g/l", "G/L", "G/l", "MG/DL")] == ["g/L", "g/L", "10*3/uL", "10*3/uL", "mg/dL"]


def test_a_sheet_of_values_without_a_title_is_a_laboratory_report() -> None:
    text = (
        "Royal Eastshire Hospital\nName: Colin Fraser\nSample taken: 07/08/2025\n"
        "Sodium              139 mmol/L    (133 - 146)\nPotassium           4.4 mmol/L    (3.5 - 5.3)\n"
        "Creatinine          88 umol/L     (59 - 104)\nPSA                 4.8 ug/L      (0.0 - 4.0)\n"
        "Haemoglobin         128 g/L       (130 - 180)\nPlatelet count      250 10^9/L    (150 - 400)\n"
    )
    filing = file(Document("x", "text/plain", (Page(1, tuple(text.splitlines())),)))
    assert filing.kind.value == "lab_report" and "6 laboratory rows" in filing.kind_basis


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        # the laboratory's mark after the name, the prior result beside its date
        (
            "Test   Current Result and Flag   Previous Result and Date   Units   Reference Interval\n"
            "WBC 01        3.1     Low     3.5     02/10/2026    x10E3/uL    3.4-10.8",
            [("WBC", "3.1", "L")],
        ),
        # a portal, each cell on its own line
        (
            "WBC\nYour value: 5.2 10*3/uL\nStandard range: 3.8 - 10.8 10*3/uL\n"
            "HGB\nYour value: 9.8 g/dL\nStandard range: 11.7 - 15.5 g/dL\nFlag: L",
            [("WBC", "5.2", ""), ("HGB", "9.8", "L")],
        ),
        (
            "Test: Prostate Specific Antigen, Total\n  Result: 6.8 ng/mL (H)\n  Reference Range: 0.0 - 4.0 ng/mL",
            [("Prostate Specific Antigen, Total", "6.8", "H")],
        ),
        ("Test,Result,Units,Range\nWBC,5.2,K/uL,3.8-10.8\nHemoglobin,9.8,g/dL,11.7-15.5",
         [("WBC", "5.2", ""), ("Hemoglobin", "9.8", "L")]),
        ("L  Hemoglobin      9.8   g/dL    11.7-15.5", [("Hemoglobin", "9.8", "L")]),
        ("| Hemoglobin | 9.8 | g/dL | 11.7-15.5 | L |", [("Hemoglobin", "9.8", "L")]),
        ("GOT (AST)   45 +   U/l   < 35", [("GOT (AST)", "45", "H")]),
        ("URINALYSIS\nWBC              0-5     /HPF   0-5", [("WBC", "0-5", "")]),
        ("URINALYSIS\nGlucose          1+   A   Negative", [("Glucose", "1+", "A")]),
    ],
)  # fmt: skip
def test_tables_of_other_makers_are_read(rows: str, values: list[tuple[str, str, str]]) -> None:
    assert [(f.name, f.value, f.flag) for f in _labs(rows)] == values
