"""Where two opinions differ: inside links first, then across both texts on what has the same key wherever it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from binder.comparison.advice import (
    OPPOSITE,
    advised_across,
    advised_otherwise,
    less_sure,
    refused_by_one,
    said_otherwise,
)
from binder.comparison.align import Alignment
from binder.comparison.both_well import both_well
from binder.comparison.by_hand import Rows
from binder.comparison.chance import CERTAIN, judge, of_all, of_rule, of_whole
from binder.comparison.closely import Closely, again, may_count, most_in_doubt, of_difference, wanted
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part, dedupe, partners
from binder.comparison.hurry import hurry_apart
from binder.comparison.leftovers import BY_ONE, UNRULED, Features, Leftover, alone, found_of, known, left_over
from binder.comparison.main_apart import illnesses_apart
from binder.comparison.of_itself import contradictions
from binder.comparison.replaced import REPLACED, replaced
from binder.comparison.results import doses_of_one, markers_of_one, result_missing, results_across
from binder.comparison.scaled import scale_differences
from binder.comparison.swaps import diagnosed_across, only_in_one, swapped, treated_across
from binder.comparison.timings import returns_across, starts_across, timed_across
from binder.comparison.told_once import told_once
from binder.comparison.values import same_value, shown, value_differences
from binder.comparison.whose import leaves_open
from binder.model.comparison import Link, NotCompared, Tier

WHOLE = 8  # sentences from which on two texts as a whole tell something about the single difference
# Chance by itself from which what is not shown counts against "no difference found".
DOUBT = {"rule": 0.2, "link": 0.25, "alone": 0.4}
# ... of what holds other numbers on either side, or a denial on one side alone.
TURNED = 0.1
TURNS = ("least_numbers", "denies_one")
PLAIN = 0.9  # chance of one word for another in sentences otherwise the same
# Chance from which it is shown what a sentence adds that answers to another together with others (of 60 such in 360
# pairs 55 were true; of the next 40, from .85 on, 26), and from which it is read closely.
ADDED, LIKELY = 0.91, 0.5
_Marked = tuple[dict[int, list[tuple[int, int]]], dict[int, list[tuple[int, int]]]]
# From which chance what the rules are unsure of is firm: yes against no, whatever sort of thing it is said of, and when
# to begin, whatever is to be begun ("date: within three months"). Of 40 such of 360 pairs all were true.
START = "when to start"
_FIRM_FROM = {OPPOSITE: CERTAIN, "present or absent": CERTAIN, START: 0.975}
_GRADES = frozenset(("grade", "grade group", "gleason"))
_RULES = (
    value_differences,
    advised_otherwise,
    refused_by_one,
    said_otherwise,
    scale_differences,
    swapped,
    less_sure,
    result_missing,
    replaced,
)


@dataclass(frozen=True, slots=True)
class Differences:
    """What was found.

    Attributes:
        found: the differences to show.  unclear: what could not be compared because a text contradicts itself.
        weighed: every candidate, shown or not, with its chance to be a true difference.
        doubted: what is not shown only because the texts agree on the whole; it forbids to say that there is no
            difference found: the one difference of two letters that agree is the one that a reader needs.
        whole: what the two texts tell as a whole, beside which each of these was judged.
    """

    found: list[Found]
    unclear: list[NotCompared]
    weighed: list[tuple[Found, float]] = field(default_factory=list)
    doubted: list[Found] = field(default_factory=list)
    whole: Features = field(default_factory=dict)


def find_differences(a: Opinion, b: Opinion, aligned: Alignment) -> Differences:
    """All differences of two texts."""
    made = _by_themselves(single_candidates(a, b, aligned))
    return _judged(a, b, aligned, made, Differences([], [], whole=as_whole(made, aligned.links, a, b)))


def find_again(a: Opinion, b: Opinion, aligned: Alignment, before: Differences, changed: Rows) -> Differences:
    """The differences after the links of some rows have changed: only those are looked at again.

    What the texts tell as a whole stays as it was, and what stands in other rows, or across several.
    """
    kept = Differences(
        [f for f in before.found if not changed.hold(f)],
        before.unclear,
        [(f, chance) for f, chance in before.weighed if not changed.hold(f)],
        [f for f in before.doubted if not changed.hold(f)],
        before.whole,
    )
    return _judged(a, b, aligned, _by_themselves(single_candidates(a, b, aligned, changed)), kept, changed)


def _judged(
    a: Opinion, b: Opinion, aligned: Alignment, made: list[Candidate], kept: Differences, rows: Rows | None = None
) -> Differences:
    """What is known already, and what of all that may be a difference is one.

    Args:
        rows: those in which a difference must stand; any where nothing is said.
    """
    unclear = {
        key: _NotClear(side, key, texts)
        for side, one in (("A", a), ("B", b))
        for key, texts in contradictions(one).items()
    }
    ruled = [c.found for c in made if c.sort in ("rule", "plain")]
    some = made if rows is None else [c for c in made if rows.hold(c.found)]
    judged = [(c, chance_of(c)) for c in _beside_all(some, kept.whole)]
    if aligned.closely:
        read_closely(judged, aligned.closely)
        judged = [(c, chance_after(c, chance, aligned.closely)) for c, chance in judged]
    told = [(c, tiered(c, chance, clear=_is_clear(c.found, a, b))) for c, chance in judged]
    weighed = [(c.found, chance) for c, chance in judged]
    shown = [f for _, f in told if f and not (f.rule in unclear and f.kind == "stage")]
    shown = [f for f in shown if f.rule != UNRULED or not both_well(f, aligned.links, a, b)]
    found = told_once(shown, a, b)
    found += added(a, b, aligned, ruled, replace(kept, found=[*kept.found, *shown]), rows)
    if aligned.closely:
        found = [_where_it_counts(f, aligned.closely) for f in found]
    doubted = [c.found for c, f in told if f is None and _counts_against(c)]
    return Differences(
        [*kept.found, *found],
        [NotCompared(n.where, n.why) for n in unclear.values()],
        [*kept.weighed, *weighed],
        [*kept.doubted, *doubted],
        kept.whole,
    )


def _where_it_counts(found: Found, closely: Closely) -> Found:
    """Words left over have the axis that they look like: on none where close reading says they do not count there."""
    guessed = found.axis if found.rule in (UNRULED, BY_ONE) else None
    return found if guessed is None or may_count(found, guessed, closely) else replace(found, axis=None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A difference that may be one: found by a rule ("rule"), left over in a link ("link") or said alone ("alone").

    One word for another in sentences otherwise the same ("plain") is judged by nothing else: it is what a reader would
    mark.

    Attributes:
        first: how likely it is by itself, where that has been worked out.
    """

    sort: str
    found: Found
    features: Features
    first: float | None = None


