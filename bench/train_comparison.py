"""Learns the weights of knowledge/comparison_weights.toml from pairs of opinions with known truth.

    python bench/train_comparison.py [--write] [--encoders FOLDER] PAIRS_DIR...

Logistic regression over the named features of binder.comparison, first of the links, then of the differences found
with those links. Printed for each: the figures where a pair is scored by weights that have seen no pair of its writer.
--write stores the weights learned from all pairs. --encoders: a folder with without_0.npz and so on, encoders that have
seen no pair of a turn of writers (bench/meaning.py); the one of the data file has seen all pairs. Pairs of a turn whose
encoder is not there are left out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.pairs import (
    TURNS,
    HandPair,
    Letter,
    Marks,
    Place,
    is_found,
    is_read_twice,
    is_true,
    is_usual,
    number,
    read_pair,
    turn_of,
    writer,
)
from binder.comparison.align import NEIGHBOURS, Weights, align, choose, neighbour_features
from binder.comparison.chance import Judge, of_all
from binder.comparison.differences import PLAIN, single_candidates
from binder.comparison.found import Opinion, Part
from binder.comparison.leftovers import Features
from binder.comparison.likeness import NAMES, candidate_features, meaning_of
from binder.comparison.meaning import Encoder, Pair, encoder_from
from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Tier

WEIGHTS = Path(__file__).parent.parent / "src/binder/knowledge/comparison_weights.toml"
CALM = 20.0  # how strongly weights are held near nought
CALMER = 60.0  # ... those of differences, of which there are fewer
Numbers = NDArray[np.float64]
Least = tuple[float, float, float]
Item = TypeVar("Item")
Made = TypeVar("Made")


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
    turn: int
    a: Opinion
    b: Opinion
    under_a: list[set[int]] = field(default_factory=list)
    under_b: list[set[int]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    x: Numbers = field(default_factory=lambda: np.zeros((0, len(NAMES))))
    y: Numbers = field(default_factory=lambda: np.zeros(0))

    def true_pairs(self, some: set[Pair]) -> set[Pair]:
        """Links between sentences as found -> links between sentences as written."""
        return {(x, z) for i, j in some for x in self.under_a[i] for z in self.under_b[j]}


def read_case(path: Path, encoder: Encoder | None = None) -> Case:
    """Read a pair and compute its features, by an encoder that has not seen it."""
    pair = read_pair(path)
    a, b = read_opinion(pair.a.opinion("A"))[0], read_opinion(pair.b.opinion("B"))[0]
    case = Case(pair, writer(path), turn_of(path), a, b)
    case.under_a = [pair.a.under(pair.a.offsets(s.passage.sentence.spans)) for s in a.statements]
    case.under_b = [pair.b.under(pair.b.offsets(s.passage.sentence.spans)) for s in b.statements]
    pairs, case.x = candidate_features(a, b, meaning_of(a, b, encoder))
    case.pairs = [(i, j) for i, j in pairs.tolist()]
    case.y = np.array([float(bool(case.true_pairs({k}) & pair.links)) for k in case.pairs])
    return case


def encoders_of(folder: Path | None) -> dict[int, Encoder | None]:
    """For each turn of writers the encoder that has seen none of their pairs; without a folder that of binder."""
    if not folder:
        return dict.fromkeys(range(TURNS))
    found: dict[int, Encoder | None] = {}
    for turn in range(TURNS):
        if (path := folder / f"without_{turn}.npz").exists():
            with path.open("rb") as stream:
                found[turn] = encoder_from(stream)
    return found


_WORK: list[Callable[[Any], Any]] = []  # what the processes of `mapped` do; they are copies of this one


def _work(item: Any) -> Any:
    return _WORK[-1](item)


def mapped(do: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
    """What is made of each item, by as many processes as there are cores."""
    _WORK.append(do)
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        made = list(pool.map(_work, items, chunksize=8))
    _WORK.pop()
    return made


def paths_of(folders: Sequence[Path], turns: Container[int]) -> list[Path]:
    """The files of all pairs by writers of some turns."""
    return [path for folder in folders for path in sorted(folder.glob("*.txt")) if turn_of(path) in turns]


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
    """Groups of writers, so that a pair is scored by weights that have seen no pair of its writer."""
    return [str(c.turn) for c in cases]


def in_fives(cases: list[Case]) -> list[str]:
    """Groups of pairs, so that a pair is scored by weights that have seen neither it nor its like."""
    return [str(number(c.pair.name) % 5) for c in cases]


def beside(case: Case, chance: Numbers) -> Numbers:
    """The features of a case's pairs with those of their neighbours."""
    pairs = np.array(case.pairs, np.int64).reshape(-1, 2)
    return np.hstack([case.x, neighbour_features(case.a, case.b, pairs, chance)])


