"""A difference while it is being found: sentences and characters, not yet pages and lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from binder.comparison.facts import Fact
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement, Term
from binder.model.comparison import Axis, Link, Tier

SameNamed = tuple[int, Term, int, Term]  # A's sentence and term, B's sentence and term
Place = tuple[int, int]  # 0 for A, 1 for B; and the sentence

NOT_NOW = frozenset(("past", "family", "other"))
TIGHT = 85  # characters a mark may cover; a longer one points at nothing in particular


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a difference: which sentence, which characters of it, and the value as understood."""

    sentence: int
    ranges: tuple[tuple[int, int], ...]
    value: str = ""

    @property
    def length(self) -> int:
        """How many characters it marks."""
        return sum(end - start for start, end in self.ranges)

    def meets(self, start: int, end: int) -> bool:
        """Whether it marks any of some characters of its sentence."""
        return any(x < end and start < y for x, y in self.ranges)


@dataclass(frozen=True, slots=True)
class Found:
    """A difference before it is given its places on the pages; a side that is silent is None."""

    tier: Tier
    axis: Axis | None
    kind: str
    rule: str
    a: Part | None
    b: Part | None
    link: int | None = None

    @property
    def places(self) -> list[Place]:
        """The sentences in which its words stand."""
        return [(side, part.sentence) for side, part in enumerate((self.a, self.b)) if part]


@dataclass(slots=True)
class Opinion:
    """One opinion as understood.

    Attributes:
        statements: its sentences.  facts: for each sentence.  terms: name -> where it is spoken of.
        known: what was looked up in it as a whole already.
    """

    statements: list[Statement]
    facts: list[list[Fact]]
    terms: dict[str, list[tuple[int, Term]]] = field(default_factory=dict)
    known: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note where each thing is spoken of."""
        table: dict[str, list[tuple[int, Term]]] = defaultdict(list)
        for n, statement in enumerate(self.statements):
            for term in statement.terms:
                table[term.name].append((n, term))
        self.terms = dict(table)

    def facts_of(self, sentences: tuple[int, ...]) -> list[tuple[int, Fact]]:
        """The facts of some sentences, each with its sentence."""
        return [(n, fact) for n in sentences for fact in self.facts[n]]

    def terms_of(self, sentences: tuple[int, ...]) -> list[tuple[int, Term]]:
        """The terms of some sentences, each with its sentence."""
        return [(n, term) for n in sentences for term in self.statements[n].terms]


@dataclass(frozen=True, slots=True)
class Pair:
    """A link with both opinions at hand.

    Attributes:
        with_a: all of B's sentences that any link ties to this link's of A; with_b the other way round. What is said
            alike there is no difference here.
        known: what was looked up already.
    """

    number: int
    link: Link
    a: Opinion
    b: Opinion
    with_a: tuple[int, ...] = ()
    with_b: tuple[int, ...] = ()
    known: dict[str, list[SameNamed]] = field(default_factory=dict, repr=False, compare=False)


def partners(links: list[Link]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """For each linked sentence of A those of B that any link ties to it, and the other way round."""
    to_b: dict[int, set[int]] = defaultdict(set)
    to_a: dict[int, set[int]] = defaultdict(set)
    for link in links:
        for n in link.a:
            to_b[n].update(link.b)
        for m in link.b:
            to_a[m].update(link.a)
    return to_b, to_a


def rows_of(pairs: Iterable[tuple[int, int]]) -> dict[Place, Place]:
    """The sentences of some pairs that belong together, over others too: each with the first of A among them."""
    leads: dict[Place, Place] = {}

    def lead(one: Place) -> Place:
        while leads.setdefault(one, one) != one:
            leads[one] = leads[leads[one]]
            one = leads[one]
        return one

    for i, j in pairs:
        low, high = sorted((lead((0, i)), lead((1, j))))
        leads[high] = low
    return {one: lead(one) for one in list(leads)}


def same_named(pair: Pair) -> list[SameNamed]:
    """What both sides of a link name; looked up once.

    Who denies a thing or advises against it speaks of all special kinds of it: "no lesion" of a white matter lesion.
    """
    if "same named" not in pair.known:
        pair.known["same named"] = list(_same_named(pair))
    return pair.known["same named"]


def _same_named(pair: Pair) -> Iterator[SameNamed]:
    theirs: dict[str, list[tuple[int, Term]]] = defaultdict(list)
    special: dict[str, list[tuple[int, Term]]] = defaultdict(list)
    known = lexicon()
    for m, y in pair.b.terms_of(pair.link.b):
        theirs[y.name].append((m, y))
        for wider in known.wider.all_of(y.name) if y.kind else ():
            special[wider].append((m, y))
    refused = any([_denies(y) for some in theirs.values() for _, y in some])
    for n, x in pair.a.terms_of(pair.link.a):
        for m, y in theirs.get(x.name, ()):
            yield n, x, m, y
        if not x.kind:
            continue
        for m, y in special.get(x.name, ()) if _denies(x) else ():
            if known.covers(x.name, y.name):
                yield n, x, m, y
        for wider in known.wider.all_of(x.name) if refused else ():
            for m, y in theirs.get(wider, ()):
                if _denies(y) and known.covers(wider, x.name):
                    yield n, x, m, y


def _denies(term: Term) -> bool:
    return term.state < 0 or term.advice < 0


def part_of_term(
    opinion: Opinion, sentence: int, term: Term, cue: tuple[int, int] | None = None, value: str = ""
) -> Part:
    """Mark a term together with the word that decides about it: one stretch where that stays short, else two."""
    statement = opinion.statements[sentence]
    start, end = statement.place(term.first, term.last)
    if cue is None:
        return Part(sentence, ((start, end),), value or statement.text[start:end])
    left, right = statement.place(*cue)
    shown = value or statement.text[min(start, left) : max(end, right)]
    if max(end, right) - min(start, left) <= TIGHT:
        return Part(sentence, ((min(start, left), max(end, right)),), shown)
    return Part(sentence, tuple(sorted(((start, end), (left, right)))), value or statement.text[left:right])


def dedupe(found: Iterator[Found]) -> list[Found]:
    """Keep one of differences that mark the same characters on both sides: the first, unless a later one is firm."""
    kept: list[Found] = []
    beside: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)  # by the sentences on either side
    for one in found:
        near = beside[one.a.sentence if one.a else None, one.b.sentence if one.b else None]
        n = next((n for n in near if _same_place(one, kept[n])), None)
        if n is None:
            near.append(len(kept))
            kept.append(one)
        elif one.tier is Tier.FIRM and kept[n].tier is Tier.POSSIBLE:
            kept[n] = one
    return kept


def _same_place(x: Found, y: Found) -> bool:
    return _overlap(x.a, y.a) and _overlap(x.b, y.b)


def _overlap(x: Part | None, y: Part | None) -> bool:
    if x is None or y is None:
        return x is y
    return x.sentence == y.sentence and any(s < e2 and s2 < e for s, e in x.ranges for s2, e2 in y.ranges)
