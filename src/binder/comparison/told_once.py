"""A difference is told once: not again in the words beside it, in another sentence, or under another rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from binder.comparison.found import TIGHT, Found, Opinion, Part
from binder.comparison.leftovers import BY_ONE, UNRULED, holds_value
from binder.model.comparison import Tier

# Characters between what a rule marks and left-over words that only say the rest of it ("review" of "in three
# months"), and between a medicine and its dose. Of 253 left-overs nearer than that and without a value, in the links of
# 360 pairs, 8 told of anything else.
BESIDE, ITS_DOSE = 30, 15
# Of one thing, whether it is to be done or is there: the surest of them tells it.
_YES_OR_NO = frozenset(("recommended or not", "how strongly advised", "advised against by one", "present or absent"))
_MEDICINES = frozenset(("which medicine", "medicine only one names"))


def told_once(found: list[Found], a: Opinion, b: Opinion) -> list[Found]:
    """The same differences without what stands there twice; first those with a rule, each sort in its order."""
    ruled = _with_doses(_surest([f for f in found if f.rule not in (UNRULED, BY_ONE)]))
    both = [f for f in ruled if f.a and f.b]
    beside = _by_sentence(both)
    ruled = [f for f in ruled if (f.a and f.b) or f.tier is Tier.FIRM or not _shares(f, beside)]
    unruled = _not_again([f for f in found if f.rule == UNRULED], both, a, b)
    return _what_one_says([*ruled, *unruled, *(f for f in found if f.rule == BY_ONE)])


_BySentence = dict[tuple[int, int], list[Found]]


def _parts(found: Found) -> list[tuple[int, Part]]:
    return [(side, part) for side, part in enumerate((found.a, found.b)) if part]


def _by_sentence(some: Iterable[Found]) -> _BySentence:
    """Differences by the side and the sentence of their words."""
    table: _BySentence = defaultdict(list)
    for f in some:
        for side, part in _parts(f):
            table[side, part.sentence].append(f)
    return table


def _shares(f: Found, others: _BySentence) -> bool:
    """Whether any of some others marks words that a difference marks."""
    return any(
        g is not f and _near(part, (g.a, g.b)[side], 0)
        for side, part in _parts(f)
        for g in others.get((side, part.sentence), ())
    )


def _near(x: Part, y: Part | None, within: int) -> bool:
    """Whether any words of two parts meet, or stand within so many characters of each other."""
    return (
        y is not None
        and x.sentence == y.sentence
        and any(start < q + within and p - within < end for start, end in x.ranges for p, q in y.ranges)
    )


def _surest(ruled: list[Found]) -> list[Found]:
    """Without what a surer one tells of the same words, and without the same words of both a second time."""
    firm = _by_sentence(f for f in ruled if f.rule in _YES_OR_NO and f.tier is Tier.FIRM)
    kept, told = [], set[tuple[object, ...]]()
    for f in ruled:
        if f.rule in _YES_OR_NO:
            words = (f.rule, f.tier, *(part.value.casefold() for _, part in _parts(f)))
            if words in told or (f.tier is Tier.POSSIBLE and _shares(f, firm)):
                continue
            told.add(words)
        kept.append(f)
    return kept


def _with_doses(ruled: list[Found]) -> list[Found]:
    """A medicine and its amount as one difference: where they stand side by side its words take in the amount."""
    doses = _by_sentence(f for f in ruled if f.kind == "dose" and f.rule not in _MEDICINES)
    gone, kept = set[int](), []
    for f in ruled:
        if f.rule in _MEDICINES:
            side, part = _parts(f)[0]
            for dose in doses.get((side, part.sentence), ()):
                if id(dose) not in gone and _is_its_dose(dose, f):
                    gone.add(id(dose))
                    f = replace(f, a=_joined(f.a, dose.a), b=_joined(f.b, dose.b))
        kept.append(f)
    return [f for f in kept if id(f) not in gone]


def _is_its_dose(dose: Found, medicine: Found) -> bool:
    sides = [(x, y) for x, y in ((dose.a, medicine.a), (dose.b, medicine.b)) if x or y]
    return all(x and y and _near(x, y, ITS_DOSE) and x.length + y.length + ITS_DOSE <= TIGHT for x, y in sides)


def _joined(medicine: Part | None, dose: Part | None) -> Part | None:
    if medicine is None or dose is None:
        return medicine
    value = f"{medicine.value} {dose.value}"
    return replace(medicine, ranges=tuple(sorted({*medicine.ranges, *dose.ranges})), value=value)


def _not_again(unruled: list[Found], both: list[Found], a: Opinion, b: Opinion) -> list[Found]:
    """Left-over words without those that only say the rest of what a rule found in their link, or stand twice."""
    of_link: dict[int | None, list[Found]] = defaultdict(list)
    for f in both:
        of_link[f.link].append(f)
    kept: list[Found] = []
    before: _BySentence = defaultdict(list)
    for f in unruled:
        if f.a and f.b:
            if any(_near(f.a, g.a, 0) and _near(f.b, g.b, 0) for g in before[0, f.a.sentence]):
                continue
            here = of_link[f.link] if f.link is not None else []
            beside = here and _all_beside(f.a, [g.a for g in here]) and _all_beside(f.b, [g.b for g in here])
            if beside and not (holds_value(a, f.a) or holds_value(b, f.b)):
                continue
            before[0, f.a.sentence].append(f)
        kept.append(f)
    return kept


def _all_beside(words: Part, others: list[Part | None]) -> bool:
    """Whether every stretch of some words stands beside words that others mark."""
    each = (Part(words.sentence, (place,)) for place in words.ranges)
    return all(any(_near(one, other, BESIDE) for other in others) for one in each)


def _what_one_says(found: list[Found]) -> list[Found]:
    """The same without what stands there twice: words that only one says, and a thing among them that only one names.

    The thing tells more of what it is, the words more of what is said of it: the one that stays has both. A thing that
    perhaps only one names is not told where its words stand against others of the other text.
    """
    against = [(side, part) for f in found if f.rule == UNRULED and f.a and f.b for side, part in _parts(f)]
    left: dict[tuple[bool, int], list[tuple[Found, Part]]] = defaultdict(list)  # by side and sentence
    for f in found:
        if f.rule == BY_ONE and (part := f.a or f.b):
            left[bool(f.a), part.sentence].append((f, part))
    kept = []
    for f in found:
        part = f.a or f.b
        if f.rule == BY_ONE or part is None:
            continue
        if f.tier is Tier.POSSIBLE and not (f.a and f.b):
            if any(bool(f.b) == side and part.sentence == p.sentence and _within(part, p) for side, p in against):
                continue
            here = left[bool(f.a), part.sentence]
            if twice := next((x for x in here if _within(part, x[1])), None):
                here.remove(twice)
                words = replace(part, ranges=twice[1].ranges)
                f = replace(f, a=words if f.a else None, b=words if f.b else None)
        kept.append(f)
    return [*kept, *(f for here in left.values() for f, _ in here)]


def _within(named: Part, words: Part) -> bool:
    """Whether a thing stands among some words of its sentence."""
    return all(any(start < q and p < end for p, q in words.ranges) for start, end in named.ranges)