def learned(cases: list[Case]) -> tuple[Numbers, Numbers]:
    """The weights of pairs by themselves, and beside neighbours as judged by weights that have not seen these."""
    xs, ys = [c.x for c in cases], [c.y for c in cases]
    second = [beside(c, p) for c, p in zip(cases, held_out(xs, ys, in_fives(cases)), strict=True)]
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
    yield from product((0.3, 0.35, 0.4, 0.45), (0.35, 0.4, 0.45, 0.5, 0.55), (0.4, 0.5, 0.6, 0.7))


def train_links(cases: list[Case]) -> tuple[Least, str]:
    """Print the figures; return from which likelihoods on pairs are linked, and the section of the file."""
    alone = scored(cases, in_turns(cases))
    # Whether a second partner is one is best known where a second reader has looked for those forgotten.
    twice = [(c, p) for c, p in zip(cases, alone, strict=True) if is_read_twice(c.pair.name)]
    for title, some in (("all", list(zip(cases, alone, strict=True))), ("read twice", twice)):
        if some:
            of, likely = [c for c, _ in some], [p for _, p in some]
            least = max(thresholds(), key=lambda t: link_figures(of, likely, t)[2])
            print(f"links, {title}", [round(v, 4) for v in link_figures(of, likely, least)], least, flush=True)
    for author in sorted({c.author for c in cases}):
        some = [(c, p) for c, p in zip(cases, alone, strict=True) if c.author == author]
        figures = link_figures([c for c, _ in some], [p for _, p in some], least)
        print(f"    {author:20}", [round(v, 3) for v in figures], flush=True)
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


def rows_of(number: int, case: Case, weights: Weights) -> Iterator[Row]:
    """The candidate differences of a pair, its links made by weights that have not seen it."""
    aligned = align(case.a, case.b, weighed=weights)
    made = []
    for c in single_candidates(case.a, case.b, aligned):
        marks = (places(case.a, case.pair.a, c.found.a), places(case.b, case.pair.b, c.found.b))
        made.append((c, marks))
    ruled = [marks for c, marks in made if c.sort == "rule"]
    missed = replace(case.pair, differences=[t for t in case.pair.differences if not is_found(t, ruled)])
    for c, marks in made:
        if c.sort not in SORTS:
            continue
        firm = {"firm": 1.0} if c.found.tier is Tier.FIRM else {}
        yield Row(number, c.sort, c.features | firm, marks, is_true(marks, case.pair), is_true(marks, missed))


def places(opinion: Opinion, letter: Letter, part: Part | None) -> list[Place]:
    """Where one side of a difference stands in its letter."""
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


def chances(rows: list[Row], groups: Sequence[int | str], usual: Sequence[bool]) -> Numbers:
    """The chance of every row by weights learned from rows of its sort in the usual pairs of other groups of cases."""
    found, of = np.full(len(rows), PLAIN), np.array([groups[r.case] for r in rows])
    learned_from = np.array([usual[r.case] for r in rows])
    for sort in SORTS:
        at = np.array([n for n, r in enumerate(rows) if r.sort == sort])
        own = [rows[n] for n in at]
        x, y = table(own, names_of(own)), np.array([float(r.true) for r in own])
        for group in sorted(set(of[at])):
            here = of[at] == group
            others = ~here & learned_from[at]
            found[at[here]] = likelihood(x[here], learn(x[others], y[others], CALMER))
    return found


