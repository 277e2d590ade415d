"""What can be said of each axis: different, refined, no difference found, or honestly nothing. Never who is right.

How likely the two differ on an axis is learned (bench/train_verdicts.py); what nobody says, and what was found for
sure, decides before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from math import log1p

from binder.comparison.chance import logistic
from binder.comparison.closely import Closely, again, may_count, of_links
from binder.comparison.concordance import spans_of_time
from binder.comparison.echo import claims
from binder.comparison.found import Found, Opinion, Part
from binder.comparison.grounds import Weighed, bears_on, excludes, grounds, is_category
from binder.comparison.hurry import hurry_clashes
from binder.comparison.leftovers import UNRULED, Features
from binder.comparison.main_illness import denies_here, denies_the_other, unnamed
from binder.comparison.meaning import Pair
from binder.comparison.quotes import quotes
from binder.comparison.retold import retold
from binder.comparison.sayings import partners, places, sayings
from binder.comparison.stated import hinted, states
from binder.comparison.swaps import GENERAL
from binder.knowledge import load
from binder.model.comparison import Axis, AxisResult, Link, OpinionText, Tier, Verdict

DIFFERING = (Verdict.DIFFERENT, Verdict.REFINED)  # never said of an axis on which no difference is shown
LIKELY = 0.5  # chance from which a thing is said
APART = 0.4  # ... and that two diagnoses exclude each other: "refined" said of another illness is the worse word
ALONE = 0.3  # ... and that only one speaks to it, where he gives values of a scale, or times, and the other none or few
HIDDEN = 0.3  # chance of a difference that is not shown, from which its words show that both speak to an axis
# Chances to differ below which two are the same that give the same stages; the second, where something raises a doubt:
# of 840 pairs those were 82 that are the same and one that differs.
STATED, STATED_SURE = 0.12, 0.08
ALIKE = 2  # grades and markers that both give alike, from which both give one diagnosis
LETTER = 8  # sentences from which on a text is a letter: it says what the illness is and what is to be done
READ = ("differ", "exclude", "silent")  # chances that close reading changes; of "one" it knew no more
_OF_LETTERS = ("silent",)  # ... where both texts are letters: of a few sentences it has learned nothing
# ... and the kinds of difference on each axis that count there: others made it no better.
_KINDS_READ = {
    Axis.DIAGNOSIS: ("diagnosis", "grade", "biomarker", "finding"),
    Axis.STAGING: ("stage",),
    Axis.TREATMENT: ("drug", "procedure"),
    Axis.TIMING: ("time",),
}
# What raises a doubt whether no difference may be said: a feature of the axis, and how much of it may be; where none of
# it may be, it forbids it.
_UNLIKE: dict[Axis, tuple[tuple[str, float], ...]] = {
    Axis.DIAGNOSIS: (
        ("findings opposed", 0.0),
        ("marked, most", 0.5),
        ("marked, of another", 0.6),
        ("score more in one", 0.0),
        ("named more in one", 0.0),
    ),
    Axis.STAGING: (
        ("described, rate", 0.5),
        ("marked, of another", 0.5),
        ("score more in one", 0.0),
        ("word conflict", 0.0),
    ),
    Axis.TREATMENT: (("doses alone", 0.7), ("open end, one", 0.0), ("marked, of another", 0.5)),
    Axis.TIMING: (("times alone", 1.1), ("marked, most", 0.5), ("marked, of another", 0.5), ("open end, one", 0.0)),
}
# Kinds of difference of which none may be likely, shown or not, where it is said that nothing differs.
_LOOMING = {Axis.STAGING: ("stage",), Axis.TREATMENT: ("drug", "procedure", "dose"), Axis.TIMING: ("time",)}
_NAMED = {
    Axis.DIAGNOSIS: frozenset(("disease", "finding")),
    Axis.STAGING: frozenset(("disease",)),
    Axis.TREATMENT: frozenset(("drug", "procedure")),
    Axis.TIMING: frozenset[str](),
}
_KINDS = frozenset(("disease", "finding", "drug", "procedure", "test", "measure"))


@dataclass(frozen=True, slots=True)
class Likely:
    """Chances, 0 to 1.

    Attributes:
        differ: that the two differ on an axis.  exclude: if they do, that what they say excludes each other.
        silent: that neither speaks to it at all.  one: if one does, that the other does not.
        same: below this chance to differ, it may be said that they do not.  sure: ... where something raises a doubt.
    """

    differ: float
    exclude: float = 1.0
    silent: float = 0.0
    one: float = 0.0
    same: float = 0.0
    sure: float = 0.0


def likely(axis: Axis, features: Features, read: Features | None = None, *, short: bool = False) -> Likely:
    """The chances of an axis by the learned weights.

    Args:
        read: what was read closely, as `closely.of_links` tells it; nothing where the texts are too long for that.
        short: as `Ground.short`.
    """
    data = load("comparison_verdicts")[axis.value]
    limits = {name: float(data[name]) for name in ("same", "sure")}
    chances = {head: _chance(w, features) for head, w in data.items() if head not in limits}
    closer = load("comparison_closely").get(axis.value)
    if read and closer:
        limits = {name: float(closer[name]) for name in limits}
        told = on_axis(axis, read)
        heads = [head for head in READ if head in chances and not (short and head in _OF_LETTERS)]
        chances |= {head: again(chances[head], f"{axis.value}, {head}", told) for head in heads}
    return Likely(**chances, **limits)


def on_axis(axis: Axis, read: Features) -> Features:
    """What of the reading counts on an axis."""
    names = (*_KINDS_READ[axis], f"on {axis.value}")
    return {f"{which}, {name}": read[f"{which}, {name}"] for name in names for which in ("both", "alone")}


def _chance(weights: Mapping[str, float], features: Features) -> float:
    return logistic(sum(weight * features.get(name, 0.0) for name, weight in weights.items()))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a verdict stands on.

    Attributes:
        mine, theirs: where either says something on the axis.  found: the differences on it.
        likely: how likely they differ.  comparable: nothing forbids to say that no difference was found.
        doubtful: something else speaks against it; only a smaller chance to differ outweighs that.
        spoken: words that stand for one another show that both speak to it.
        alone: above nought where A alone gives values of scales, or more times than B; below where B does.
        agreed: both name one illness with the same grade and markers: what is only possible does not make them differ.
        denied: the main illness of one is ruled out by the other.  short: too few sentences to be judged as a whole.
        stated: both give a stage or a value of a scale.  strange: only words laid side by side show a difference.
    """

    mine: list[Part]
    theirs: list[Part]
    found: list[Found]
    likely: Likely
    comparable: bool = True
    doubtful: bool = False
    spoken: bool = False
    denied: bool = False
    short: bool = False
    stated: bool = False
    agreed: bool = False
    alone: int = 0
    strange: bool = False


