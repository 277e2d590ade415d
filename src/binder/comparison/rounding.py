"""How two numbers may be printed and yet be one: rounded, the point moved, a share in other terms."""

from __future__ import annotations

from binder.comparison.facts import Fact

TOLERANCE = 0.011
ABOUT = 0.12  # "nearly five" and 4.5 are the same
_ROUNDED = 3  # steps from which a value may have been rounded: 3.2 to 3, but not 1.4 to 1
_PRESSURE = 60  # from which a greater number over a smaller one is no share of it
_SAME_SHARE = 0.0005
_BOUND_NEAR = 0.7  # a share of the greater; "under ten per cent" and 8 are the same, and 3 is not said so
_CHART = 0.07  # the nearest line of a chart in metres to one in feet: 20/32 and 6/9


def one_ratio(x: Fact, y: Fact) -> bool:
    """Whether two shares are one: 2/10 and 1/5; an acuity of 20/40 and 6/12. Two blood pressures never are."""
    if max(*x.values, *y.values) >= _PRESSURE and x.values[0] > x.values[1]:
        return False
    apart = abs(_quotient(x) - _quotient(y))
    feet_and_metres = {x.values[0], y.values[0]} == {20.0, 6.0}
    return apart <= (_CHART * _quotient(x) if feet_and_metres else _SAME_SHARE)


def one_share(x: Fact, y: Fact) -> bool:
    """Whether a share of a whole and a percentage are one: "one in twenty" and 5%, "eight out of ten" and 80%."""
    if {x.dimension, y.dimension} != {"ratio", "percent"}:
        return False
    share, percent = (x, y) if x.dimension == "ratio" else (y, x)
    if len(percent.values) != 1 or len(share.values) != 2 or share.values[0] > share.values[1]:
        return False
    apart = abs(100 * _quotient(share) - percent.values[0])
    return apart <= max(percent.step / 2, ABOUT * percent.values[0] if share.loose or percent.loose else 0.0) + 1e-9


def _quotient(fact: Fact) -> float:
    return fact.values[0] / fact.values[1] if fact.values[1] else fact.values[0]


def thousands(mine: float, theirs: float) -> bool:
    """Whether one is the other in thousands: leukocytes 3.4 and 3,400, a QT of 0.23 and 230."""
    low, high = sorted((abs(mine), abs(theirs)))
    return low > 0 and any(abs(high / low - by) <= TOLERANCE * by for by in (1e3, 1e6))


def rounding(x: Fact, y: Fact) -> float:
    """By how much two values may differ because one of them was printed more roughly."""
    rough, fine = (x, y) if x.step >= y.step else (y, x)
    if x.dimension == "days" and x.loose != y.loose:
        named, other = (x, y) if x.loose else (y, x)
        return named.step if other.values[0] <= named.values[0] else 0.0  # the third week begins after two
    if x.dimension == "days":
        # What is planned in months is not planned in weeks; what has been is told roughly.
        return rough.step / 2 + 1e-9 if x.label == y.label == "past" else 0.0
    if not fine.step or rough.step < 1.5 * fine.step or rough.key or abs(rough.values[0]) < _ROUNDED * rough.step:
        return 0.0
    return rough.step / 2 + 1e-9


def within_bound(x: Fact, y: Fact) -> bool:
    """Whether one number is only said to be passed or not reached and the other lies there, near: 412, "over 400"."""
    if bool(x.bound) == bool(y.bound):
        return False
    bound, value = (x, y) if x.bound else (y, x)
    low, high = sorted((bound.values[0], value.values[0]))
    return low >= _BOUND_NEAR * high > 0 and (value.values[0] - bound.values[0]) * bound.bound >= 0


def as_printed(x: Fact, y: Fact) -> bool:
    """Whether two numbers, one of them without its unit, are printed alike: the same digits, the point moved or not."""
    if not x.values or not y.values:
        return False
    mine, theirs = (x.raw or x.values)[0], (y.raw or y.values)[0]
    if mine == theirs or ((x.loose or y.loose) and abs(mine - theirs) <= ABOUT * max(abs(mine), abs(theirs))):
        return True
    low, high = sorted((abs(mine), abs(theirs)))
    return low % 1 > 0 and any(abs(high - low * by) <= _SAME_SHARE * high for by in (10.0, 1e3, 1e6))