def chance_of(candidate: Candidate) -> float:
    """Likelihood that a candidate is a true difference, 0 to 1."""
    if candidate.sort == "plain":
        return PLAIN
    chance = judge(candidate.sort).chance(candidate.features)
    # What a rule finds on both sides stays what it is however much else agrees.
    both = candidate.sort == "rule" and candidate.found.a and candidate.found.b
    return max(chance, first_chance_of(candidate)) if both else chance


def read_closely(judged: list[tuple[Candidate, float]], closely: Closely) -> None:
    """Read what tells more of the candidates, the most doubtful first."""
    closely.read(most_in_doubt([(k, chance) for c, chance in judged for k in wanted(c.found)]))


def chance_after(candidate: Candidate, chance: float, closely: Closely) -> float:
    """The likelihood of a candidate in the light of what was read closely."""
    return again(chance, sort_read(candidate), of_difference(candidate.found, closely))


def sort_read(candidate: Candidate) -> str:
    """By which weights a candidate is judged that was read closely."""
    return f"{candidate.sort}, {'both' if candidate.found.a and candidate.found.b else 'one'}"


def _counts_against(candidate: Candidate) -> bool:
    """Whether what is not shown forbids all the same to say that there is no difference."""
    turns = any([candidate.features.get(name, 0.0) for name in TURNS])
    return first_chance_of(candidate) >= (TURNED if turns else DOUBT[candidate.sort])


