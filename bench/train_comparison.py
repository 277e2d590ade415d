"""Learns the weights of knowledge/comparison_weights.toml from pairs of opinions with known truth.

    python bench/train_comparison.py [--write] [--encoders FOLDER] PAIRS_DIR...

Logistic regression over the named features of binder.comparison, first of the links, then of the differences found
with those links. Printed for each: the figures of leave-one-pair-out (a pair is scored by weights that never saw it)
and of leave-one-folder-out (other authors). --write stores the weights learned from all pairs. --encoders: a folder
that holds for each PAIRS_DIR its name and .npz, an encoder that has seen no pair of it (bench/meaning.py); the one of
the data file has seen all pairs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.pairs import HandPair, Letter, Marks, Place, is_found, is_true, read_pair
from binder.comparison.align import NEIGHBOURS, Weights, align, choose, neighbour_features
from binder.comparison.chance import Judge, of_all
from binder.comparison.differences import single_candidates
from binder.comparison.found import Opinion, Part
from binder.comparison.leftovers import Features
from binder.comparison.likeness import NAMES, candidate_features
from binder.comparison.meaning import Encoder, Pair, encoder_from
from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Tier

WEIGHTS = Path(__file__).parent.parent / "src/binder/knowledge/comparison_weights.toml"
CALM = 20.0  # how strongly weights are held near nought
CALMER = 60.0  # ... those of differences, of which there are fewer
Numbers = NDArray[np.float64]
Least = tuple[float, float, float]


def learn(x: Numbers, y: Numbers, calm: float = CALM) -> Numbers:
    """Weights of a logistic regression (Newton's steps, ridge); the first feature is the constant 1."""
    mean, spread = x.mean(0), x.std(0)
    spread[spread < 1e-9] = 1.0
    mean[0], spread[0] = 0.0, 1.0
    z = (x - mean) / spread
    ridge = np.eye(z.shape[1]) * calm
    ridge[0, 0] = 1e-6
    w = np.zeros(z.shape[1])
    for _ in range(30):
        p = likelihood(z, w)
        step = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + ridge, z.T @ (p - y) + ridge @ w)
        w -= step
        if abs(step).max() < 1e-7:
            break
    raw: Numbers = w / spread
    raw[0] = w[0] - (w * mean / spread)[1:].sum()
    return raw


def likelihood(x: Numbers, w: Numbers) -> Numbers:
    """Logistic."""
    found: Numbers = 1 / (1 + np.exp(-np.clip(x @ w, -40, 40)))
    return found