def judge(axis: Axis, ground: Ground) -> Verdict:
    """The verdict on one axis. Over a difference that is shown it is never that no difference was found."""
    firm = [f for f in ground.found if f.tier is Tier.FIRM]
    both = [f for f in firm if f.a and f.b]
    chance = ground.likely
    nothing = not ground.mine and not ground.theirs
    if nothing and not both and (not ground.spoken or (axis is not Axis.STAGING and not ground.found)):
        return Verdict.NEITHER_SAYS
    if axis is Axis.STAGING and not both and not ground.stated:
        if chance.one >= ALONE and ground.alone:
            return Verdict.ONLY_A if ground.alone > 0 else Verdict.ONLY_B
        if _likeliest_silent(chance):
            return Verdict.NEITHER_SAYS
    if axis is Axis.TIMING and not both and ground.alone and chance.one >= ALONE:
        return Verdict.ONLY_A if ground.alone > 0 else Verdict.ONLY_B
    if not (ground.mine and ground.theirs) and not both and not ground.spoken:
        return Verdict.ONLY_A if ground.mine else Verdict.ONLY_B
    # Another illness named on either side excludes the other more often than not (12 of 18 pairs).
    named = any(f.kind == "diagnosis" for f in both) or (not ground.short and chance.exclude >= APART)
    apart = axis is not Axis.DIAGNOSIS or ground.denied or named or any(map(is_category, both))
    if apart and any(excludes(axis, f) for f in both):
        return Verdict.DIFFERENT
    # Of two texts with little in common even words left over may name the two illnesses; on a plan they say nothing.
    told = [f for f in ground.found if f.a and f.b and (axis is Axis.DIAGNOSIS or f.rule != UNRULED)]
    shown = not ground.strange or bool(told)
    if ground.denied or (chance.differ >= LIKELY and shown and (firm or not ground.agreed)):
        return Verdict.DIFFERENT if apart else Verdict.REFINED
    if firm:
        return Verdict.REFINED
    most = chance.sure if ground.doubtful else chance.same
    if ground.found or not ground.comparable or chance.differ > most or not (ground.mine and ground.theirs):
        return Verdict.COULD_NOT_COMPARE
    return Verdict.NO_DIFFERENCE_FOUND


def _weighs(doubted: Found) -> bool:
    """Whether a doubt stands in the way: of both sides, or a dose that one alone gives of what both speak of."""
    both = bool(doubted.a and doubted.b)
    return doubted.rule != UNRULED and (both or (doubted.kind == "dose" and doubted.link is not None))


