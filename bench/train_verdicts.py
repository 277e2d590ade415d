"""Learns the weights of knowledge/comparison_verdicts.toml from pairs of opinions with known truth.

    python bench/train_verdicts.py [--write] PAIRS_DIR...

Run it after bench/train_comparison.py. Logistic regression over the named features of binder.comparison.grounds: on
each axis, whether two opinions differ; on the diagnosis, whether they exclude each other; on the staging, whether
neither speaks to it. Links, chances of differences and verdicts of a pair are all by weights that never saw its
writer. Printed for each axis: shares right and abstained, and how often it was said falsely that there is no
difference, by writer. --write stores the weights learned from all pairs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.pairs import is_true
from bench.train_comparison import SORTS, Case, Numbers, _places, learn, learned, likelihood, read_case
from binder.comparison.align import Weights, align
from binder.comparison.chance import of_all
from binder.comparison.differences import PLAIN, Candidate, single_candidates, tiered
from binder.comparison.found import Found
from binder.comparison.grounds import Weighed, grounds
from binder.comparison.leftovers import Features
from binder.comparison.verdict import Likely, ground_of, judge
from binder.knowledge import load
from binder.model.comparison import Axis, Verdict

WEIGHTS = Path(__file__).parent.parent / "src/binder/knowledge/comparison_verdicts.toml"
CALM = 10.0  # how strongly weights are held near nought
MARGIN = 0.02  # how much less likely to differ than the likeliest false one a pair must be
MOST_SAME = 0.35  # chance to differ above which it is never said that there is no difference
SAID = "no_difference_found"

# What each chance is learned from. Few, and such as a reader would name: pairs are few.
_CONCORD = ("expected", "rate", "shares", "refuses")
HEADS: dict[tuple[Axis, str], tuple[str, ...]] = {
    (Axis.DIAGNOSIS, "differ"): (
        *_CONCORD, "two-sided on diagnosis", "any on diagnosis", "in what either says", "sure", "clear",
        "described, rate", "illness shared", "illnesses unnamed", "illnesses alike, least", "first illness held, most",
        "illness ruled out", "findings opposed", "most likely lone finding", "most likely finding",
        "most likely diagnosis", "most likely grade", "most likely biomarker", "most likely certainty", "whole_firm",
        "whole_concord", "markers alike", "markers unlike", "markers of one",
    ),
    (Axis.DIAGNOSIS, "exclude"): (
        "rate", "illness ruled out", "first illness ruled out", "no illness, one", "no illness, both",
        "illnesses alike, least", "first illness alike", "first illness unnamed, both", "illness shared",
        "illness refused", "diagnosis spoken of", "described, many", "described, one-sided", "most likely diagnosis",
        "most likely lone diagnosis", "excluding", "ruled out throughout", "illnesses unnamed", "diagnosis alone",
    ),
    (Axis.STAGING, "silent"): (
        "one silent", "both silent", "named none", "word none", "score none", "score conflict", "score only one",
        "beside words of extent", "cancer", "says spread, least", "says spread, most", "says advanced, least",
        "says advanced, most", "says named, least", "says named, most", "says severity, least", "says severity, most",
        "says nodes, most", "says activity, most",
    ),
    (Axis.STAGING, "differ"): (
        *_CONCORD, "sure, many", "excluding", "most likely stage", "whole, any stage", "values unlike", "values alike",
        "named conflict", "named equal", "score conflict", "score equal", "word conflict", "word equal", "word lone",
        "described, any number", "described, any finding", "described, many", "beside words of extent",
        "number beside words of extent", "whole_concord",
    ),
    (Axis.TREATMENT, "differ"): (
        *_CONCORD, "whole_rate", "two-sided on treatment", "one-sided on treatment", "advice alike", "advice of one",
        "advice against", "clear", "sure, many", "one silent", "lined up", "most likely drug", "most likely procedure",
        "most likely negation", "most likely dose", "whole, any number", "two-sided on timing",
    ),
    (Axis.TIMING, "differ"): (
        *_CONCORD, "two-sided on timing", "one-sided on timing", "any on timing", "any on staging", "times met",
        "times alike", "times other", "times alone", "times alone, planned", "open end, one", "times of one alone",
        "clear", "sure, many", "most likely time", "excluding", "in what both say",
    ),
}  # fmt: skip


@dataclass(slots=True)
class Known:
    """A pair with all that its verdicts are made from.

    Attributes:
        weighed: what may be a difference.  shown: what is shown of it.
    """

    case: Case
    writer: str
    weighed: list[Weighed]
    shown: list[Found]
    features: dict[Axis, Features]


def read_known(paths: Sequence[Path]) -> list[Known]:
    """All pairs, what is found in each weighed by weights learned from the pairs of other writers."""
    cases = [read_case(p) for p in paths]
    writers = [c.author for c in cases]
    least = tuple(load("comparison_weights")["links"]["least"])
    made: list[tuple[int, Candidate, bool]] = []
    links = []
    for writer in sorted(set(writers)):
        others = [c for c, w in zip(cases, writers, strict=True) if w != writer]
        first, second = learned(others)
        weights = Weights(tuple(first.tolist()), tuple(second.tolist()), least)
        for n, case in enumerate(cases):
            if writers[n] == writer:
                aligned = align(case.a, case.b, weighed=weights)
                links.append((n, aligned.links))
                for c in single_candidates(case.a, case.b, aligned):
                    marks = _places(case.a, case.pair.a, c.found.a), _places(case.b, case.pair.b, c.found.b)
                    made.append((n, c, is_true(marks, case.pair)))
    made = _together(made, _chances(made, writers), cases)
    chance = _chances(made, writers)
    tied = dict(links)
    found = []
    for n, case in enumerate(cases):
        own = [(c, p) for (k, c, _), p in zip(made, chance.tolist(), strict=True) if k == n]
        weighed = [Weighed(c.found, p) for c, p in own]
        shown = [f for f in (tiered(c, p) for c, p in own) if f]
        found.append(Known(case, writers[n], weighed, shown, grounds(case.a, case.b, tied[n], weighed)))
    return found


def _together(
    made: list[tuple[int, Candidate, bool]], first: Numbers, cases: list[Case]
) -> list[tuple[int, Candidate, bool]]:
    """Candidates with the features of all of their pair."""
    of: dict[int, list[tuple[str, float]]] = {n: [] for n in range(len(cases))}
    for (n, c, _), chance in zip(made, first.tolist(), strict=True):
        if c.sort in SORTS:
            of[n].append((c.sort, chance))
    every = {n: of_all(of[n], min(len(c.a.statements), len(c.b.statements))) for n, c in enumerate(cases)}
    return [(n, replace(c, features=c.features | every[n]), true) for n, c, true in made]


def _chances(made: list[tuple[int, Candidate, bool]], writers: list[str]) -> Numbers:
    chance, of = np.full(len(made), PLAIN), np.array([writers[n] for n, _, _ in made])
    true = np.array([float(t) for _, _, t in made])
    for sort in SORTS:
        rows = np.array([k for k, (_, c, _) in enumerate(made) if c.sort == sort])
        names = ["bias", *sorted({name for k in rows for name in made[k][1].features} - {"bias"})]
        x = np.array([[made[k][1].features.get(n, 0.0) for n in names] for k in rows])
        for writer in sorted(set(writers)):
            own = of[rows] == writer
            if own.any():
                chance[rows[own]] = likelihood(x[own], learn(x[~own], true[rows][~own]))
    return chance


def truth(known: Known, axis: Axis, head: str) -> float | None:
    """What a chance should be for a pair; None where it says nothing of it."""
    verdict = known.case.pair.verdicts[axis.value]
    if head == "silent":
        return float(verdict == "neither_says")
    if verdict in ("neither_says", "only_a", "only_b"):
        return None
    if head == "differ":
        return float(verdict != SAID)
    return None if verdict == SAID else float(verdict == "different")


def weights_of(some: list[Known], axis: Axis, head: str, calm: float = CALM) -> dict[str, float]:
    """The learned weights of one chance."""
    names = ["bias", *HEADS[axis, head]]
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
    for group in sorted(set(groups)):
        others = [k for k, g in zip(known, groups, strict=True) if g != group]
        for axis, head in HEADS:
            weights = weights_of(others, axis, head)
            for n, k in enumerate(known):
                if groups[n] == group:
                    found[n, axis][head] = chance_by(weights, k.features[axis])
    return found


def verdict_of(k: Known, axis: Axis, chances: dict[str, float], same: float) -> Verdict:
    """As the product judges, but for what it holds back on a doubt: a "same" here may be could_not_compare there."""
    on_axis = [f for f in k.shown if f.axis is axis]
    return judge(
        axis, ground_of(axis, k.case.a, k.case.b, on_axis, k.weighed, k.features[axis], Likely(**chances, same=same))
    )


def falsely_same(verdict: Verdict, true: str) -> bool:
    """Whether it is said that there is no difference where there is one."""
    return verdict is Verdict.NO_DIFFERENCE_FOUND and true not in (SAID, "neither_says")


def thresholds(known: list[Known], *held: Chances) -> dict[Axis, float]:
    """For each axis, the chance to differ below which no pair would be called the same falsely."""
    found = {}
    for axis in Axis:
        false = [
            chances[n, axis]["differ"]
            for chances in held
            for n, k in enumerate(known)
            if falsely_same(verdict_of(k, axis, chances[n, axis], 1.0), k.case.pair.verdicts[axis.value])
        ]
        found[axis] = max(0.0, min([MOST_SAME, *(f - MARGIN for f in false)]))
    return found


def figures(known: list[Known], chances: Chances, same: dict[Axis, float], *, wrong: bool) -> None:
    """Print shares right and abstained and the number falsely the same, by writer and axis."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for n, k in enumerate(known):
        for axis in Axis:
            verdict, true = verdict_of(k, axis, chances[n, axis], same[axis]), k.case.pair.verdicts[axis.value]
            for writer in (k.writer, "all"):
                for word in (axis.value, "all"):
                    counts.setdefault((writer, word), Counter()).update(
                        n=1,
                        right=verdict.value == true,
                        abstained=verdict is Verdict.COULD_NOT_COMPARE,
                        false=falsely_same(verdict, true),
                    )
            if wrong and verdict.value != true:
                rounded = {head: round(c, 2) for head, c in chances[n, axis].items()}
                print("   ", axis.value, k.case.pair.name, f"truth {true}, said {verdict.value}", rounded)
    for writer in sorted({w for w, _ in counts}):
        told = []
        for word in ("all", *(axis.value for axis in Axis)):
            c = counts[writer, word]
            told.append(f"{word} {c['right'] / c['n']:.2f} ({c['abstained'] / c['n']:.2f}, {c['false']})")
        print(f"  {writer:12}", " ".join(told))