@dataclass(slots=True)
class Case:
    """One pair of opinions, its candidate links and what is true of them."""

    pair: HandPair
    author: str
    a: Opinion
    b: Opinion
    encoder: Encoder | None
    under_a: list[set[int]] = field(default_factory=list)
    under_b: list[set[int]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    x: Numbers = field(default_factory=lambda: np.zeros((0, len(NAMES))))
    y: Numbers = field(default_factory=lambda: np.zeros(0))

    def true_pairs(self, some: set[Pair]) -> set[Pair]:
        """Links between sentences as found -> links between sentences as written."""
        return {(x, z) for i, j in some for x in self.under_a[i] for z in self.under_b[j]}


FIRST = (
    1, 61, *range(101, 176, 15), 201, 216, 231, 246, 301, 319, 337, 357, 367, 385, 403, 501, 513, 525, 537, 551, 563,
    575, 587, 601, 621, 641, 661, 701, 721, 741, 761, 781, 801, 821, 841, 861, 881,
)  # fmt: skip


def writer(path: Path) -> str:
    """Who wrote a pair: every writer's pairs begin at a number of FIRST (tests/comparison/pairs/README.md)."""
    number = int(path.name.split("_")[0]) % 1000  # 1213 is 213 with one thing changed
    if not path.parent.name.endswith("pairs"):
        return path.parent.name
    return f"pairs {max(n for n in FIRST if n <= number)}-"


def read_case(path: Path, encoder: Encoder | None = None) -> Case:
    """Read a pair and compute its features, by an encoder that has not seen it."""
    pair = read_pair(path)
    a, b = read_opinion(pair.a.opinion("A"))[0], read_opinion(pair.b.opinion("B"))[0]
    case = Case(pair, writer(path), a, b, encoder)
    case.under_a = [pair.a.under(pair.a.offsets(s.passage.sentence.spans)) for s in a.statements]
    case.under_b = [pair.b.under(pair.b.offsets(s.passage.sentence.spans)) for s in b.statements]
    pairs, case.x = candidate_features(a, b, encoder)
    case.pairs = [(i, j) for i, j in pairs.tolist()]
    case.y = np.array([float(bool(case.true_pairs({k}) & pair.links)) for k in case.pairs])
    return case


def encoder_without(folder: Path, encoders: Path | None) -> Encoder | None:
    """The encoder that has seen no pair of a folder."""
    if not encoders:
        return None
    with (encoders / f"{folder.name}.npz").open("rb") as stream:
        return encoder_from(stream)


def read_cases(folder: Path, encoders: Path | None) -> Iterator[Case]:
    """All pairs of a folder, by the encoder that has seen none of them where there is one."""
    encoder = encoder_without(folder, encoders)
    for path in sorted(folder.glob("*.txt")):
        yield read_case(path, encoder)


def link_figures(cases: list[Case], likely: list[Numbers], least: Least) -> tuple[float, ...]:
    """Precision, recall and F1 of links."""
    hit = made = true = 0
    for case, p in zip(cases, likely, strict=True):
        chosen = choose(dict(zip(case.pairs, p.tolist(), strict=True)), least)
        found = case.true_pairs({(i, j) for i, j, _ in chosen})
        hit, made, true = hit + len(found & case.pair.links), made + len(found), true + len(case.pair.links)
    precision, recall = hit / max(1, made), hit / max(1, true)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def held_out(xs: list[Numbers], ys: list[Numbers], groups: list[str]) -> list[Numbers]:
    """The likelihoods of every case by weights learned from the cases of other groups."""
    found: dict[int, Numbers] = {}
    for group in sorted(set(groups)):
        others = [k for k, g in enumerate(groups) if g != group]
        w = learn(np.vstack([xs[k] for k in others]), np.concatenate([ys[k] for k in others]))
        found.update({k: likelihood(xs[k], w) for k, g in enumerate(groups) if g == group})
    return [found[k] for k in range(len(xs))]


def in_turns(cases: list[Case]) -> list[str]:
    """Ten groups of pairs, so that a pair is scored by weights that have not seen it."""
    return [str(k % 10) for k in range(len(cases))]


def beside(case: Case, chance: Numbers) -> Numbers:
    """The features of a case's pairs with those of their neighbours."""
    pairs = np.array(case.pairs, np.int64).reshape(-1, 2)
    return np.hstack([case.x, neighbour_features(case.a, case.b, pairs, chance)])


def learned(cases: list[Case]) -> tuple[Numbers, Numbers]:
    """The weights of pairs by themselves, and beside neighbours as judged by weights that have not seen these."""
    xs, ys = [c.x for c in cases], [c.y for c in cases]
    second = [beside(c, p) for c, p in zip(cases, held_out(xs, ys, in_turns(cases)), strict=True)]
    y = np.concatenate(ys)
    return learn(np.vstack(xs), y), learn(np.vstack(second), y)


def scored(cases: list[Case], groups: list[str]) -> list[Numbers]:
    """Both steps, every case by weights learned from other groups alone."""
    found: dict[int, Numbers] = {}
    for group in sorted(set(groups)):
        first, second = learned([c for c, g in zip(cases, groups, strict=True) if g != group])
        for k, g in enumerate(groups):
            if g == group:
                found[k] = likelihood(beside(cases[k], likelihood(cases[k].x, first)), second)
    return [found[k] for k in range(len(cases))]


def thresholds() -> Iterator[Least]:
    """From which likelihood on a pair is linked, none, one or both of its sentences having partners."""
    for first in (0.15, 0.2, 0.25, 0.3, 0.35):
        for second in (0.5, 0.6):
            yield from ((first, second, third) for third in (0.5, 0.6, 0.7))


def train_links(cases: list[Case]) -> tuple[Least, str]:
    """Print the figures; return from which likelihoods on pairs are linked, and the section of the file."""
    alone = scored(cases, in_turns(cases))
    least = max(thresholds(), key=lambda t: link_figures(cases, alone, t)[2])
    print("links, leave a tenth out ", [round(v, 3) for v in link_figures(cases, alone, least)], least)
    authors = scored(cases, [c.author for c in cases])
    for author in sorted({c.author for c in cases}):
        some = [(c, p) for c, p in zip(cases, authors, strict=True) if c.author == author]
        figures = link_figures([c for c, _ in some], [p for _, p in some], least)
        print(f"links, without {author:20}", [round(v, 3) for v in figures])
    first, second = learned(cases)
    lines = [f"{name} = {value:.4f}" for name, value in zip(NAMES, first, strict=True)]
    after = [f"{name} = {value:.4f}" for name, value in zip((*NAMES, *NEIGHBOURS), second, strict=True)]
    head = ["[links]", f"least = {list(least)}", "", "[links.weights]", *lines, "", "[links.beside]", *after]
    return least, "\n".join(head) + "\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate difference of a pair.

    Attributes:
        true: its marks touch a true difference.  new: one that no rule has found.
    """

    case: int
    sort: str
    features: Features
    marks: Marks
    true: bool
    new: bool


def rows_of(number: int, case: Case, weights: tuple[Numbers, Numbers], least: Least) -> Iterator[Row]:
    """The candidate differences of a pair, its links made by weights that have not seen it."""
    first, second = weights
    aligned = align(case.a, case.b, weighed=Weights(tuple(first.tolist()), tuple(second.tolist()), least, case.encoder))
    made = []
    for c in single_candidates(case.a, case.b, aligned):
        marks = (_places(case.a, case.pair.a, c.found.a), _places(case.b, case.pair.b, c.found.b))
        made.append((c, marks))
    ruled = [marks for c, marks in made if c.sort == "rule"]
    missed = replace(case.pair, differences=[t for t in case.pair.differences if not is_found(t, ruled)])
    for c, marks in made:
        if c.sort not in SORTS:
            continue
        firm = {"firm": 1.0} if c.found.tier is Tier.FIRM else {}
        yield Row(number, c.sort, c.features | firm, marks, is_true(marks, case.pair), is_true(marks, missed))


def _places(opinion: Opinion, letter: Letter, part: Part | None) -> list[Place]:
    if part is None:
        return []
    passage = opinion.statements[part.sentence].passage
    return letter.offsets(s for start, end in part.ranges for s in passage.spans(start, end))


def table(rows: list[Row], names: list[str]) -> Numbers:
    """The features of rows in the order of names."""
    return np.array([[r.features.get(n, 0.0) for n in names] for r in rows])


def names_of(rows: list[Row]) -> list[str]:
    """All features of rows, the constant first."""
    return ["bias", *sorted({name for r in rows for name in r.features} - {"bias"})]


def chances(rows: list[Row], groups: list[str]) -> Numbers:
    """The chance of every row by weights learned from the pairs of other groups."""
    names = names_of(rows)
    x, y = table(rows, names), np.array([float(r.true) for r in rows])
    of = np.array([groups[r.case] for r in rows])
    found = np.zeros(len(rows))
    for group in sorted(set(groups)):
        if (of == group).any():
            found[of == group] = likelihood(x[of == group], learn(x[of != group], y[of != group], CALMER))
    return found


def in_order_of(rows: list[Row], groups: list[str]) -> Numbers:
    """The chance of every row of any sort by itself, by weights learned from other groups."""
    found = np.zeros(len(rows))
    for sort in SORTS:
        at = [n for n, r in enumerate(rows) if r.sort == sort]
        found[at] = chances([rows[n] for n in at], groups)
    return found


def together(cases: list[Case], rows: list[Row], first: Numbers) -> list[Row]:
    """Rows with the features of all candidates of their pair."""
    of: dict[int, list[tuple[str, float]]] = {}
    for row, chance in zip(rows, first.tolist(), strict=True):
        of.setdefault(row.case, []).append((row.sort, chance))
    every = {k: of_all(v, min(len(cases[k].a.statements), len(cases[k].b.statements))) for k, v in of.items()}
    return [replace(r, features=r.features | every[r.case]) for r in rows]


SORTS = ("rule", "link", "alone")
POSSIBLE = {"rule": 0.38, "link": 0.55, "alone": 0.5}  # chance from which a difference is shown
BESIDE = 0.25  # ... and how much more where a rule has marked the same sentences already
QUIET = {"rule": 0.2, "link": 0.2, "alone": 0.2}  # ... and where the rules found next to nothing in the two texts
FIRM = 0.7  # chance below which what a rule calls firm is only possible


def difference_figures(
    cases: list[Case], rows: list[Row], chance: Numbers, possible: dict[str, float], some: set[int]
) -> dict[str, float | list[int]]:
    """Recall and precision of all differences, of firm ones, and how many false ones concordant pairs get."""
    n: Counter[str] = Counter()
    concordant = []
    for k in some:
        own = [(r, c) for r, c in zip(rows, chance.tolist(), strict=True) if r.case == k]
        by = {s: Judge({}, {}, possible[s], FIRM, BESIDE, QUIET[s]) for s in SORTS}
        shown = [(r, c) for r, c in own if by[r.sort].shows(c, r.features)]
        firm = [r for r, c in shown if r.features.get("firm") and c >= FIRM]
        true = cases[k].pair.differences
        n.update(true=len(true), hit=sum(is_found(t, [r.marks for r, _ in shown]) for t in true))
        n.update(items=len(shown), good=sum(r.true for r, _ in shown))
        left = [r for r, _ in shown if r.sort != "rule"]
        n.update(left=len(left), left_new=sum(r.new for r in left))
        n.update(firm=len(firm), firm_good=sum(r.true for r in firm))
        if len(true) <= 2:
            concordant.append(sum(not r.true for r, _ in shown))
    return {
        "recall": round(n["hit"] / max(1, n["true"]), 3), "precision": round(n["good"] / max(1, n["items"]), 3),
        "firm_precision": round(n["firm_good"] / max(1, n["firm"]), 3), "firm": n["firm"],
        "left_over": n["left"], "left_over_new": round(n["left_new"] / max(1, n["left"]), 3),
        "false_in_concordant": sorted(concordant),
    }  # fmt: skip


def train_differences(cases: list[Case], linked: Least) -> str:
    """Print the figures; return the sections of the file."""
    rows: list[Row] = []
    turns = in_turns(cases)
    for turn in sorted(set(turns)):
        w = learned([c for c, t in zip(cases, turns, strict=True) if t != turn])
        for k, case in enumerate(cases):
            if turns[k] == turn:
                rows += rows_of(k, case, w, linked)
    for title, groups in (("a tenth", turns), ("writer", [c.author for c in cases])):
        beside_all = together(cases, rows, in_order_of(rows, groups))
        chance = in_order_of(beside_all, groups)
        for shift in (-0.1, 0.0, 0.1):
            possible = {s: v + shift for s, v in POSSIBLE.items()}
            figures = difference_figures(cases, rows, chance, possible, set(range(len(cases))))
            print(f"differences, leave {title} out, {shift:+.1f}", figures)
        for author in sorted({c.author for c in cases}):
            some = {k for k, c in enumerate(cases) if c.author == author}
            print(f"    {author:20}", difference_figures(cases, rows, chance, POSSIBLE, some))
    beside_all = together(cases, rows, in_order_of(rows, turns))
    text = ""
    for sort in SORTS:
        text += f"\n[{sort}]\npossible = {POSSIBLE[sort]}\nfirm = {FIRM}\nbeside = {BESIDE}\nquiet = {QUIET[sort]}\n"
        for head, some in (("first", rows), ("weights", beside_all)):
            own = [r for r in some if r.sort == sort]
            names = names_of(own)
            w = learn(table(own, names), np.array([float(r.true) for r in own]), CALMER)
            lines = [f'"{name}" = {value:.4f}' for name, value in zip(names, w, strict=True)]
            text += "\n".join(["", f"[{sort}.{head}]", *lines]) + "\n"
    return text


HEADER = """# How much each feature counts. Made by bench/train_comparison.py; do not edit.
dated = "2026-11-29"
source = "Learned from the pairs of tests/comparison/pairs and from pairs of the same format; logistic regression"

"""


def main() -> None:
    """Train, print, and write if asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--encoders", type=Path)
    given = ask.parse_args()
    cases = [case for folder in given.folders for case in read_cases(folder, given.encoders)]
    least, links = train_links(cases)
    text = HEADER + links + train_differences(cases, least)
    if given.write:
        WEIGHTS.write_text(text)


if __name__ == "__main__":
    main()