def together(rows: list[Row], first: Numbers, texts: Sequence[tuple[Opinion, Opinion]]) -> list[Row]:
    """Rows with the features of all candidates of their pair of texts; `first`: the chance of each by itself."""
    of: dict[int, list[tuple[str, float]]] = {k: [] for k in range(len(texts))}
    for row, chance in zip(rows, first.tolist(), strict=True):
        if row.sort in SORTS:
            of[row.case].append((row.sort, chance))
    every = {k: of_all(told, min(len(o.statements) for o in texts[k])) for k, told in of.items()}
    return [replace(r, features=r.features | every[r.case]) for r in rows]


SORTS = ("rule", "link", "alone")
POSSIBLE = {"rule": 0.45, "link": 0.62, "alone": 0.58}  # chance from which a difference is shown
BESIDE = 0.25  # ... and how much more where a rule has marked the same sentences already
QUIET = {"rule": 0.2, "link": 0.2, "alone": 0.2}  # ... and where the rules found next to nothing in the two texts
FIRM = 0.8  # chance below which what a rule calls firm is only possible


def difference_figures(
    cases: list[Case], rows: list[Row], chance: Numbers, possible: dict[str, float], some: set[int]
) -> dict[str, float | list[int]]:
    """Recall and precision of all differences, of firm ones, and how many false ones concordant pairs get."""
    n: Counter[str] = Counter()
    concordant = []
    of: dict[int, list[tuple[Row, float]]] = {k: [] for k in some}
    for r, c in zip(rows, chance.tolist(), strict=True):
        if r.case in of:
            of[r.case].append((r, c))
    for k, own in of.items():
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


def train_differences(cases: list[Case], linked: Least, encoders: dict[int, Encoder | None]) -> str:
    """Print the figures; return the sections of the file."""
    cases = [c for c in cases if is_usual(c.pair.name)]  # the others would teach that differences are rare
    turns = in_turns(cases)
    weights: dict[str, Weights] = {}
    for turn in sorted(set(turns)):
        first, second = learned([c for c, t in zip(cases, turns, strict=True) if t != turn])
        weights[turn] = Weights(tuple(first.tolist()), tuple(second.tolist()), linked, encoders[int(turn)])
    made = mapped(lambda k: list(rows_of(k, cases[k], weights[turns[k]])), range(len(cases)))
    rows = [row for some in made for row in some]
    usual = [True] * len(cases)
    beside_all = together(rows, chances(rows, turns, usual), [(c.a, c.b) for c in cases])
    chance = chances(beside_all, turns, usual)
    for shift in (-0.1, 0.0, 0.1):
        possible = {s: v + shift for s, v in POSSIBLE.items()}
        figures = difference_figures(cases, rows, chance, possible, set(range(len(cases))))
        print(f"differences, other writers' weights, {shift:+.1f}", figures, flush=True)
    for author in sorted({c.author for c in cases}):
        some = {k for k, c in enumerate(cases) if c.author == author}
        print(f"    {author:20}", difference_figures(cases, rows, chance, POSSIBLE, some))
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
dated = "2026-11-30"
source = "Learned from the pairs of tests/comparison/pairs and from pairs of the same format; logistic regression"

"""


def main() -> None:
    """Train, print, and write if asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--encoders", type=Path)
    given = ask.parse_args()
    encoders = encoders_of(given.encoders)
    cases = mapped(lambda path: read_case(path, encoders[turn_of(path)]), paths_of(given.folders, encoders))
    least, links = train_links(cases)
    text = HEADER + links + train_differences(cases, least, encoders)
    if given.write:
        WEIGHTS.write_text(text)


if __name__ == "__main__":
    main()
