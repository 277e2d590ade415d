"""Of many pairs of sentences at once it is counted what each two have in common, and which pairs stand around them."""

from __future__ import annotations

from collections import Counter
from math import hypot, log

import numpy as np
import pytest

from binder.comparison.align import NEIGHBOURS, neighbour_features
from binder.comparison.profile import Profile, profiles
from binder.comparison.side_by_side import read_opinion
from binder.comparison.signs import FIELDS, Signs
from tests.comparison.conftest import opinion

A = read_opinion(
    opinion("Metoprolol 50 mg daily should go on.\nThe MRI shows a meningioma.\nShe sings in a choir on Sundays.")
)[0]
B = read_opinion(
    opinion("A meningioma was seen on MRI.\nI would stop metoprolol 50 mg.\nMetoprolol 25 mg is enough, she sings.")
)[0]
PAIRS = np.array([(i, j) for i in range(3) for j in range(3)])


def weighed(sentences: list[Profile]) -> list[dict[str, float]]:
    """Words and things by inverse document frequency, of length one."""
    seen = Counter(name for p in sentences for name in p.concept)
    rare = {name: log((len(sentences) + 3) / (n + 0.5)) for name, n in seen.items()}
    found = [{name: value * rare[name] for name, value in p.concept.items()} for p in sentences]
    return [{name: value / hypot(*one.values()) for name, value in one.items()} for one in found]


def test_as_many_signs_are_counted_as_two_sentences_share() -> None:
    mine, theirs = map(list, profiles(A, B))
    common = Signs(mine, theirs).common(PAIRS)
    vectors = weighed([*mine, *theirs])
    for (i, j), count, concept in zip(PAIRS.tolist(), common.count, common.concept, strict=True):
        x, y = mine[i], theirs[j]
        told = dict(zip(FIELDS, count.tolist(), strict=True))
        assert told["concept"] == len(x.concept.keys() & y.concept.keys())
        assert told["drug"] == len(x.kinds.get("drug", set()) & y.kinds.get("drug", set()))
        assert told["value"] == len(x.values & y.values) and told["dimension"] == len(x.dimensions & y.dimensions)
        left, right = vectors[i], vectors[len(mine) + j]
        assert concept == pytest.approx(sum(left[k] * right[k] for k in left.keys() & right.keys()))
    assert common.has("drug").tolist() == [(i, j) in ((0, 1), (0, 2)) for i, j in PAIRS.tolist()]


def test_a_sentence_of_everyday_words_shares_nothing_rare() -> None:
    rarest = dict(zip(map(tuple, PAIRS.tolist()), Signs(*profiles(A, B)).common(PAIRS).rarest, strict=True))
    assert rarest[1, 0] > 0 and rarest[0, 1] > 0 and rarest[2, 0] == 0


@pytest.mark.parametrize("pairs", [[], [(1, 1)]])
def test_a_pair_without_others_has_no_rival_and_nothing_around_it(pairs: list[tuple[int, int]]) -> None:
    places = np.array(pairs, np.int64).reshape(-1, 2)
    found = neighbour_features(A, B, places, np.full(len(pairs), 0.9))
    assert found.shape == (len(pairs), len(NEIGHBOURS))
    for row in found:
        told = dict(zip(NEIGHBOURS, row.tolist(), strict=True))
        assert told["best_rival"] == told["follows"] == told["crosses"] == told["between"] == 0
        assert told["first_choice"] == 2


def test_what_stands_side_by_side_in_both_texts_follows() -> None:
    chances = np.array([0.8, 0.6, 0.3])
    found = neighbour_features(A, B, np.array([(0, 0), (1, 1), (1, 2)]), chances)
    told = [dict(zip(NEIGHBOURS, row, strict=True)) for row in found.tolist()]
    assert [t["follows"] for t in told] == [0.6, 0.8, 0.0]
    assert [t["best_rival"] for t in told] == [0.0, 0.3, 0.6]
    assert told[2]["best_split"] == 0.6 and told[0]["best_split"] == 0.0