def first_chance_of(candidate: Candidate) -> float:
    """The same of a candidate by itself, whatever else the texts say."""
    if candidate.first is not None:
        return candidate.first
    return PLAIN if candidate.sort == "plain" else judge(candidate.sort).first_chance(candidate.features)


def _is_clear(found: Found, a: Opinion, b: Opinion) -> bool:
    """Whether it is clear of which treatment a beginning is told."""
    return found.rule != START or not any(p and leaves_open(o, p) for o, p in ((a, found.a), (b, found.b)))


def tiered(candidate: Candidate, chance: float, *, clear: bool = True) -> Found | None:
    """The difference in the tier its likelihood earns, or nothing.

    What the rules are unsure of never becomes firm, but for yes against no, and a beginning, all but certain.

    Args:
        clear: nothing leaves open of what it is said.
    """
    if candidate.sort == "plain":
        return candidate.found
    by = judge(candidate.sort)
    if not by.shows(chance, candidate.features):
        return None
    if candidate.found.tier is Tier.FIRM and chance < by.firm:
        return replace(candidate.found, tier=Tier.POSSIBLE)
    certain = clear and _all_but_certain(candidate.found, chance)
    return replace(candidate.found, tier=Tier.FIRM) if certain else candidate.found


def _all_but_certain(found: Found, chance: float) -> bool:
    """Whether a difference may be firm though its rule was unsure; two dates of no one link may be of two things."""
    both = bool(found.a and found.b) and (found.link is not None or found.rule != START)
    return both and chance >= _FIRM_FROM.get(found.rule, 2.0)


def candidates(a: Opinion, b: Opinion, aligned: Alignment) -> list[Candidate]:
    """All that may be a difference, with its features and those of all of them together."""
    made = _by_themselves(single_candidates(a, b, aligned))
    return _beside_all(made, as_whole(made, aligned.links, a, b))


def _by_themselves(some: list[Candidate]) -> list[Candidate]:
    """Candidates with how likely each is by itself."""
    return [replace(c, first=first_chance_of(c)) for c in some]


def as_whole(made: list[Candidate], links: list[Link], a: Opinion, b: Opinion) -> Features:
    """What two texts tell as a whole: what the rules found, and, of texts that are long enough, how much they seem to
    differ by all that may be a difference.
    """
    whole = of_whole([c.found for c in made if c.sort in ("rule", "plain")], links, a, b)
    shorter = min(len(a.statements), len(b.statements))
    if shorter < WHOLE:
        return whole
    return whole | of_all([(c.sort, first_chance_of(c)) for c in made if c.sort != "plain"], shorter)


def _beside_all(some: list[Candidate], whole: Features) -> list[Candidate]:
    """Some candidates beside what the texts tell as a whole."""
    for c in some:
        c.features.update(whole)
    return some


def single_candidates(a: Opinion, b: Opinion, aligned: Alignment, rows: Rows | None = None) -> list[Candidate]:
    """All that may be a difference, each with its own features alone.

    Args:
        rows: those that are looked at; all where nothing is said. What the texts say across several is found with any.
    """
    links = aligned.links
    pairs = [p for p in pairs_of(a, b, links) if rows is None or (0, p.link.a[0]) in rows.of]
    ruled = dedupe(_all(a, b, links, pairs))
    whole = of_whole(ruled, links, a, b)
    made = []
    for f in ruled:
        features = _telling(of_rule(f, links, a, b)) | whole | _covered(f.a, f.b, aligned)
        made.append(Candidate("plain" if f.rule == REPLACED else "rule", f, features))
    return [*made, *(_of_leftover(x, a, b, aligned, whole) for x in leftovers(a, b, aligned, ruled, pairs, rows))]


