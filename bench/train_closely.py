"""Learns the weights of knowledge/comparison_closely.toml: what is made of two sentences that were read closely.

    PYTHONPATH=src:. python -m bench.train_closely [--write] [--only FIRST-LAST ...] PAIRS_DIR...

Run it after bench/train_comparison.py, bench/train_verdicts.py and bench/close_reader.py, on pairs from which neither
the encoder nor the close reader has learned (--only: those of some numbers). Logistic regression over what was known
before and what was read: of links that were in doubt, then of the differences found with those links, then of whether
the two differ on an axis. Printed for each: the figures before, and by weights that have seen no pair of the writer.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.pairs import HandPair, is_true, read_pair, writer
from bench.train_comparison import Case, beside, learn, likelihood, link_figures, mapped, places, read_case, thresholds
from bench.train_verdicts import HEADS, Known, figures, truth
from bench.train_verdicts import thresholds as thresholds_of_verdicts
from binder.comparison.align import align, in_doubt, of_pairs, stored_weights
from binder.comparison.closely import Closely, of_difference, of_links, with_before
from binder.comparison.differences import candidates, chance_of, find_differences, read_closely, sort_read
from binder.comparison.grounds import Weighed, grounds
from binder.comparison.leftovers import Features
from binder.comparison.side_by_side import read_opinion
from binder.comparison.verdict import READ, Likely, likely, on_axis
from binder.knowledge import load
from binder.model.comparison import Axis

WEIGHTS = Path(__file__).parent.parent / "src/binder/knowledge/comparison_closely.toml"
CALM = 3.0  # how strongly weights are held near nought
MOST = 0.2  # chance to differ above which it is never said that two do not, however few did in these pairs
FEWEST = 60  # rows of a sort from which on weights are learned for it


@dataclass(frozen=True, slots=True)
class Row:
    """Something in doubt: how likely it was before, what was read, whether it is true."""

    case: int
    sort: str
    before: float
    read: Features
    true: bool

    @property
    def features(self) -> Features:
        """As binder.comparison.closely.again has them."""
        return with_before(self.before, self.read)


def fitted(rows: Sequence[Row]) -> dict[str, float]:
    """Weights by name."""
    names = list(rows[0].features)
    x = np.array([[r.features[n] for n in names] for r in rows])
    return dict(zip(names, learn(x, np.array([float(r.true) for r in rows]), CALM).tolist(), strict=True))


def chance_by(weights: dict[str, float], row: Row) -> float:
    """Logistic."""
    x = np.array([[row.features[n] for n in weights]])
    return float(likelihood(x, np.array(list(weights.values())))[0])


def held_out(rows: Sequence[Row], writers: Sequence[str]) -> list[float]:
    """The chance of every row by weights learned from other writers."""
    found = [0.0] * len(rows)
    for who in sorted(set(writers)):
        weights = fitted([r for r in rows if writers[r.case] != who])
        for n, r in enumerate(rows):
            if writers[r.case] == who:
                found[n] = chance_by(weights, r)
    return found


def told(rows: Sequence[Row], chances: Sequence[float]) -> str:
    """How well chances part true rows from others (area under the curve), and how far they are off (log loss)."""
    true = np.array([r.true for r in rows])
    p = np.clip(np.array(chances), 1e-4, 1 - 1e-4)
    order = p.argsort().argsort() + 1
    area = (order[true].sum() - true.sum() * (true.sum() + 1) / 2) / max(1, true.sum() * (~true).sum())
    return f"{area:.4f} ({-np.where(true, np.log(p), np.log(1 - p)).mean():.4f})"


def links_of(item: tuple[int, Case]) -> tuple[np.ndarray, dict[int, Row]]:
    """The likelihoods of a case's pairs before, and a row for each that was read."""
    n, case = item
    w = stored_weights()
    before = likelihood(beside(case, likelihood(case.x, np.array(w.alone))), np.array(w.beside))
    pairs, closely = np.array(case.pairs, np.int64).reshape(-1, 2), Closely(case.a, case.b)
    closely.read(in_doubt(pairs, before))
    read = of_pairs(case.a, case.b, pairs, before, closely)
    return before, {k: Row(n, "links", float(before[k]), f, bool(case.y[k])) for k, f in read.items()}


