"""Learns the weights of knowledge/comparison_verdicts.toml from pairs of opinions with known truth.

    python bench/train_verdicts.py [--write] PAIRS_DIR...

Run it after bench/train_comparison.py. Logistic regression over the named features of binder.comparison.grounds: on
each axis, whether two opinions differ; on the diagnosis, whether they exclude each other; on the staging, whether
neither speaks to it; on the staging and the timing, whether only one does. Links are by the stored weights; chances of
differences and verdicts of a pair are by weights that never saw its writer. Printed for each axis: shares right and
abstained, how often it was said falsely that there is no difference, by writer, and what was taken for what. --write
stores the weights learned from all pairs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bench.pairs import HandPair, is_true, is_usual, read_pair, turn_of, writer
from bench.train_comparison import (
    Row,
    chances,
    encoders_of,
    learn,
    likelihood,
    mapped,
    paths_of,
    places,
    together,
)
from binder.comparison.align import Weights, align, stored_weights
from binder.comparison.differences import DOUBT, TURNED, Candidate, single_candidates, tiered
from binder.comparison.differences import TURNS as TURNING
from binder.comparison.found import Found, Opinion
from binder.comparison.grounds import Weighed, grounds
from binder.comparison.leftovers import Features
from binder.comparison.side_by_side import read_opinion
from binder.comparison.verdict import Ground, Likely, ground_of, judge
from binder.model.comparison import Axis, Link, Verdict

WEIGHTS = Path(__file__).parent.parent / "src/binder/knowledge/comparison_verdicts.toml"
CALM = 60.0  # how strongly weights are held near nought
SEEN = 8  # pairs in which a feature must be other than in the rest
DEAR = 20  # how many times worse it is to say falsely that there is no difference than not to say it of two that agree
ALIKE = 6  # ... of pairs made to agree but for one thing, of which there are more here than families have
LIMITS = tuple(n / 200 for n in range(91))  # the chances to differ that may be the limit
SAID = "no_difference_found"

HEADS = (
    (Axis.DIAGNOSIS, "differ"), (Axis.DIAGNOSIS, "exclude"), (Axis.STAGING, "silent"), (Axis.STAGING, "one"),
    (Axis.STAGING, "differ"), (Axis.TREATMENT, "differ"), (Axis.TIMING, "one"), (Axis.TIMING, "differ"),
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """A pair with all that its verdicts are made from.

    Attributes:
        weighed: what may be a difference.  shown: what is shown of it.  doubted: what is not and counts
            against that there is no difference all the same.
    """

    pair: HandPair
    writer: str
    a: Opinion
    b: Opinion
    links: list[Link]
    weighed: list[Weighed] = field(default_factory=list)
    shown: list[Found] = field(default_factory=list)
    doubted: list[Found] = field(default_factory=list)
    features: dict[Axis, Features] = field(default_factory=dict)


def read_known(folders: Sequence[Path], encoders: Path | None) -> list[Known]:
    """All pairs with the links of the stored weights, what is found in each weighed by weights of other writers."""
    by = {n: replace(stored_weights(), encoder=encoder) for n, encoder in encoders_of(encoders).items()}
    paths = paths_of(folders, by)
    told = mapped(lambda path: _read(path, by[turn_of(path)]), paths)
    cases = [known for known, _ in told]
    made = [c for _, some in told for c, _ in some]
    rows = [Row(n, c.sort, c.features, ([], []), true, False) for n, (_, some) in enumerate(told) for c, true in some]
    groups, usual = [turn_of(path) for path in paths], [is_usual(path.name) for path in paths]
    first = chances(rows, groups, usual)
    rows = together(rows, first, [(k.a, k.b) for k in cases])
    second = chances(rows, groups, usual)
    for c, row, alone, chance in zip(made, rows, first.tolist(), second.tolist(), strict=True):
        c, known = replace(c, features=row.features), cases[row.case]
        # As binder.comparison.differences.chance_of: what a rule finds on both sides stays what it is by itself.
        chance = max(chance, alone) if c.sort == "rule" and c.found.a and c.found.b else chance
        known.weighed.append(Weighed(c.found, chance))
        shown = tiered(c, chance)
        if shown:
            known.shown.append(shown)
        elif counts_against(c, alone):
            known.doubted.append(c.found)
    features = mapped(lambda k: grounds(k.a, k.b, k.links, k.weighed), cases)
    for known, some in zip(cases, features, strict=True):
        known.features = some
    return cases


def counts_against(candidate: Candidate, chance: float) -> bool:
    """As in binder.comparison.differences: what is not shown and counts all the same, by its chance by itself."""
    turns = any(candidate.features.get(name, 0.0) for name in TURNING)
    return chance >= (TURNED if turns else DOUBT[candidate.sort])


def _read(path: Path, weights: Weights) -> tuple[Known, list[tuple[Candidate, bool]]]:
    """A pair, and its candidates with whether they are true."""
    pair = read_pair(path)
    a, b = read_opinion(pair.a.opinion("A"))[0], read_opinion(pair.b.opinion("B"))[0]
    aligned = align(a, b, weighed=weights)
    made = [
        (c, is_true((places(a, pair.a, c.found.a), places(b, pair.b, c.found.b)), pair))
        for c in single_candidates(a, b, aligned)
    ]
    return Known(pair, writer(path), a, b, aligned.links), made


def truth(known: Known, axis: Axis, head: str) -> float | None:
    """What a chance should be for a pair; None where it says nothing of it."""
    verdict = known.pair.verdicts[axis.value]
    if head == "silent":
        return float(verdict == "neither_says")
    if verdict == "neither_says":
        return None
    if head == "one":
        return float(verdict in ("only_a", "only_b"))
    if verdict in ("only_a", "only_b"):
        return None
    if head == "differ":
        return float(verdict != SAID)
    return None if verdict == SAID else float(verdict == "different")


def names_of(some: list[Known], axis: Axis) -> list[str]:
    """The features of an axis that are not the same in all but a few pairs, the constant first."""
    told: dict[str, Counter[float]] = {}
    for k in some:
        for name, value in k.features[axis].items():
            told.setdefault(name, Counter()).update([round(value, 6)])
    rest = {name: len(some) - values.most_common(1)[0][1] for name, values in told.items()}
    return ["bias", *sorted(name for name, others in rest.items() if others >= SEEN)]


def weights_of(some: list[Known], axis: Axis, head: str, names: list[str], calm: float = CALM) -> dict[str, float]:
    """The learned weights of one chance."""
    rows = [(k.features[axis], t) for k in some if (t := truth(k, axis, head)) is not None]
    x = np.array([[f[n] for n in names] for f, _ in rows])
    return dict(zip(names, learn(x, np.array([t for _, t in rows]), calm).tolist(), strict=True))


def chance_by(weights: dict[str, float], features: Features) -> float:
    """Logistic."""
    return float(likelihood(np.array([features[n] for n in weights]), np.array(list(weights.values()))))


Chances = dict[tuple[int, Axis], dict[str, float]]


def held_out(known: list[Known], groups: list[str]) -> Chances:
    """The chances of every pair by weights learned from the pairs of other groups."""
    found: Chances = {(n, axis): {} for n in range(len(known)) for axis in Axis}
    names = {axis: names_of(known, axis) for axis in Axis}
    for group in sorted(set(groups)):
        others = [k for k, g in zip(known, groups, strict=True) if g != group]
        for axis, head in HEADS:
            weights = weights_of(others, axis, head, names[axis])
            for n, k in enumerate(known):
                if groups[n] == group:
                    found[n, axis][head] = chance_by(weights, k.features[axis])
    return found


def ground_by(k: Known, axis: Axis, chances: dict[str, float], same: float, sure: float) -> Ground:
    """As the product lays it."""
    chance = Likely(**chances, same=same, sure=sure)
    return ground_of(axis, k.a, k.b, k.shown, k.doubted, k.weighed, k.features[axis], chance)


def falsely_same(verdict: Verdict, true: str) -> bool:
    """Whether it is said that there is no difference where there is one."""
    return verdict is Verdict.NO_DIFFERENCE_FOUND and true not in (SAID, "neither_says")


Limits = dict[Axis, tuple[float, float]]


def thresholds(known: list[Known], chances: Chances) -> Limits:
    """For each axis the chances to differ below which it is worth most to say that there is no difference.

    The first where nothing speaks against it, the second where something raises a doubt.
    """
    found = {}
    for axis in Axis:
        told: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for n, k in enumerate(known):
            ground = ground_by(k, axis, chances[n, axis], 1.0, 1.0)
            if (verdict := judge(axis, ground)) is Verdict.NO_DIFFERENCE_FOUND:
                true = k.pair.verdicts[axis.value]
                lost = falsely_same(verdict, true) * (DEAR if is_usual(k.pair.name) else ALIKE)
                told[ground.doubtful].append((chances[n, axis]["differ"], (true == SAID) - lost))
        found[axis] = (_worthiest(told[False]), _worthiest(told[True]))
    return found


def _worthiest(told: list[tuple[float, float]]) -> float:
    """The limit below which most is gained; the lower of two as good."""
    worth = {limit: sum(gain for chance, gain in told if chance <= limit) for limit in LIMITS}
    return max(LIMITS, key=lambda limit: (worth[limit], -limit))


def figures(known: list[Known], chances: Chances, limits: Limits, *, wrong: bool) -> None:
    """Print shares right and abstained and the number falsely the same, by writer and axis; what was taken for what."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    taken: dict[Axis, Counter[tuple[str, str]]] = {axis: Counter() for axis in Axis}
    for n, k in enumerate(known):
        for axis in Axis:
            verdict = judge(axis, ground_by(k, axis, chances[n, axis], *limits[axis]))
            true = k.pair.verdicts[axis.value]
            taken[axis][true, verdict.value] += 1
            for who in (k.writer, "all"):
                for word in (axis.value, "all"):
                    counts.setdefault((who, word), Counter()).update(
                        n=1,
                        right=verdict.value == true,
                        abstained=verdict is Verdict.COULD_NOT_COMPARE,
                        false=falsely_same(verdict, true),
                    )
            if wrong and verdict.value != true:
                rounded = {head: round(c, 2) for head, c in chances[n, axis].items()}
                print("   ", axis.value, k.pair.name, f"truth {true}, said {verdict.value}", rounded)
    for who in sorted({w for w, _ in counts}):
        told = []
        for word in ("all", *(axis.value for axis in Axis)):
            c = counts[who, word]
            told.append(f"{word} {c['right'] / c['n']:.3f} ({c['abstained'] / c['n']:.2f}, {c['false']})")
        print(f"  {who:12}", " ".join(told))
    words = [v.value for v in Verdict]
    for axis in Axis:
        print(f"  {axis.value}: truth down, said across", words)
        for true in words:
            if any(taken[axis][true, said] for said in words):
                print(f"    {true:20}", " ".join(f"{taken[axis][true, said]:5}" for said in words))