HEADER = """# How much each feature counts for a verdict. Made by bench/train_verdicts.py; do not edit.
dated = "2026-11-29"
source = "Learned from the pairs of tests/comparison/pairs and from pairs of the same format; logistic regression"
"""


def main() -> None:
    """Train, print, and write if asked."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--wrong", action="store_true", help="list the verdicts that are wrong")
    given = ask.parse_args()
    known = read_known([p for folder in given.folders for p in sorted(folder.glob("*.txt"))])
    writers = held_out(known, [k.writer for k in known])
    single = held_out(known, [k.case.pair.name for k in known])
    same = thresholds(known, writers, single)
    print("said the same below", {axis.value: round(v, 3) for axis, v in same.items()})
    print("right (abstained, falsely the same), leave one writer out")
    figures(known, writers, same, wrong=given.wrong)
    print("... leave one pair out")
    figures(known, single, same, wrong=False)
    if given.write:
        text = HEADER
        for axis in Axis:
            text += f"\n[{axis.value}]\nsame = {same[axis]:.3f}\n"
            for head in (h for x, h in HEADS if x is axis):
                weights = weights_of(known, axis, head)
                lines = [f'"{name}" = {value:.4f}' for name, value in weights.items()]
                text += "\n".join([f"\n[{axis.value}.{head}]", *lines]) + "\n"
        WEIGHTS.write_text(text)


if __name__ == "__main__":
    main()
