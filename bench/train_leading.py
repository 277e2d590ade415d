"""Learns the weights of knowledge/comparison_leading.toml: which difference of an axis is told first.

    PYTHONPATH=src:. python -m bench.train_leading [--write] ORDERS PAIRS_DIR...

ORDERS has lines "PAIR LETTER N[=N ...] [> N ...]": of a pair's differences, by their numbers in its @FACTS, those that
a reader should see first on an axis (D diagnosis, S staging, T treatment, M timing), the weightiest first; = joins
equals. Run it after bench/train_closely.py, on pairs from which neither the encoder nor the close reader has learned.
Learned are differences between two candidates of one axis, one of which is to be told first (Joachims, Optimizing
Search Engines using Clickthrough Data, 2002). Printed: how often the first told is one of the first step, or of any,
by weights that have seen no pair of the writer; beside it what stands first now, and the best that can be chosen.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from bench.pairs import HandPair, Letter, Marks, Place, True_, read_pair, touches, writer
from bench.train_comparison import learn, mapped
from binder.comparison.align import align
from binder.comparison.differences import find_differences
from binder.comparison.grounds import Weighed
from binder.comparison.leading import EVEN, features
from binder.comparison.leftovers import Features
from binder.comparison.quotes import quotes
from binder.comparison.sayings import to_tell
from binder.comparison.side_by_side import compare, read_opinion
from binder.comparison.stated import hinted, states
from binder.comparison.verdict import axis_results
from binder.model.comparison import Axis, Quote

WEIGHTS = Path(__file__).parent.parent / "src/binder/knowledge/comparison_leading.toml"
CALM = 100.0  # how strongly weights are held near nought
LETTERS = {"D": Axis.DIAGNOSIS, "S": Axis.STAGING, "T": Axis.TREATMENT, "M": Axis.TIMING}
Order = list[list[int]]
FALSE = 99  # the step of what is no difference: nothing is worse to be told first


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be told first on an axis of a pair: its candidates, which step of the order each is of, and what
    stands first now; steps from 0, None where it is of none, FALSE where it shows no true difference at all.
    """

    axis: Axis
    writer: str
    told: list[Features]
    steps: list[int | None]
    now: int | None


