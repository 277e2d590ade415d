"""No character of a document can act on a terminal, and every one keeps its column."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from binder.model.clean import clean, clean_lines


def test_an_escape_sequence_becomes_visible_signs() -> None:
    assert clean("\x1b[2Jgone\x07") == "\u241b[2Jgone\u2407"


def test_overrides_of_direction_and_invisible_characters_are_shown() -> None:
    assert clean("a\u202eb\u200bc\x9bd") == "a\ufffdb\ufffdc\ufffdd"


def test_accents_and_other_scripts_stay_as_they_are() -> None:
    for words in ("Müller, naïve, Łódź", "Ελένη", "日本語", "e\u0301"):
        assert clean(words) == words


def test_lines_end_where_lines_end_and_tabs_become_blanks() -> None:
    assert clean_lines("a\tb\r\nc\rd\x0ce") == ["a       b", "c", "d", "e"]


@given(st.text())
def test_whatever_comes_the_length_stays_and_nothing_harmful_is_left(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    turning = "\u202a\u202b\u202d\u202e\u2066\u2067"
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in turning for c in shown)
    assert clean(shown) == shown