def _likeliest_silent(chance: Likely) -> bool:
    """Whether it is likelier that neither speaks to an axis than that they differ, or that they do not."""
    return chance.silent >= (1 - chance.silent) * (1 - chance.one) * max(chance.differ, 1 - chance.differ)


def axis_results(
    a: Opinion,
    b: Opinion,
    texts: tuple[OpinionText, OpinionText],
    links: list[Link],
    found: list[Found],
    weighed: list[Weighed],
    doubted: list[Found] | None = None,
    *,
    closely: Closely | None = None,
    apart: Set[Pair] = frozenset(),
    may_show: Callable[[Found], bool] = lambda _: True,
    same: bool = False,
    strange: bool = False,
) -> tuple[tuple[AxisResult, ...], list[Found]]:
    """One result an axis, each with quotes from both texts; and differences not shown so far that a verdict stands on.

    Args:
        found: the differences that are shown.  weighed: all that may be one, with their chances.
        doubted: what is too unlikely to be shown and forbids all the same to say that there is no difference.
        closely: what was read closely of the two.  apart: sentences that a reader has taken apart.
        may_show: which differences not shown so far may be for a verdict to stand on.
        same: the texts are one report read twice, so that small unlikeness is noise; a sentence in other words is not.
        strange: they have little in common, so that much is likely to differ and says nothing.
    """
    results, stood_on = [], list[Found]()
    features = grounds(a, b, links, weighed)
    read = of_links(links, closely) if closely and not strange else None
    other_words = (retold(a, b), retold(b, a)) if same else (set[int](), set[int]())
    for axis in Axis:
        on_axis = [f for f in found if f.axis is axis]
        if same:
            ground = _of_one_report(axis, a, b, on_axis, other_words)
        else:
            chance = likely(axis, features[axis], read, short=_is_short(a, b))
            ground = ground_of(axis, a, b, found, doubted or [], weighed, features[axis], chance)
        verdict = judge(axis, replace(ground, strange=strange))
        if verdict in DIFFERING and not on_axis:
            on_axis = _behind(axis, a, b, [w for w in weighed if may_show(w.found)], closely)
            stood_on += on_axis
            verdict = verdict if on_axis else Verdict.COULD_NOT_COMPARE
        mine, theirs = ground.mine, ground.theirs
        if verdict is Verdict.NEITHER_SAYS:
            mine, theirs, on_axis = [], [], []  # a word of how severe it is, is not a quote of what nobody says
        if verdict not in (Verdict.ONLY_A, Verdict.ONLY_B):
            mine, theirs = mine or partners(theirs, a, links, 0), theirs or partners(mine, b, links, 1)
        to_quote, alone = sayings(axis, (a, b), (mine, theirs), on_axis, weighed, links, closely, apart)
        firm = [f for f in on_axis if f.tier is Tier.FIRM]
        told_a = quotes(a, texts[0], to_quote[0], [f.a for f in firm if f.a])
        told_b = quotes(b, texts[1], to_quote[1], [f.b for f in firm if f.b])
        sure = verdict not in DIFFERING or bool(firm)
        results.append(AxisResult(axis, verdict, told_a, told_b, sure, alone))
    return tuple(results), stood_on


def _behind(axis: Axis, a: Opinion, b: Opinion, weighed: list[Weighed], closely: Closely | None) -> list[Found]:
    """The likeliest difference on an axis, as a possible one, where none is shown: "different" is said of something.

    Differences in both texts come first; at most one is returned, and none that close reading says counts elsewhere.
    """
    some = [
        w
        for w in weighed
        if w.chance >= HIDDEN
        and (not closely or may_count(w.found, axis, closely))
        and (
            w.found.axis is axis
            or any(axis in bears_on(o, p) for o, p in ((a, w.found.a), (b, w.found.b)) if p and w.two)
        )
    ]
    best = max(some, key=lambda w: (w.two, w.chance, -places(w.found)), default=None)
    return [replace(best.found, axis=axis, tier=Tier.POSSIBLE)] if best else []


def _on(axis: Axis, found: Found, a: Opinion, b: Opinion, said: tuple[list[Part], list[Part]]) -> bool:
    """Whether a difference is about an axis: by its words, its heading, or what either text says in that sentence."""
    if found.axis is axis:
        return True
    for opinion, part, own in ((a, found.a, said[0]), (b, found.b, said[1])):
        if part and opinion.statements[part.sentence].axis_hint == axis.value:
            return True
        if part and found.axis is None and any(p.sentence == part.sentence for p in own):
            return True
    return False


