"""Said to be there or not, advised or not: the same thing under opposite words, over any noun."""

from __future__ import annotations

from collections.abc import Iterator

from binder.comparison.denied import ACTIONS
from binder.comparison.drug_classes import drug_classes
from binder.comparison.facts import SPREAD
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part, part_of_term, same_named
from binder.comparison.lexicon import lexicon
from binder.comparison.scope import only_talked_over
from binder.comparison.statement import Statement, Term
from binder.comparison.words import EMPTY_WORDS
from binder.model.comparison import Axis, Tier

OPPOSITE = "recommended or not"
_DOSE_BEHIND, _FIRST = 3, 3  # characters between a medicine and its dose; words before it in a sentence that orders it
_TOLD = frozenset(("has", "have", "had", "was", "were", "did", "been", "takes", "took"))  # what is or was given
CLOSE = 2  # tokens between a denial and a word of no known kind
_THINGS = frozenset(("disease", "finding"))
# Known things: to mention one is to say that it is there; to mention a place or a quality is not.
_NAMED = frozenset(("disease", "finding", "drug", "procedure", "test", "measure"))


def part_advice(opinion: Opinion, sentence: int, term: Term) -> Part:
    """Mark an action with its word of advice."""
    word = {1.0: "advised", 0.5: "an option", -1.0: "advised against"}.get(term.advice, "")
    named = f"{_purpose(opinion, sentence, term)} {term.name}".strip()
    shown = f"{named}: {word}" if word else ""
    return part_of_term(opinion, sentence, term, term.advice_cue or term.cue, shown)


def _purpose(opinion: Opinion, sentence: int, term: Term) -> str:
    """The use of a treatment that is spoken of: "maintenance" before a medicine; empty where none is named."""
    words = opinion.statements[sentence].words
    before = words[term.first - 1] if term.first else ""
    return before if term.kind in ACTIONS and before in lexicon().purposes else ""


def advised_otherwise(pair: Pair) -> Iterator[Found]:
    """An action that one side advises and the other advises against, inside a link."""
    best: dict[tuple[int, int, int, int], tuple[tuple[float, int, int, str], Found]] = {}
    for n, x, m, y in (*same_named(pair), *_wider_refused(pair)):
        if not _may_be_advised(x, y) or _is_somebody(pair, n, x, m, y) or not any(map(str.isalpha, x.name)):
            continue  # nor is the 3 of "three months" advised
        tier = _advice_tier(pair, x, y)
        if tier is None or _purpose(pair.a, n, x) != _purpose(pair.b, m, y):
            continue
        found = Found(tier, Axis.TREATMENT, "negation" if x.advice * y.advice < 0 else "certainty",
                      OPPOSITE if x.advice * y.advice < 0 else "how strongly advised",
                      part_advice(pair.a, n, x), part_advice(pair.b, m, y), pair.number)  # fmt: skip
        key = (n, pair.a.statements[n].clause[x.first], m, pair.b.statements[m].clause[y.first])
        rank = (tier is Tier.FIRM) + (x.kind in ACTIONS) * 0.5
        order = (rank, -n - m, -x.first - y.first, x.name)
        if key not in best or order > best[key][0]:
            best[key] = (order, found)
    yield from (found for _, found in best.values())


def _wider_refused(pair: Pair) -> Iterator[tuple[int, Term, int, Term]]:
    """An action of one side where the other advises against all of its kind: no surgery, no steroids."""
    mine, theirs = ([(n, t) for n, t in o.terms_of(some) if t.kind in ACTIONS and t.advice and t.explicit]
                    for o, some in ((pair.a, pair.link.a), (pair.b, pair.link.b)))  # fmt: skip
    for n, x in mine:
        for m, y in theirs:
            if x.name != y.name and x.advice * y.advice < 0:
                wide, narrow = (x, y) if x.advice < 0 else (y, x)
                if narrow.name in drug_classes().get(wide.name, ()) or lexicon().covers(wide.name, narrow.name):
                    yield n, x, m, y


def refused_by_one(pair: Pair) -> Iterator[Found]:
    """What one side gives or does without a word of advice and the other advises against, inside a link."""
    for n, x, m, y in same_named(pair):
        if x.kind not in ("drug", "procedure") or NOT_NOW & (x.frames | y.frames):
            continue
        if _only_denied(x) or _only_denied(y) or _refuses_too(pair, n, x, m, y):
            continue
        if sorted((x.advice, y.advice)) == [-1.0, 0.0] and (x.explicit or y.explicit):
            parts = part_advice(pair.a, n, x), part_advice(pair.b, m, y)
            opinion, k, given = (pair.b, m, y) if x.advice else (pair.a, n, x)
            sure = not pair.link.weak and "condition" not in x.frames | y.frames and _is_prescribed(opinion, k, given)
            tier = Tier.FIRM if sure else Tier.POSSIBLE
            yield Found(tier, Axis.TREATMENT, "negation", "advised against by one", *parts, pair.number)
            return