HEADER = """# How much each feature counts for a verdict. Made by bench/train_verdicts.py; do not edit.
dated = "2026-11-30"
source = "Learned from the pairs of tests/comparison/pairs and from pairs of the same format; logistic regression"
"""


def main() -> None:
    """Train, print, and write if asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--wrong", action="store_true", help="list the verdicts that are wrong")
    ask.add_argument("--encoders", type=Path, help="as in train_comparison.py")
    given = ask.parse_args()
    known = read_known(given.folders, given.encoders)
    writers = held_out(known, [k.writer for k in known])
    limits = thresholds(known, writers)
    print("said the same below, and where there is a doubt", {axis.value: v for axis, v in limits.items()})
    print("right (abstained, falsely the same), leave one writer out")
    figures(known, writers, limits, wrong=given.wrong)
    if given.write:
        text = HEADER
        for axis in Axis:
            text += "\n[{}]\nsame = {:.3f}\nsure = {:.3f}\n".format(axis.value, *limits[axis])
            for head in (h for x, h in HEADS if x is axis):
                weights = weights_of(known, axis, head, names_of(known, axis))
                lines = [f'"{name}" = {value:.4f}' for name, value in weights.items()]
                text += "\n".join([f"\n[{axis.value}.{head}]", *lines]) + "\n"
        WEIGHTS.write_text(text)


if __name__ == "__main__":
    main()
