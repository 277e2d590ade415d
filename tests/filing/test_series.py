"""Equal analytes of different laboratories stand on one line; nothing is converted that is not exact."""

from __future__ import annotations

import pytest

from binder.filing.series import on_one_scale, series_key
from binder.model.citation import Citation
from binder.model.record import Fact, FactType


def lab(name: str, value: str, unit: str, code: str = "", low: str = "", high: str = "") -> Fact:
    quote = f"{name} {value} {unit}"
    return Fact(
        FactType.LAB, name, value, Citation(1, 1, 0, len(quote), quote), unit=unit, code=code, low=low, high=high
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10*3/uL", "K/uL"),
        ("K/uL", "10^9/L"),
        ("x10E3/uL", "/cumm"),
        ("g/dL", "g/L"),
        ("mg/dL", "MG/DL"),
        ("ug/L", "ng/mL"),
    ],
)
def test_units_that_differ_by_a_power_of_ten_are_one_series(one, other):
    assert series_key(lab("A", "1", one, "777-3")) == series_key(lab("B", "1", other, "777-3"))


@pytest.mark.parametrize(
    ("one", "other"), [("mg/dL", "mmol/L"), ("%", "mmol/mol"), ("g/dL", ""), ("mg/g", "mg/dL"), ("U/L", "g/L")]
)
def test_what_needs_the_weight_of_a_molecule_stays_apart(one, other):
    assert series_key(lab("A", "1", one, "9")) != series_key(lab("A", "1", other, "9"))


def test_a_value_is_moved_to_the_unit_asked_for_and_says_how_it_was_printed():
    british, american = (
        lab("Haemoglobin", "128", "g/L", "718-7", "130", "180"),
        lab("Hemoglobin", "12.6", "g/dL", "718-7"),
    )
    moved, same = on_one_scale([british, american], "g/dL")
    assert (moved.value, moved.low, moved.high, moved.unit) == ("12.8", "13", "18", "g/dL")
    assert "128 g/L as printed" in moved.rule
    assert moved.citation.quote == british.citation.quote
    assert same == american


def test_a_sign_of_comparison_and_a_decimal_comma_survive():
    small, comma = lab("CRP", "<5", "mg/L", "1988-5"), lab("CRP", "12,3", "mg/L", "1988-5")
    moved = on_one_scale([small, comma, lab("CRP", "0.4", "mg/dL", "1988-5")], "mg/dL")
    assert [f.value for f in moved] == ["<0.5", "1.23", "0.4"]


def test_words_are_left_as_they_are():
    assert on_one_scale([lab("HBsAg", "Negative", "")], "")[0].value == "Negative"


def test_capital_g_is_thousands_of_cells_only_where_cells_are_counted():
    assert series_key(lab("Thrombozyten", "143", "G/l", "777-3")) == series_key(lab("PLT", "143", "K/uL", "777-3"))
    assert series_key(lab("ALBUMIN", "41", "G/L", "1751-7")) == series_key(lab("Albumin", "4.1", "g/dL", "1751-7"))


def test_of_sodium_an_equivalent_is_a_mole_and_of_calcium_it_is_not():
    assert series_key(lab("Na", "139", "mEq/L", "2951-2")) == series_key(lab("Na", "139", "mmol/L", "2951-2"))
    assert series_key(lab("Ca", "4.5", "mEq/L", "2000-8")) != series_key(lab("Ca", "2.3", "mmol/L", "2000-8"))


def test_a_count_without_a_method_in_its_code_stands_with_the_usual_one() -> None:
    assert series_key(lab("HEMATOCRIT", "40.1", "%", "20570-8")) == series_key(lab("Hematocrit", "41", "%", "4544-3"))
    assert series_key(lab("Glucose", "90", "mg/dL", "5792-7")) != series_key(lab("Glucose", "90", "mg/dL", "2345-7"))