def _only_denied(t: Term) -> bool:
    """Denied, and not by a word of advice: "no need for azathioprine" advises against it."""
    if not (t.advice < 0 and t.cue and t.advice_cue):
        return t.denied
    return t.denied and not t.advice_cue[0] <= t.cue[0] < t.cue[1] < t.advice_cue[1]


def _refuses_too(pair: Pair, n: int, x: Term, m: int, y: Term) -> bool:
    """Whether what one advises against the other only talked over, or advises against in another sentence."""
    (opinion, sentence, silent) = (pair.b, m, y) if x.advice < 0 else (pair.a, n, x)
    if opinion.statements[sentence].clause[silent.first] in only_talked_over(opinion.statements[sentence]):
        return True
    return any(t.advice < 0 and t.explicit for _, t in opinion.terms[silent.name])


def _is_prescribed(opinion: Opinion, sentence: int, drug: Term) -> bool:
    """Whether a medicine stands there with its dose as an order does: "eltrombopag 150 mg daily from day 1"."""
    s = opinion.statements[sentence]
    end = s.ends[drug.last - 1]
    dosed = any(f.kind == "dose" and 0 <= f.start - end <= _DOSE_BEHIND for f in opinion.facts[sentence])
    ordered = drug.first <= _FIRST or s.axis_hint in ("treatment", "timing")
    return drug.kind == "drug" and dosed and ordered and _TOLD.isdisjoint(s.words)


def _is_somebody(pair: Pair, n: int, x: Term, m: int, y: Term) -> bool:
    """Whether a word that is no thing of medicine has a capital inside both sentences, as a person's name has."""
    return not x.kind and all(
        t.first > 0 and s.text[s.starts[t.first] :][:2].istitle()
        for s, t in ((pair.a.statements[n], x), (pair.b.statements[m], y))
    )


def _may_be_advised(x: Term, y: Term) -> bool:
    return (
        x.kind != "topic"
        and x.name not in EMPTY_WORDS
        and bool(x.advice)
        and bool(y.advice)
        and not (NOT_NOW & (x.frames | y.frames))
    )


def _advice_tier(pair: Pair, x: Term, y: Term) -> Tier | None:
    if x.advice * y.advice < 0:
        sure = x.kind in ACTIONS and not ({"condition"} & (x.frames ^ y.frames))
        return (
            Tier.FIRM
            if sure and not pair.link.weak
            else (Tier.POSSIBLE if x.kind in ACTIONS or (x.explicit and y.explicit) else None)
        )
    if x.advice != y.advice and x.explicit and y.explicit and x.kind in ACTIONS:
        return Tier.POSSIBLE
    return None


def _denied_elsewhere(s: Statement, x: Term, t: Statement, y: Term) -> bool:
    """Whether one denies an illness only in a place of which the other says nothing: "no lymphoma in the marrow"."""
    for own, term, other in ((s, x, t), (t, y, s)):
        if term.kind == "disease" and term.state < 0:
            places = {
                a.name
                for a in own.terms
                if a.kind == "anatomy" and a.first >= term.last and own.clause[a.first] == own.clause[term.first]
            }
            if places and places.isdisjoint(a.name for a in other.terms if a.kind == "anatomy"):
                return True
    return False


def said_otherwise(pair: Pair) -> Iterator[Found]:
    """A finding that one side says is there and the other says is not, inside a link: the clearest one a clause."""
    best: dict[tuple[int, int, int, int], tuple[tuple[float, int, int, str], Found]] = {}
    for n, x, m, y in same_named(pair):
        if not _may_differ(x, y) or _is_somebody(pair, n, x, m, y):
            continue
        rank = 2.0 * (x.state * y.state < 0) + 1.0 * (x.kind in _THINGS) + 0.3 * bool(x.kind)
        sure = rank >= 1.0 and not pair.link.weak and "condition" not in x.frames | y.frames
        sure = sure and not _denied_elsewhere(pair.a.statements[n], x, pair.b.statements[m], y)
        parts = part_state(pair.a, n, x), part_state(pair.b, m, y)
        tier, axis = Tier.FIRM if sure else Tier.POSSIBLE, _finding_axis(pair, n, x, m, y)
        found = Found(tier, axis, "finding", "present or absent", *parts, pair.number)
        key = (n, pair.a.statements[n].clause[x.first], m, pair.b.statements[m].clause[y.first])
        order = (rank, -n - m, -x.first - y.first, x.name)
        if key not in best or order > best[key][0]:
            best[key] = (order, found)
    yield from (found for _, found in best.values())


