"""How likely a difference found is a true one: learned weights over named features, for those with a rule and those
without. What is unlikely is left out or called possible; the weights are learned by bench/train_comparison.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from operator import mul

from binder.comparison.cues import cues_of
from binder.comparison.found import Found, Opinion
from binder.comparison.leftovers import Features
from binder.comparison.surroundings import setting, surroundings
from binder.knowledge import load
from binder.model.comparison import Link, Tier

CERTAIN = 0.95  # a chance that is always enough
EARLIER = 0.15  # how much less likely it may be in texts too short to be judged as a whole
QUIET = 0.1  # one firm difference, in the measure of the feature "whole_firm"
# The rules whose name is fixed; a scale's own name is no feature.
RULES = frozenset((
    "recommended or not", "how strongly advised", "present or absent", "how sure", "tested or not", "which medicine",
    "which procedure", "which diagnosis", "medicine only one names", "procedure only one names",
    "diagnosis only one names", "marker only one names", "dose only one gives", "when to start", "when to come back",
    "how long before", "advised against by one",
    "how often", "for how long", "since when", "time", "dose", "size", "percentage", "number", "value", "count",
    "side of the body", "stage", "tumor category T", "node category N", "metastasis category M", "severity",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights of one sort of difference, and the likelihoods from which it is shown as possible, and as firm.

    Attributes:
        first: of a difference by itself.  weights: beside all others of the two texts (`of_all`).
        beside: how much likelier it must be where a rule has marked the same sentences already.
        quiet: how much likelier where the rules have found next to nothing in the two texts as a whole; not where
            a rule marks words on both sides.
    """

    first: Weights
    weights: Weights
    possible: float
    firm: float
    beside: float
    quiet: float

    def shows(self, chance: float, features: Features) -> bool:
        """Whether it is likely enough to be shown."""
        whole = "all_expected" in features
        wanted = self.possible + self.beside * bool(features.get("ruled")) - EARLIER * (not whole)
        quiet = whole and features.get("whole_firm", 0.0) <= QUIET and not features.get("two")
        return chance >= min(CERTAIN, wanted + self.quiet * quiet)

    def first_chance(self, features: Features) -> float:
        """Likelihood by itself, 0 to 1; a feature without weight counts nothing."""
        return _likelihood(self.first, features)

    def chance(self, features: Features) -> float:
        """Likelihood beside all others, 0 to 1; of texts too short for that, by itself."""
        return _likelihood(self.weights if "all_expected" in features else self.first, features)


class Weights(dict[str, float]):
    """What each feature counts; one that is not known counts nothing."""

    def __missing__(self, name: str) -> float:
        """Nothing."""
        return 0.0


def _likelihood(weights: Weights, features: Features) -> float:
    return logistic(sum(map(mul, map(weights.__getitem__, features), features.values())))


def logistic(total: float) -> float:
    """The likelihood, 0 to 1, of a sum of what features count."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, total))))


@cache
def judge(sort: str) -> Judge:
    """The judge of "rule", "link" or "alone"."""
    data = load("comparison_weights")[sort]
    first, weights = Weights(data["first"]), Weights(data["weights"])
    return Judge(first, weights, data["possible"], data["firm"], data["beside"], data["quiet"])


def of_rule(found: Found, links: list[Link], a: Opinion, b: Opinion) -> Features:
    """The features of a difference that a rule has found."""
    features = {
        "bias": 1.0,
        "firm": float(found.tier is Tier.FIRM),
        "two": float(bool(found.a and found.b)),
        "linked": float(found.link is not None),
        "strength": links[found.link].strength if found.link is not None else 0.0,
        f"kind {found.kind}": 1.0,
    }
    if found.rule in RULES:
        features[f"rule {found.rule}"] = 1.0
    for opinion, part in ((a, found.a), (b, found.b)):
        if part:
            told = setting(opinion, part.sentence)
            features["not_now"] = max(features.get("not_now", 0.0), told["past"])
            hint = opinion.statements[part.sentence].axis_hint
            if hint:
                features[f"under_{hint}"] = 1.0
    return features | surroundings(a, b, found.a, found.b)


def of_all(chances: Sequence[tuple[str, float]], sentences: int) -> Features:
    """How much the texts seem to differ on the whole: in texts that agree the single difference is less likely.

    Args:
        chances: of every candidate its sort and its likelihood by itself.  sentences: of the shorter text.
    """
    every = sorted((chance for _, chance in chances), reverse=True)
    of = {sort: [c for s, c in chances if s == sort] for sort in ("rule", "link", "alone")}
    each = sum(every) / max(1, sentences)
    return {
        "all_expected": each,
        "all_expected_log": log(each + 0.05),
        "all_mean": _mean(every),
        "all_best": _mean(every[:5]),
        "all_rules": min(3.0, 3 * sum(of["rule"]) / max(1, sentences)),
        "all_links": _mean(of["link"]),
        "all_alone": _mean(of["alone"]),
    }


def _mean(some: list[float]) -> float:
    return sum(some) / len(some) if some else 0.0


def of_whole(found: list[Found], links: list[Link], a: Opinion, b: Opinion) -> Features:
    """What the two texts as a whole look like: how much the rules found, how often one says that he agrees."""
    firm = sum(f.tier is Tier.FIRM and bool(f.a and f.b) for f in found)
    sentences = [*a.statements, *b.statements]
    tone = [[c.name for c in cues_of(s, "tone")] for s in sentences]
    linked = min(
        len({n for k in links for n in k.a}) / (len(a.statements) or 1),
        len({n for k in links for n in k.b}) / (len(b.statements) or 1),
    )
    return {
        "whole_firm": min(10, firm) / 10,
        "whole_rate": min(1.0, firm / (len(links) or 1)),
        "whole_concord": sum(["concord" in t for t in tone]) / (len(tone) or 1),
        "whole_contrast": sum(["contrast" in t for t in tone]) / (len(tone) or 1),
        "whole_agrees": min(3, sum(["agree" in s.stems or "concur" in s.stems for s in sentences])) / 3,
        "whole_linked": linked,
    }
