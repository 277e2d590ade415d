"""How near two sentences are in meaning, piece beside piece, and which words of one have a counterpart in the other."""

from __future__ import annotations

import re

import numpy as np
import pytest

from binder.comparison.covered import Covered
from binder.comparison.found import Part
from binder.comparison.meaning import meaning, pieces_at
from binder.comparison.side_by_side import read_opinion
from tests.comparison.conftest import opinion

HERE = [
    "I would not use brachytherapy in a man who passes water so poorly.",
    "The core biopsy shows an invasive ductal carcinoma, grade 2.",
    "CT of the chest is normal.",
    "Please see me again in three months.",
]
THERE = [
    "The lungs look fine on the scan.",
    "Come back to my clinic in twelve weeks.",
    "Seeds are out of the question with such a weak stream.",
    "It is a cancer of the milk ducts of middling grade.",
]
PARTNERS = [2, 3, 0, 1]


def table(a: list[str], b: list[str]) -> np.ndarray:
    """How near every sentence of A is to every one of B."""
    meant = meaning(a, b)
    found = np.full((len(a), len(b)), -np.inf)
    found[meant.pairs[:, 0], meant.pairs[:, 1]] = meant.near[:, 0]
    return found


def test_sentences_on_one_matter_are_nearest_whatever_their_words() -> None:
    assert table(HERE, THERE).argmax(1).tolist() == PARTNERS


def test_nearness_is_the_same_whichever_text_comes_first() -> None:
    assert np.allclose(table(HERE, THERE), table(THERE, HERE).T, atol=1e-3)


def test_the_same_words_are_covered_in_full() -> None:
    meant = meaning(HERE, HERE)
    alike = meant.pairs[:, 0] == meant.pairs[:, 1]
    assert np.allclose(meant.near[alike][:, 4:], 1.0, atol=5e-3)
    assert (meant.near[~alike][:, 5] < 0.95).all()


@pytest.mark.parametrize("texts", [([], []), (HERE, []), ([], THERE), (["?"], ["?"]), (["word " * 3000], THERE)])
def test_nothing_one_sign_and_an_endless_sentence_are_read(texts: tuple[list[str], list[str]]) -> None:
    meant = meaning(*texts)
    assert np.isfinite(meant.near).all()
    assert len(meant.pairs) == len(texts[0]) * len(texts[1])


def test_a_piece_knows_where_its_word_stands() -> None:
    text = "Ménière's disease, left ear; Ki-67 is 30%."
    of = {m[0]: pieces_at(text, [m.span()]) for m in re.finditer(r"\w+|[^\s\w]", text)}
    every = [piece for pieces in of.values() for piece in pieces]
    assert all(of.values())
    assert every == pieces_at(text, [(0, len(text))]) == list(range(1, len(every) + 1))
    assert pieces_at(text, [(text.index("ear"), text.index(";")), (0, 3)]) == sorted(of["Ménière"] + of["ear"])


def test_words_with_a_counterpart_are_covered_better_than_words_without() -> None:
    a = "The hip is badly worn. Her dog is called Bruno."
    b = "The joint of the hip shows severe arthrosis. The chest is clear."
    mine, theirs = read_opinion(opinion(a))[0], read_opinion(opinion(b))[0]
    covered = Covered(mine, theirs, meaning(*([s.text for s in o.statements] for o in (mine, theirs))))
    arthrosis = Part(0, ((b.index("severe"), b.index(". The")),))
    worn, dog = (covered.of_words(part, arthrosis) for part in (Part(0, ((11, 21),)), Part(1, ((4, 7),))))
    assert worn["covered_there"] > dog["covered_there"]
    assert worn["covered_there_most"] > dog["covered_there_most"]
    assert covered.sentence(0, 0) > covered.sentence(0, 1)


def test_a_sentence_is_read_with_those_around_it_and_the_order_of_texts_does_not_matter() -> None:
    kidney = ["There is a mass in the upper pole of the right kidney.", "It measures 41 mm.", "The liver is normal."]
    thyroid = ["There is a nodule in the left lobe of the thyroid.", "It measures 41 mm.", "The voice is normal."]
    theirs = ["The kidney tumour is 4.1 cm across."]
    assert table(kidney, theirs)[1, 0] != table(thyroid, theirs)[1, 0]
    assert np.allclose(table(kidney, thyroid), table(thyroid, kidney).T, atol=1e-3)


def test_a_sentence_is_encoded_alike_among_few_and_among_many() -> None:
    many = [f"{HERE[n % 4][:-1]}, as of day {n}." for n in range(400)]
    assert np.allclose(table(many, THERE)[:40], table(many[:41], THERE)[:40], atol=1e-3)