def _may_differ(x: Term, y: Term) -> bool:
    if x.kind == "topic" or x.name in EMPTY_WORDS or not _opposite(x, y) or not _both_told(x, y):
        return False
    advised = (x.kind in ACTIONS and (x.advice or y.advice)) or (x.advice < 0 and y.advice < 0)
    beside = x.kind == "anatomy" and (x.explicit or y.explicit) and x.state * y.state >= 0
    return not (NOT_NOW & (x.frames ^ y.frames) or advised or beside)


def _finding_axis(pair: Pair, n: int, x: Term, m: int, y: Term) -> Axis:
    hints = {pair.a.statements[n].axis_hint, pair.b.statements[m].axis_hint}
    if "staging" in hints or x.name in SPREAD:
        return Axis.STAGING
    return Axis.TREATMENT if x.advice and y.advice else Axis.DIAGNOSIS


def part_state(opinion: Opinion, sentence: int, term: Term) -> Part:
    """Mark a finding with the word that affirms or denies it."""
    return part_of_term(opinion, sentence, term, term.cue)


def _both_told(x: Term, y: Term) -> bool:
    """ "Normal" on one side says something about a thing the other only mentions; a denial does."""
    if "condition" in x.frames and "condition" in y.frames:
        return False
    if x.state * y.state < 0 or "family" in x.frames & y.frames:
        return x.state * y.state < 0
    named = x.kind in _NAMED or (x.advice and y.advice)
    return bool(named) and any(_closely_denied(t) and not _is_result(t) for t in (x, y))


def _is_result(term: Term) -> bool:
    """ "The scan is negative" tells how a test came out; "no scan" that there was none."""
    return term.kind in ("test", "measure") and term.cue is not None and term.last <= term.cue[0]


def _closely_denied(term: Term) -> bool:
    """A denial of a known thing, or one that stands right beside any other word."""
    if not term.denied or term.cue is None:
        return False
    gap = term.first - term.cue[1] if term.first >= term.cue[1] else term.cue[0] - term.last
    return term.kind in ("disease", "finding", "drug", "procedure") or gap <= CLOSE


def _opposite(x: Term, y: Term) -> bool:
    return (x.state < 0) != (y.state < 0)


def less_sure(pair: Pair) -> Iterator[Found]:
    """The same illness or finding, called certain here and only possible there."""
    for n, x, m, y in same_named(pair):
        if x.kind not in _THINGS or NOT_NOW & (x.frames | y.frames) or (x.state < 0) != (y.state < 0):
            continue
        sure_x, sure_y = (3 if t.sure is None else t.sure for t in (x, y))
        if abs(sure_x - sure_y) < 2 or "condition" in x.frames | y.frames:
            continue
        tier = Tier.FIRM if x.sure is not None and y.sure is not None and not pair.link.weak else Tier.POSSIBLE
        parts = part_of_term(pair.a, n, x, x.sure_cue), part_of_term(pair.b, m, y, y.sure_cue)
        yield Found(tier, Axis.DIAGNOSIS, "certainty", "how sure", *parts, pair.number)
        return


def advised_across(a: Opinion, b: Opinion) -> Iterator[Found]:
    """An action that one opinion throughout advises and the other throughout advises against, linked or not."""
    for name in sorted(a.terms.keys() & b.terms.keys()):
        mine, theirs = _clear(a.terms[name]), _clear(b.terms[name])
        used = {_purpose(o, n, t) for o, terms in ((a, mine), (b, theirs)) for n, t in terms}
        if not mine or not theirs or len(used) > 1:
            continue
        if {t.advice < 0 for _, t in mine} != {t.advice > 0 for _, t in theirs} or len(
            {t.advice < 0 for _, t in mine}
        ) != 1:
            continue
        (n, x), (m, y) = max(mine, key=lambda e: e[1].explicit), max(theirs, key=lambda e: e[1].explicit)
        tier = Tier.FIRM if x.explicit and y.explicit else Tier.POSSIBLE
        yield Found(tier, Axis.TREATMENT, "negation", OPPOSITE, part_advice(a, n, x), part_advice(b, m, y))


def _clear(where: list[tuple[int, Term]]) -> list[tuple[int, Term]]:
    return [(n, t) for n, t in where if t.kind in ("drug", "procedure") and t.advice and not t.frames]