def _of_leftover(leftover: Leftover, a: Opinion, b: Opinion, aligned: Alignment, whole: Features) -> Candidate:
    sort = "alone" if leftover.link is None else "link"
    features = _telling(leftover.features) | whole | _covered(leftover.a, leftover.b, aligned)
    return Candidate(sort, found_of(leftover, a, b), features)


def _telling(features: Features) -> Features:
    """The features that count: half of a hundred are nought, and hundreds of pages have thousands of differences."""
    return {name: value for name, value in features.items() if value}


def _covered(a: Part | None, b: Part | None, aligned: Alignment) -> Features:
    return aligned.covered.of_words(a, b) if aligned.covered else {}


def added(
    a: Opinion, b: Opinion, aligned: Alignment, ruled: list[Found], told: Differences, rows: Rows | None = None
) -> list[Found]:
    """What a sentence says alone that answers to one of the other text together with others: a passage of several
    sentences may add something, and must not look as if all of it stood there.

    Args:
        ruled: what the rules have found.  told: what is shown; a sentence with a difference is left as it is.
        rows: those that are looked at; all where nothing is said.
    """
    seen = {place for f in told.found for place in f.places}
    some = [
        [n for n in sentences if (side, n) not in seen and (rows is None or (side, n) in rows.of)]
        for side, sentences in enumerate(_together(aligned.links))
    ]
    said = [_of_leftover(x, a, b, aligned, told.whole) for x in _by_one(a, b, aligned, _marked(ruled), some)]
    judged = [(c, chance_of(c)) for c in _beside_all(_by_themselves(said), told.whole)]
    if aligned.closely:
        judged = [(c, chance) for c, chance in judged if chance >= LIKELY]
        read_closely(judged, aligned.closely)
        judged = [(c, chance_after(c, chance, aligned.closely)) for c, chance in judged]
    return [c.found for c, chance in judged if chance >= ADDED]


def _together(links: list[Link]) -> tuple[list[int], list[int]]:
    """The sentences of either text that answer to one of the other together with others."""
    to_b, to_a = partners(links)
    return (
        sorted(n for n, others in to_b.items() if any(len(to_a[m]) > 1 for m in others)),
        sorted(m for m, others in to_a.items() if any(len(to_b[n]) > 1 for n in others)),
    )


def pairs_of(a: Opinion, b: Opinion, links: list[Link]) -> Iterator[Pair]:
    """Every link that is not word for word the same, with what else is tied to its sentences."""
    to_b, to_a = partners(links)
    for number, link in enumerate(links):
        if not link.same:
            with_a = tuple(sorted(set().union(*[to_b[n] for n in link.a])))
            with_b = tuple(sorted(set().union(*[to_a[m] for m in link.b])))
            yield Pair(number, link, a, b, with_a, with_b)


def leftovers(
    a: Opinion, b: Opinion, aligned: Alignment, ruled: list[Found], pairs: list[Pair], rows: Rows | None = None
) -> Iterator[Leftover]:
    """What no rule has marked: the rest of every link, and what stands in no link."""
    everywhere, marked = (known(a), known(b)), _marked(ruled)
    for pair in pairs:
        leftover = left_over(pair, everywhere, marked)
        if leftover:
            yield leftover
    linked = {n for k in aligned.links for n in k.a}, {n for k in aligned.links for n in k.b}
    lone = [
        [n for n in range(len(o.statements)) if n not in linked[side] and (rows is None or (side, n) in rows.of)]
        for side, o in enumerate((a, b))
    ]
    yield from _by_one(a, b, aligned, marked, lone)


def _by_one(
    a: Opinion, b: Opinion, aligned: Alignment, marked: _Marked, sentences: list[list[int]]
) -> Iterator[Leftover]:
    """What some sentences of A and some of B say that the other text does not."""
    everywhere = known(b), known(a)
    likeliest = aligned.likeliest_a, aligned.likeliest_b
    for side, opinion in enumerate((a, b)):
        for n in sentences[side]:
            chance = likeliest[side].get(n, 0.0)
            leftover = alone(opinion, n, everywhere[side], chance, marked[side], "ab"[side])
            if leftover:
                yield leftover


