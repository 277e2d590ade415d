"""Hebrew and Arabic names in the order and the forms in which they stand on paper."""

from __future__ import annotations

import unicodedata

import pytest

from binder.model.visual import visual


def forms(text: str) -> list[str]:
    """What Unicode calls each character."""
    return [unicodedata.name(c).removeprefix("ARABIC LETTER ").removeprefix("ARABIC LIGATURE ") for c in text]


@pytest.mark.parametrize("text", ["", "Maria Example", "Zoë Łukasiewicz", "Иванова, born 1957", "王小明", "a ± b"])
def test_what_is_written_from_left_to_right_stays(text: str) -> None:
    assert visual(text) == text


def test_hebrew_is_turned_round_and_what_is_around_it_stays() -> None:
    assert visual("Patient: דוד, born 1957") == "Patient: דוד"[:9] + "דוד"[::-1] + ", born 1957"
    assert visual("דוד כהן") == "ןהכ\N{NO-BREAK SPACE}דוד"


def test_hebrew_points_stay_with_their_letter() -> None:
    assert visual("שָׁלוֹם") == "םוֹלשָׁ"


def test_arabic_letters_take_the_form_of_their_place() -> None:
    assert forms(visual("محمد")) == ["DAL FINAL FORM", "MEEM MEDIAL FORM", "HAH MEDIAL FORM", "MEEM INITIAL FORM"]


def test_a_letter_that_does_not_join_on_breaks_the_word() -> None:
    assert forms(visual("دار")) == ["REH ISOLATED FORM", "ALEF ISOLATED FORM", "DAL ISOLATED FORM"]


def test_lam_and_alef_are_one_sign() -> None:
    assert forms(visual("سلام")) == ["MEEM ISOLATED FORM", "LAM WITH ALEF FINAL FORM", "SEEN INITIAL FORM"]


def test_a_vowel_mark_does_not_part_two_letters() -> None:
    assert forms(visual("بَت")) == ["TEH FINAL FORM", "BEH INITIAL FORM", "ARABIC FATHA"]


def test_numbers_keep_their_direction() -> None:
    assert visual("דוד 12 כהן") == "דוד"[::-1] + " 12 " + "כהן"[::-1]
