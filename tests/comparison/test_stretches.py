"""What is marked of words left over: as few stretches as a reader would underline, each with a thing in it."""

from __future__ import annotations

import pytest

from binder.comparison.side_by_side import read_opinion
from binder.comparison.stretches import stretches
from tests.comparison.conftest import opinion


def underlined(sentence: str, *left: str) -> list[str]:
    """What is marked of a sentence in which some words are left over."""
    read = read_opinion(opinion(sentence))[0]
    s = read.statements[0]
    return [s.text[x:y] for x, y in stretches(s, read.facts[0], [(s.words.index(word), 0.5) for word in left])]


@pytest.mark.parametrize(("sentence", "left", "marked"), [
    ("A bone scan was clear.", ("clear",), ["bone scan was clear"]),
    ("I would rather wait six weeks.", ("six",), ["six weeks"]),
    ("I found no enlarged lymph node.", ("no",), ["no enlarged lymph node"]),
])  # fmt: skip
def test_a_word_is_marked_with_what_it_is_said_of(sentence: str, left: tuple[str, ...], marked: list[str]) -> None:
    assert underlined(sentence, *left) == marked


def test_words_close_together_are_one_mark() -> None:
    assert underlined("The cyst measures 6 mm at its narrowest.", "6", "narrowest") == ["6 mm at its narrowest"]


def test_everyday_words_far_from_the_thing_are_not_marked() -> None:
    sentence = "She has metformin for diabetes; her niece, who came along and writes all of it down, is a kind woman."
    read = read_opinion(opinion(sentence))[0]
    s = read.statements[0]
    left = [(s.words.index("metformin"), 2.0), (s.words.index("woman"), 0.2)]
    assert [s.text[x:y] for x, y in stretches(s, read.facts[0], left)] == ["metformin"]