def _marked(ruled: list[Found]) -> _Marked:
    """What the rules have marked, by sentence of either text."""
    marked: _Marked = ({}, {})
    for f in ruled:
        for places, part in zip(marked, (f.a, f.b), strict=True):
            if part:
                places.setdefault(part.sentence, []).extend(part.ranges)
    return marked


class _NotClear:
    def __init__(self, side: str, key: str, texts: list[str]) -> None:
        self.where = f"{side}: {key}"
        self.why = f"{side} itself says both {' and '.join(repr(t) for t in texts[:3])}"


def _all(a: Opinion, b: Opinion, links: list[Link], pairs: list[Pair]) -> Iterator[Found]:
    marked: set[tuple[str, int, int]] = set()
    for pair in pairs:
        for rule in _RULES:
            for found in rule(pair):
                _note(marked, found)
                yield found
    for found in (
        *across(a, b),
        *starts_across(a, b),
        *hurry_apart(a, b),
        *returns_across(a, b),
        *timed_across(a, b),
        *advised_across(a, b),
        *illnesses_apart(a, b),
        *diagnosed_across(a, b, links),
        *treated_across(a, b, marked),
        *only_in_one(a, b, marked),
        *results_across(a, b),
        *markers_of_one(a, b),
        *doses_of_one(a, b),
    ):
        yield found


def _note(marked: set[tuple[str, int, int]], found: Found) -> None:
    for side, part in (("a", found.a), ("b", found.b)):
        if part:
            marked.update((side, part.sentence, start) for start, _ in part.ranges)


def _keyed(opinion: Opinion) -> dict[str, list[tuple[int, Fact]]]:
    table: dict[str, list[tuple[int, Fact]]] = defaultdict(list)
    for n, facts in enumerate(opinion.facts):
        for fact in facts:
            if fact.key and fact.key != "age" and not fact.frames & NOT_NOW and "condition" not in fact.frames:
                table[fact.key].append((n, fact))
            elif fact.join and fact.values and not fact.frames & NOT_NOW:
                table[f"{fact.join}, {fact.dimension}"].append((n, fact))
    return table


def across(a: Opinion, b: Opinion) -> Iterator[Found]:
    """What has the same key in both texts and one value in each, linked or not."""
    mine, theirs = _keyed(a), _keyed(b)
    for key in sorted(mine.keys() & theirs.keys()):
        xs, ys = mine[key], theirs[key]
        if not xs[0][1].key and len(xs) * len(ys) > 1:
            continue
        if any(same_value(x, y) for _, x in xs for _, y in ys):
            yield from _also(xs, ys)
            continue
        (n, x), (m, y) = xs[0], ys[0]
        sure = bool(x.key) and all(len({f.label or f.values for _, f in some}) == 1 for some in (xs, ys))
        yield Found(Tier.FIRM if sure else Tier.POSSIBLE, x.axis or y.axis, x.kind, x.rule, _part(n, x), _part(m, y))


def _also(xs: list[tuple[int, Fact]], ys: list[tuple[int, Fact]]) -> Iterator[Found]:
    """A grade that stands in one text beside the one both have: perhaps another's word, perhaps a difference."""
    if xs[0][1].key not in _GRADES:
        return
    for (n, x), (m, y) in (
        *(((n, x), ys[0]) for n, x in xs if not any(same_value(x, y) for _, y in ys)),
        *((xs[0], (m, y)) for m, y in ys if not any(same_value(x, y) for _, x in xs)),
    ):
        yield Found(Tier.POSSIBLE, x.axis or y.axis, x.kind, x.rule, _part(n, x), _part(m, y))
        return


def _part(sentence: int, fact: Fact) -> Part:
    return Part(sentence, ((fact.start, fact.end),), shown(fact))