def read_orders(path: Path) -> dict[tuple[str, Axis], Order]:
    """Pair and axis -> the numbers of differences, from 0, in steps."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if m := re.match(r"(\d+) ([DSTM]) (\d.*)", line):
            found[m[1], LETTERS[m[2]]] = [[int(n) - 1 for n in re.findall(r"\d+", step)] for step in m[3].split(">")]
    return found


def step_of(marks: Marks, order: Order, true: Sequence[True_]) -> int | None:
    """The first step of which some marks show a difference: on both sides, where it has two."""

    def shows(t: True_) -> bool:
        return all(place is None or touches(side, place) for side, place in zip(marks, (t.a, t.b), strict=True))

    step = next((k for k, some in enumerate(order) if any(shows(true[n]) for n in some)), None)
    return FALSE if step is None and not any(map(shows, true)) else step


def choices_of(item: tuple[Path, dict[Axis, Order]]) -> list[Choice]:
    """One for each axis on which a difference should be told."""
    path, orders = item
    pair = read_pair(path)
    texts = pair.a.opinion("A"), pair.b.opinion("B")
    a, b = (read_opinion(text)[0] for text in texts)
    aligned = align(a, b)
    made = find_differences(a, b, aligned)
    weighed = [Weighed(f, chance) for f, chance in made.weighed]
    _, behind = axis_results(
        a, b, texts, aligned.links, made.found, weighed, made.doubted, closely=aligned.closely
    )  # fmt: skip
    chances = {(w.found.a, w.found.b): w.chance for w in weighed}
    now = {r.axis: r for r in compare(*texts).axes}
    found = []
    for axis, order in orders.items():
        said = tuple(states(o, axis) or hinted(o, axis) for o in (a, b))
        shown = [f for f in (*made.found, *behind) if f.axis is axis]
        some = to_tell(axis, (a, b), said, shown) if shown else []
        told = [features(axis, (a, b), f, chances.get((f.a, f.b), EVEN), aligned.closely) for f in some]
        as_quoted = [
            tuple(quotes(o, text, [p] if p else [], []) for o, text, p in zip((a, b), texts, (f.a, f.b), strict=True))
            for f in some
        ]
        steps = [step_of(_marks(pair, x, y), order, pair.differences) for x, y in as_quoted]
        first = step_of(_marks(pair, now[axis].a[:1], now[axis].b[:1]), order, pair.differences)
        found.append(Choice(axis, writer(path), told, steps, first))
    return found


def _marks(pair: HandPair, a: Sequence[Quote], b: Sequence[Quote]) -> Marks:
    def at(letter: Letter, some: Sequence[Quote]) -> list[Place]:
        return [place for q in some for place in letter.offsets(q.spans)]

    return at(pair.a, a), at(pair.b, b)


def fitted(some: Sequence[Choice]) -> dict[str, float]:
    """Weights by name."""
    names = list(next(c.told[0] for c in some if c.told))
    rows: list[list[float]] = []
    for c in some:
        first = [t for t, step in zip(c.told, c.steps, strict=True) if step == 0]
        later = [t for t, step in zip(c.told, c.steps, strict=True) if step not in (0, FALSE)]
        false = [t for t, step in zip(c.told, c.steps, strict=True) if step == FALSE]
        pairs = [*product(first, later), *product([*first, *later], false)]
        rows += [[1.0, *(x[n] - y[n] for n in names)] for x, y in pairs]
    if not rows:
        return dict.fromkeys(names, 0.0)
    x = np.array(rows)
    both = np.concatenate([x, np.concatenate([x[:, :1], -x[:, 1:]], 1)])
    w = learn(both, np.repeat([1.0, 0.0], len(x)), CALM)
    return dict(zip(names, w[1:].tolist(), strict=True))


def chosen(c: Choice, weights: dict[str, float]) -> int | None:
    """The step of what is told first by some weights; what stands first now where there is no difference to choose."""
    if not c.told:
        return c.now
    scores = [sum(weights[n] * t[n] for n in weights) for t in c.told]
    return c.steps[int(np.argmax(scores))]


def main() -> None:
    """Learn, print, write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("orders", type=Path)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--write", action="store_true")
    given = ask.parse_args()
    orders = read_orders(given.orders)
    items = [
        (path, {axis: order for (name, axis), order in orders.items() if name == path.name.split("_")[0]})
        for folder in given.folders for path in sorted(folder.glob("*.txt"))
    ]  # fmt: skip
    every = [c for some in mapped(choices_of, [i for i in items if i[1]]) for c in some]
    text = ""
    for axis in Axis:
        on = [c for c in every if c.axis is axis]
        after = []
        for who in sorted({c.writer for c in on}):
            weights = fitted([c for c in on if c.writer != who])
            after += [chosen(c, weights) for c in on if c.writer == who]
        best = [min((s for s in (*c.steps, c.now if not c.told else None) if s is not None), default=None) for c in on]
        for title, steps in (("now", [c.now for c in on]), ("learned", after), ("best", best)):
            share = [sum(s is not None and s <= k for s in steps) / len(on) for k in (0, 9)]
            false = steps.count(FALSE) / len(on)
            print(f"{axis.value:10} {len(on)} {title:8} first {share[0]:.3f}  of any {share[1]:.3f}  false {false:.3f}")
        rows = "\n".join(f'"{name}" = {value:.4f}' for name, value in fitted(on).items())
        text += f"\n[{axis.value}]\n{rows}\n"
    if given.write:
        head = WEIGHTS.read_text(encoding="utf-8").split("\n[", 1)[0].rstrip("\n") if WEIGHTS.exists() else ""
        WEIGHTS.write_text(f"{head}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