def train_links(cases: list[Case], writers: list[str]) -> str:
    """Print the figures; the section of the file."""
    made = mapped(links_of, list(enumerate(cases)))
    before = [p for p, _ in made]
    rows = [row for _, some in made for row in some.values()]
    chances = held_out(rows, writers)
    after, at = [p.copy() for p in before], iter(chances)
    for n, (_, some) in enumerate(made):
        for k in some:
            after[n][k] = next(at)
    print("links in doubt:", len(rows), "before", told(rows, [r.before for r in rows]), "after", told(rows, chances))
    for title, p in (("before", before), ("after", after)):
        least = max(thresholds(), key=lambda t: link_figures(cases, p, t)[2])
        for which in (least, stored_weights().least):
            print(f"links {title}", [round(v, 4) for v in link_figures(cases, p, which)], which)
    return section("links", fitted(rows))


def differences_of(item: tuple[int, HandPair]) -> list[Row]:
    """A row for each candidate difference of which something was read."""
    n, pair = item
    a, b = (read_opinion(letter.opinion(side))[0] for letter, side in ((pair.a, "A"), (pair.b, "B")))
    aligned = align(a, b)
    judged = [(c, chance_of(c)) for c in candidates(a, b, aligned)]
    if not aligned.closely:
        return []
    read_closely(judged, aligned.closely)
    rows = []
    for c, chance in judged:
        if read := of_difference(c.found, aligned.closely):
            marks = places(a, pair.a, c.found.a), places(b, pair.b, c.found.b)
            rows.append(Row(n, sort_read(c), chance, read, is_true(marks, pair)))
    return rows


def train_differences(pairs: list[HandPair], writers: list[str]) -> str:
    """Print the figures; the sections of the file."""
    every = [row for some in mapped(differences_of, list(enumerate(pairs))) for row in some]
    text = ""
    for sort in sorted({r.sort for r in every}):
        rows = [r for r in every if r.sort == sort]
        if len(rows) < FEWEST:
            print(sort, len(rows), "rows: too few")
            continue
        chances = held_out(rows, writers)
        share = sum(r.true for r in rows) / len(rows)
        print(f"{sort}: {len(rows)}, true {share:.3f}; before", told(rows, [r.before for r in rows]),
              "after", told(rows, chances))  # fmt: skip
        text += section(sort, fitted(rows))
    return text


def known_of(item: tuple[Path, HandPair]) -> tuple[Known, Features, dict[Axis, Likely]]:
    """A pair as the product knows it, what was read closely, and the chances before."""
    path, pair = item
    a, b = (read_opinion(letter.opinion(side))[0] for letter, side in ((pair.a, "A"), (pair.b, "B")))
    aligned = align(a, b)
    found = find_differences(a, b, aligned)
    weighed = [Weighed(f, chance) for f, chance in found.weighed]
    features = grounds(a, b, aligned.links, weighed)
    known = Known(pair, writer(path), a, b, aligned.links, weighed, found.found, found.doubted, features)
    read = of_links(aligned.links, aligned.closely) if aligned.closely else {}
    return known, read, {axis: likely(axis, features[axis]) for axis in Axis}