def _clash(axis: Axis, a: Opinion, b: Opinion, features: Features) -> bool:
    """What forbids to call an axis the same though no difference of single words was found on it."""
    if axis is Axis.DIAGNOSIS:
        return denies_here(a, b) or unnamed(a, b)
    likeliest = (features[f"most likely {how}{kind}"] for kind in _LOOMING[axis] for how in ("", "lone "))
    if max(likeliest) >= HIDDEN:
        return True
    if axis is Axis.TREATMENT:
        return features["advised by one, far"] > 0
    return axis is Axis.TIMING and hurry_clashes(a, b)


def ground_of(
    axis: Axis,
    a: Opinion,
    b: Opinion,
    found: list[Found],
    doubted: list[Found],
    weighed: list[Weighed],
    features: Features,
    chance: Likely,
) -> Ground:
    """What is known of an axis: what either says on it outright, else in words that hint at it.

    Args:
        found: the differences that are shown, of any axis.  doubted, weighed: as for `axis_results`.
    """
    mine, theirs = states(a, axis) or hinted(a, axis), states(b, axis) or hinted(b, axis)
    beside = sorted(
        (w for w in weighed if w.found.axis is axis and w.two and w.chance >= HIDDEN),
        key=lambda w: (-w.chance, places(w.found)),
    )
    mine = mine or [w.found.a for w in beside if w.found.a]
    theirs = theirs or [w.found.b for w in beside if w.found.b]
    denied = axis is Axis.DIAGNOSIS and denies_the_other(a, b)
    beyond = [most for name, most in _UNLIKE[axis] if features.get(name, 0.0) > most]
    stated = axis is Axis.STAGING and not features["named none"] and not features["named lone"]
    if stated and not any(features[f"named {how}"] for how in ("conflict", "more in one", "only one")):
        # Every stage the one gives, the other gives.
        chance = replace(chance, same=max(chance.same, STATED), sure=max(chance.sure, STATED_SURE))
    said = mine, theirs
    shown = any(_on(axis, f, a, b, said) for f in found)
    return Ground(
        mine,
        theirs,
        [f for f in found if f.axis is axis],
        chance,
        comparable=all(beyond) and not shown and not _clash(axis, a, b, features),
        doubtful=bool(beyond) or any(_weighs(f) and _on(axis, f, a, b, said) for f in doubted),
        spoken=bool(beside) or (axis is not Axis.TIMING and not _is_short(a, b)),
        denied=denied,
        short=_is_short(a, b),
        stated=stated,
        agreed=axis is Axis.DIAGNOSIS and _agree(features),
        alone=_alone(axis, a, b),
    )


def _is_short(a: Opinion, b: Opinion) -> bool:
    return min(len(a.statements), len(b.statements)) < LETTER


def _alone(axis: Axis, a: Opinion, b: Opinion) -> int:
    """Who speaks to the staging or the timing alone, if only one does: see `Ground.alone`."""
    if axis is Axis.STAGING:
        return bool(claims(a)) - bool(claims(b))
    return len(spans_of_time(a)) - len(spans_of_time(b)) if axis is Axis.TIMING else 0


def _agree(features: Features) -> bool:
    """Whether two opinions name one illness, give grades and markers alike and none otherwise, and nothing opposes."""
    return (
        features["first illness alike"] >= 1
        and features["markers alike"] >= log1p(ALIKE)
        and not features["markers unlike"]
        and not features["findings opposed"]
        and max(features["sure"], features["excluding"]) < HIDDEN
    )


def _of_one_report(
    axis: Axis, a: Opinion, b: Opinion, on_axis: list[Found], retold: tuple[set[int], set[int]]
) -> Ground:
    """One report read twice: what was found for sure counts; sentences put in other words forbid to say more."""
    mine, theirs = states(a, axis), states(b, axis)
    comparable = not any(_speaks(*told, axis) for told in zip((a, b), retold, (mine, theirs), strict=True))
    return Ground(mine, theirs, on_axis, Likely(0.0, same=1.0), comparable)


def _speaks(opinion: Opinion, sentences: set[int], parts: list[Part], axis: Axis) -> bool:
    """Whether any of some sentences is about an axis: by what it says or names, by its heading or for want of one."""
    stated = {p.sentence for p in parts}
    for n in sentences:
        s = opinion.statements[n]
        kinds = {t.kind for t in s.terms if t.name not in GENERAL} & _KINDS
        if n in stated or kinds & _NAMED[axis]:
            return True
        if s.axis_hint == axis.value or (not s.axis_hint and (kinds or any(f.axis for f in opinion.facts[n]))):
            return True
    return False
