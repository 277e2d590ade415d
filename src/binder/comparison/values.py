"""Values in both texts: equal after units, rounding and ranges are taken into account, or not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part
from binder.comparison.lexicon import lexicon
from binder.comparison.measures import UNITS
from binder.comparison.not_before import ANY_MONTH
from binder.comparison.other_scales import one_state
from binder.comparison.rounding import (
    ABOUT,
    TOLERANCE,
    as_printed,
    one_ratio,
    one_share,
    rounding,
    thousands,
    within_bound,
)
from binder.comparison.statement import Statement
from binder.comparison.times import FOREVER
from binder.comparison.whose import leaves_open, meant, named_beside, of_another
from binder.comparison.words import stem
from binder.model.comparison import Axis, Tier

_TIME_TOLERANCE = 0.09  # 12 weeks and 3 months are the same
_FAR = 3.0  # a number without unit this many times another's was measured in another unit
_APART = 0.02  # what one doubling counts against two times
_OF_ITSELF = frozenset(("past", "takes"))  # times that are set against their like alone
SOON = 60  # days; what is to begin so soon does not wait for a month that the other names
_SIGNED = frozenset(("hu",))  # what is below nought is another tissue
OFTEN = 7  # days; what is done more often is not compared with a point in time
_LEADS = (Axis.TIMING, Axis.TREATMENT, Axis.STAGING, Axis.DIAGNOSIS, None)
_GENERAL = frozenset(
    (
        "time",
        "mg",
        "day",
        "week",
        "month",
        "year",
        "every",
        "daily",
        "patient",
        "show",
        "measur",
        "about",
        "first",
        "last",
        "2",
        "3",
    )
) | {stem(part) for unit in UNITS for part in unit.split("/") if part.isalpha()}


def same_value(x: Fact, y: Fact) -> bool:
    """Whether two values of one dimension say the same: rounding, units, a value inside a range are no difference."""
    if x.label and y.label and not x.values:
        return x.label == y.label or _less_exact(x, y) or (x.key == y.key and one_state(x, y))
    if x.values == y.values:
        return True
    if x.dimension == "ratio":
        return len(x.values) == len(y.values) == 2 and one_ratio(x, y)
    if x.listed or y.listed:
        return len(x.values) == len(y.values) and points_in(x, (y,))
    if x.dimension == "moment":
        return bool(set(x.values) & set(y.values)) or ANY_MONTH in (*x.values, *y.values)
    if _as_much_daily(x, y) or (x.kind == y.kind == "dose" and x.raw == y.raw and _one_without_unit(x, y)):
        return True
    tolerance = _TIME_TOLERANCE if x.dimension == "days" else TOLERANCE
    if (x.loose or y.loose) and x.dimension != "days":
        tolerance = ABOUT
    if len(x.values) == len(y.values) == 1:
        return _same_number(x, y, tolerance)
    (low_x, high_x), (low_y, high_y) = _range(x.values), _range(y.values)
    slack = tolerance * max(abs(high_x), abs(high_y)) + 1e-9
    if len(x.values) == len(y.values) == 2:
        return abs(low_x - low_y) <= slack and abs(high_x - high_y) <= slack
    if x.dimension == "days" and "start" in (x.label, y.label):
        return abs(high_x - high_y) <= slack
    return low_x <= high_y + slack and low_y <= high_x + slack


def _as_much_daily(x: Fact, y: Fact) -> bool:
    """Whether two doses come to the same in a day, both having their rhythm beside them."""
    both = bool(x.daily and y.daily) and x.dimension == y.dimension
    return both and abs(x.daily - y.daily) <= TOLERANCE * max(x.daily, y.daily)


def _one_without_unit(x: Fact, y: Fact) -> bool:
    return any(bool(f.shown) and not any(map(str.isalpha, f.shown)) for f in (x, y))


def points_in(x: Fact, others: Iterable[Fact]) -> bool:
    """Whether every point in time of a value is one of some others."""
    points = [v for y in others for v in y.values]
    return all(not v or any(abs(v - w) <= _TIME_TOLERANCE * max(v, w) for w in points) for v in x.values)


def _same_number(x: Fact, y: Fact, tolerance: float) -> bool:
    mine, theirs = x.values[0], y.values[0]
    if x.dimension not in _SIGNED and mine * theirs < 0:
        mine, theirs = abs(mine), abs(theirs)  # "2.7 below" is -2.7
    if x.dimension == "bare" and thousands(mine, theirs):
        return True
    apart = abs(mine - theirs)
    if x.kind == y.kind == "number" and x.dimension != "days" and within_bound(x, y):
        return True
    return apart <= tolerance * max(abs(mine), abs(theirs)) + 1e-9 or apart <= rounding(x, y)


def _range(values: tuple[float, ...]) -> tuple[float, float]:
    return (values[0], values[0]) if len(values) == 1 else (min(values), max(values))


def _less_exact(x: Fact, y: Fact) -> bool:
    """T1 against T1b, stage II against IIA: one says less, not otherwise."""
    if x.key == y.key == "extent:montreal":
        return _one_of_classes(x.label, y.label)
    scale = x.key.startswith("extent:") and x.label[:1].isalpha() and y.label[:1].isalpha()
    longer = x.label.startswith(y.label) or y.label.startswith(x.label)
    return longer and (scale or x.key in ("T", "N", "M", "stage"))


def _one_of_classes(mine: str, theirs: str) -> bool:
    """Of classes in a row ("a2 l1 b2") against fewer of them: whether those that both give are the same."""
    x, y = (dict(re.findall(r"([abl])(\dp?)", label)) for label in (mine, theirs))
    return all(x[c].startswith(y[c]) or y[c].startswith(x[c]) for c in x.keys() & y.keys())


def _comparable(x: Fact, y: Fact) -> bool:
    if x.limit != y.limit and x.kind == y.kind == "number":
        return False
    if x.dimension == y.dimension == "days":
        other = x.label != y.label and not _OF_ITSELF.isdisjoint((x.label, y.label))
        return not (other or _other_rhythm(x, y) or _no_rhythm(x, y))
    if x.dimension == y.dimension == "moment" and _topics(x) and _topics(y):
        return not _topics(x).isdisjoint(_topics(y))  # the month of an operation is not that of a decision
    if x.dimension == y.dimension:
        return True
    if {x.dimension, y.dimension} == {"moment", "days"}:
        by_date = any(f.dimension == "moment" and f.loose for f in (x, y))  # how many weeks off cannot be told
        return x.label == y.label == "start" and not by_date and (not (x.limit or y.limit) or is_delay(x, y))
    return (
        "bare" in (x.dimension, y.dimension)
        and {x.kind, y.kind} == {"number"}
        and not _no_count(x, y)
        and (as_printed(x, y) or not _far(x, y))
        and not x.label
        and not y.label
        and _topics(x) & _topics(y) != set()
    )


def is_delay(x: Fact, y: Fact) -> bool:
    """Whether one is not to begin before some month, and the other within few weeks."""
    moment, days = (x, y) if x.dimension == "moment" else (y, x)
    return moment.limit and moment.dimension == "moment" and days.dimension == "days" and max(days.values) <= SOON


def _far(x: Fact, y: Fact) -> bool:
    """Whether two numbers, one of them without unit, are so far apart that they are in different units."""
    if not x.raw or not y.raw:
        return False
    mine, theirs = abs(x.raw[0]), abs(y.raw[0])
    return max(mine, theirs) > _FAR * min(mine, theirs)


def _no_count(x: Fact, y: Fact) -> bool:
    """Whether one of two numbers counts things and the other has a fraction or is a range."""
    plain, other = (x, y) if x.dimension == "bare" else (y, x)
    return (
        other.dimension.startswith("count:")
        and bool(plain.values)
        and (len(plain.values) > 1 or plain.values[0] % 1 > 0)
    )


def _other_rhythm(x: Fact, y: Fact) -> bool:
    """Of two times: how often a medicine is taken against how often something else is done."""
    rhythm = x.label == y.label == "interval"
    return rhythm and x.kind != y.kind and x.axis != y.axis and not _topics(x) & _topics(y)


def _no_rhythm(x: Fact, y: Fact) -> bool:
    """Of two times: what is done more than once a week, or what goes on for ever, against one of another sort."""
    if (x.label == "interval") == (y.label == "interval"):
        return False
    rhythm, other = (x, y) if x.label == "interval" else (y, x)
    return max(rhythm.values) < OFTEN or max(other.values) >= FOREVER


def _topics(fact: Fact) -> frozenset[str]:
    return fact.about - _GENERAL


def _doublings(x: Fact, y: Fact) -> float:
    """How many times one time is to be doubled to make the other, up to four: of two rhythms the nearer is meant."""
    low, high = sorted((max(x.values), max(y.values)))
    return min(4.0, math.log2(high / low)) if low > 0 else 4.0


def _affinity(x: Fact, y: Fact) -> float:
    """How likely two values are values of the same thing."""
    if x.key and x.key == y.key:
        return 10.0
    if x.join and y.join:
        return 8.0 if x.join == y.join else 0.0
    shared = len(_topics(x) & _topics(y))
    score = float(shared) - 0.01 * (len(_topics(x)) + len(_topics(y)))
    if x.dimension == "days":
        if x.label != y.label:
            score -= 1.5 if x.label and y.label else 0.0
        else:
            score += (1.5 if x.label else 0.5) - _APART * _doublings(x, y)
    return score + (0.5 if x.dimension == y.dimension else 0.0)


def value_differences(pair: Pair) -> Iterator[Found]:
    """Numbers, doses, times, grades and stages that differ inside a link."""
    mine, theirs = _given(pair.a, pair.link.a), _given(pair.b, pair.link.b)
    left, right = _without_equals(mine, theirs)
    left = _not_said_in(left, _given(pair.b, pair.with_a))
    right = _not_said_in(right, _given(pair.a, pair.with_b))
    for (n, x), (m, y), alone in _unlike_pairs(pair, left, right):
        timed = x.dimension == y.dimension == "days" and (
            alone or x.label == y.label != "past"
        )  # who is named beside a time is seldom whose it is
        if NOT_NOW & (x.frames ^ y.frames) & {"family", "other"} and not timed:
            continue
        firm = _firm(pair, x, y, alone and not _one_of_several(pair, x, y)) and not _unclear(
            pair, _part(n, x), _part(m, y), x, y
        )
        tier = Tier.FIRM if firm else Tier.POSSIBLE
        # Which text comes first must not decide what it is called.
        lead = min((x, y), key=lambda f: (_LEADS.index(f.axis), f.kind != "time", f.kind))
        axis, kind, rule = lead.axis, lead.kind, _rule(x, y)
        yield Found(tier, axis, kind, rule, _part(n, x), _part(m, y), pair.number)


def _given(opinion: Opinion, sentences: tuple[int, ...]) -> list[tuple[int, Fact]]:
    """The values of some sentences, without those that are named to be refused ("this week and not in a month")."""
    return [e for e in opinion.facts_of(sentences) if "refused" not in e[1].frames]


def _firm(pair: Pair, x: Fact, y: Fact, alone: bool) -> bool:
    if x.key and x.key == y.key:
        return True
    if x.key and y.key and x.kind == y.kind == "dose":
        return False  # amounts of two medicines
    if pair.link.weak or (x.dimension == "bare") != (y.dimension == "bare") or x.listed != y.listed:
        return False
    if {x.dimension, y.dimension} == {"moment", "days"}:
        return is_delay(x, y) and (alone or bool(_topics(x) & _topics(y)))
    if x.label == y.label == "past":
        return bool(_topics(x) & _topics(y))
    if x.dimension == "days" and x.label != y.label:
        return bool(_topics(x) & _topics(y)) and {x.label, y.label} <= {"start", "", "duration"}
    return alone or bool(_topics(x) & _topics(y))


def _one_of_several(pair: Pair, x: Fact, y: Fact) -> bool:
    """Of two sizes: whether either text gives more than one there, so that they may be of two things."""
    sides = (pair.a.facts_of(pair.link.a), pair.b.facts_of(pair.link.b))
    return x.dimension == y.dimension == "mm" and any(sum(f.dimension == "mm" for _, f in s) > 1 for s in sides)


def _rule(x: Fact, y: Fact) -> str:
    return (
        x.rule
        if x.rule == y.rule
        else next((r for r in sorted((x.rule, y.rule)) if r not in ("value", "number", "time")), min(x.rule, y.rule))
    )


def _part(sentence: int, fact: Fact) -> Part:
    return Part(sentence, ((fact.start, fact.end),), shown(fact))


def shown(fact: Fact) -> str:
    """The value as understood, next to the quote: times also in days."""
    if fact.dimension == "days" and fact.values and 1 <= max(fact.values) < FOREVER:
        each = [f"{v:.0f}" for v in fact.values]
        joined = f"{', '.join(each[:-1])} and {each[-1]}" if fact.listed and len(each) > 1 else ""
        count = joined or " to ".join(each)
        days = "1 day" if count == "1" else f"{count} days"
        return fact.shown if fact.shown.casefold() == days else f"{fact.shown} = {days}"
    return fact.shown


def _without_equals(
    mine: list[tuple[int, Fact]], theirs: list[tuple[int, Fact]]
) -> tuple[list[tuple[int, Fact]], list[tuple[int, Fact]]]:
    """Take out what is said alike on both sides; what remains may differ."""
    mine, theirs = _without_points(mine, theirs)
    mine, theirs = _without_totals(mine, theirs)
    rest = list(theirs)
    left = []
    for n, x in mine:
        equal = [e for e in rest if says_same(x, e[1])]
        if equal:
            rest.remove(max(equal, key=lambda e: (_affinity(x, e[1]), -e[1].start)))
        else:
            left.append((n, x))
    return left, rest


def _without_totals(
    left: list[tuple[int, Fact]], rest: list[tuple[int, Fact]]
) -> tuple[list[tuple[int, Fact]], list[tuple[int, Fact]]]:
    """Without doses that come to as much in a day, whatever the rhythm: 500 mg twice a day and a gram daily."""
    gone: set[tuple[int, int, int]] = set()
    for n, x in left:
        for m, y in rest:
            if _as_much_daily(x, y) and x.values != y.values:
                gone |= {(0, n, x.start), (0, n, x.rate), (1, m, y.start), (1, m, y.rate)}
    return (
        [e for e in left if (0, e[0], e[1].start) not in gone],
        [e for e in rest if (1, e[0], e[1].start) not in gone],
    )


def _without_points(
    left: list[tuple[int, Fact]], rest: list[tuple[int, Fact]]
) -> tuple[list[tuple[int, Fact]], list[tuple[int, Fact]]]:
    """Without the lists of times that the other side gives one by one, and without what is in such a list there."""
    gone: list[Fact] = []
    for one, another in ((left, rest), (rest, left)):
        single = [y for _, y in another if y.dimension == "days" and y.label in ("start", "") and len(y.values) == 1]
        for _, x in one:
            if x.listed and points_in(x, single):
                gone += [x, *(y for y in single if points_in(y, (x,)))]
    kept = [[e for e in some if not any(e[1] is x for x in gone)] for some in (left, rest)]
    return kept[0], kept[1]


def says_same(x: Fact, y: Fact) -> bool:
    """Whether both say the same of the same; a dose is the same whether or not its medicine is known or before it."""
    dose = "dose" in (x.kind, y.kind) and x.dimension == y.dimension
    same = x.key == y.key or (dose and not (x.key and y.key))
    if x.dimension == y.dimension == "days" and x.label and y.label and "interval" in (x.label, y.label):
        # "At six months" is not "twice a year", but "again after two weeks" is "two weeks apart".
        same = x.label == y.label or any(f.shown.endswith("apart") for f in (x, y))
    return one_share(x, y) or one_state(x, y) or (same and _comparable(x, y) and _alike(x, y))


def _not_said_in(rest: list[tuple[int, Fact]], others: list[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
    """The values that no sentence tied to theirs says alike; one said twice ("2.3 cm (23 mm)") is answered by one."""
    return [e for e in rest if not any(says_same(e[1], y) for _, y in others)]


def _alike(x: Fact, y: Fact) -> bool:
    if x.dimension != y.dimension:
        return as_printed(x, y)
    return same_value(x, y)


def _rivals(x: Fact, other: Fact, partner: Fact) -> bool:
    """Whether x may be compared with another value; where two times have one role, only a time of that role rivals."""
    role = x.label if x.dimension == "days" and x.label == partner.label else ""
    return _comparable(x, other) and (not role or other.label == role)


def _result_of(s: Statement, fact: Fact) -> str:
    """The test that a number is the result of, by name."""
    if fact.kind != "number":
        return ""
    return next((t.name for t in s.terms if t.name == fact.join and t.kind in ("test", "measure")), "")


def _of_other_things(x: Fact, y: Fact, left: list[tuple[int, Fact]], right: list[tuple[int, Fact]]) -> bool:
    """Whether two values are not of one thing; one medicine instead of another is compared where each has one dose."""
    if not (x.key and y.key) or x.key == y.key:
        return False
    if _alike(x, y):
        return True
    doses = [[f for _, f in some if f.kind == "dose" and f.label != "interval"] for some in (left, right)]
    return not (x.kind == y.kind == "dose" and len(doses[0]) == len(doses[1]) == 1)


def _of_other_tests(x: Fact, of_x: str, y: Fact, of_y: str) -> bool:
    """Whether two results are of tests by other names: a creatinine is not compared with an HbA1c.

    Where both have one unit, it tells by itself: millimetres in an ultrasound and in a CT are of one thing.
    """
    if not (of_x and of_y) or x.dimension == y.dimension != "bare":
        return False
    return not lexicon().may_be_one(of_x, of_y)


_Begun = tuple[frozenset[str] | None, frozenset[str]]


def _begun(opinion: Opinion, sentence: int, fact: Fact) -> _Begun:
    """What a pronoun beside the time of a beginning stands for, and what the sentence names; see `whose.meant`."""
    if fact.label != "start":
        return None, frozenset()
    return meant(opinion, sentence, fact), named_beside(opinion, sentence)


def _begins_another(x: _Begun, y: _Begun) -> bool:
    """Whether "we would start it now" is said of another treatment than that whose time it would be set against."""
    if x[0] is None and y[0] is None:
        return False
    return of_another(x[1] if x[0] is None else x[0], y[1] if y[0] is None else y[0])


def _unclear(pair: Pair, a: Part, b: Part, x: Fact, y: Fact) -> bool:
    """Whether a pronoun leaves open of which treatment one of two times is told."""
    return x.label == y.label == "start" and (leaves_open(pair.a, a) or leaves_open(pair.b, b))


def _unlike_pairs(
    pair: Pair, left: list[tuple[int, Fact]], right: list[tuple[int, Fact]]
) -> list[tuple[tuple[int, Fact], tuple[int, Fact], bool]]:
    """Pair what remains: same key first, then the likeliest; the bool tells that no other could be meant."""
    scored = []
    tests = [_result_of(pair.b.statements[m], y) for m, y in right]
    begun = [_begun(pair.b, m, y) for m, y in right]
    for i, (n, x) in enumerate(left):
        test, begins = _result_of(pair.a.statements[n], x), _begun(pair.a, n, x)
        for j, (_, y) in enumerate(right):
            if not _comparable(x, y) or _of_other_things(x, y, left, right) or _of_other_tests(x, test, y, tests[j]):
                continue
            if y.label == "start" and _begins_another(begins, begun[j]):
                continue
            alone = (
                sum(_rivals(x, other, y) for _, other in right) == 1
                and sum(_rivals(y, other, x) for _, other in left) == 1
            )
            score = _affinity(x, y)
            if score > 0.4 or alone:
                scored.append((score, -i - j, i, j, alone))
    used_i: set[int] = set()
    used_j: set[int] = set()
    pairs = []
    for _, _, i, j, alone in sorted(scored, key=lambda e: (-round(e[0], 6), -e[1])):
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            pairs.append((left[i], right[j], alone))
    return pairs