def train_verdicts(items: list[tuple[Path, HandPair]], *, wrong: bool) -> str:
    """Print the figures; the sections of the file."""
    made = [m for m in mapped(known_of, items) if m[1]]
    known, writers = [k for k, _, _ in made], [k.writer for k, _, _ in made]
    heads = [(axis, head) for axis, head in HEADS if head in READ]
    chances = {
        (n, axis): {head: getattr(before[axis], head) for x, head in HEADS if x is axis}
        for n, (_, _, before) in enumerate(made) for axis in Axis
    }  # fmt: skip
    stored = {axis: (before.same, before.sure) for axis, before in made[0][2].items()}
    figures(known, chances, stored, wrong=False)
    text = ""
    weights = {}
    for axis, head in heads:
        rows, at = [], []
        for n, (k, read, before) in enumerate(made):
            if (true := truth(k, axis, head)) is not None:
                rows.append(
                    Row(n, f"{axis.value}, {head}", getattr(before[axis], head), on_axis(axis, read), bool(true))
                )
                at.append(n)
        after = held_out(rows, writers)
        print(axis.value, head, len(rows), "before", told(rows, [r.before for r in rows]), "after", told(rows, after))
        for n, (_, read, before) in enumerate(made):
            if n not in at:  # nothing is true or false of it, and the product has a chance all the same
                row = Row(n, "", getattr(before[axis], head), on_axis(axis, read), False)
                others = [r for r in rows if writers[r.case] != writers[n]]
                chances[n, axis][head] = chance_by(fitted(others), row)
        for n, chance in zip(at, after, strict=True):
            chances[n, axis][head] = chance
        weights[axis, head] = fitted(rows)
    limits = {
        axis: (min(MOST, same), min(MOST, sure))
        for axis, (same, sure) in thresholds_of_verdicts(known, chances).items()
    }
    print("said the same below, and where there is a doubt", {axis.value: v for axis, v in limits.items()})
    figures(known, chances, limits, wrong=wrong)
    for axis in Axis:
        text += '\n["{}"]\nsame = {:.3f}\nsure = {:.3f}\n'.format(axis.value, *limits[axis])
    return text + "".join(section(f"{axis.value}, {head}", w) for (axis, head), w in weights.items())


def section(name: str, weights: dict[str, float]) -> str:
    """As TOML."""
    return "\n".join([f'\n["{name}"]', *(f'"{n}" = {v:.4f}' for n, v in weights.items())]) + "\n"


HEADER = """# What counts of two sentences read closely. Made by bench/train_closely.py; do not edit.
dated = "2026-11-30"
source = '''Learned from pairs of bench/learned_pairs that neither encoder nor close reader has seen; logistic
regression. The close reader beside it, comparison_reader.onnx, was made by bench/close_reader.py from
sentence-transformers/all-MiniLM-L6-v2 (Apache License 2.0, made from MiniLM-L6-H384-uncased, MIT); it learned from the
other pairs, from bench/learned_sentences and bench/learned_axes.txt'''
"""


def main() -> None:
    """Train, print, and write if asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--wrong", action="store_true", help="list the verdicts that are wrong")
    ask.add_argument("--only", action="append", default=[], metavar="FIRST-LAST")
    given = ask.parse_args()
    only = [tuple(map(int, span.split("-"))) for span in given.only]
    paths = [
        path for folder in given.folders for path in sorted(folder.glob("*.txt"))
        if not only or any(first <= int(path.name.split("_")[0]) <= last for first, last in only)
    ]  # fmt: skip
    writers = [writer(path) for path in paths]
    print(len(paths), "pairs by", len(set(writers)), "writers")
    stored = WEIGHTS.read_text() if WEIGHTS.exists() else ""
    links = HEADER + train_links(mapped(read_case, paths), writers)
    try:
        WEIGHTS.write_text(links)  # the links that differences are found with are as the product will have them
        load.cache_clear()
        pairs = [read_pair(path) for path in paths]
        text = links + train_differences(pairs, writers)
        WEIGHTS.write_text(text)
        load.cache_clear()
        text += train_verdicts(list(zip(paths, pairs, strict=True)), wrong=given.wrong)
        stored = text if given.write else stored
    finally:
        WEIGHTS.write_text(stored)


if __name__ == "__main__":
    main()
