"""Medicines, procedures and diagnoses that only one opinion names: swapped inside a link, or on one side alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import cast

from binder.comparison.drug_classes import drug_classes, in_combination
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part, part_of_term
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement, Term
from binder.comparison.words import STOPWORDS, stem
from binder.knowledge import load
from binder.model.comparison import Axis, Link, Tier

_KIND = {"drug": "drug", "procedure": "procedure", "disease": "diagnosis"}
_RULE = {"drug": "which medicine", "procedure": "which procedure", "disease": "which diagnosis"}
_ONLY = {
    "drug": "medicine only one names",
    "procedure": "procedure only one names",
    "disease": "diagnosis only one names",
}
# Words for whole groups: naming one and a member of it is no difference.
GENERAL = frozenset(g.strip() for g in load("comparison_words")["general"].replace("\n", "|").split("|") if g.strip())
_MODIFIER_STOP = frozenset((
    "recommend", "advis", "suggest", "propos", "plan", "undergo", "perform", "then", "would", "giv", "add", "start",
    "continu", "use",
))  # fmt: skip
# What joins the medicines of one treatment; those that have doses of their own are each a treatment.
_JOINED = frozenset(("and", "with", "plus", "then", "followed", "by", "(", ")", "/", "+", "&", "-"))


# Words that say where, not what; and words that make another procedure of it.
LONG = 9  # letters of a name that may be misspelt
_WHERE = frozenset(
    stem(w) for w in ("left", "right", "bilateral", "upper", "lower", "proximal", "distal", "anterior", "posterior")
)
_EXTENT = frozenset(
    stem(w)
    for w in ("partial", "total", "radical", "subtotal", "simple", "modified", "limited", "extended", "open",
              "laparoscopic", "robotic")
)  # fmt: skip


def _known(opinion: Opinion, term: Term, stems: frozenset[str], *, groups: bool = True) -> bool:
    """Whether an opinion puts the thing forward itself: by the same name, a group's, or fewer or more words."""
    key = (term.kind, term.name, stems, groups)
    if key not in opinion.known:
        opinion.known[key] = _look_up(opinion, term, stems, groups=groups)
    return bool(opinion.known[key])


def _look_up(opinion: Opinion, term: Term, stems: frozenset[str], *, groups: bool) -> bool:
    own = ((n, t) for n, t in opinion.terms.get(term.name, ()) if t.advice >= 0 and not NOT_NOW & t.frames)
    if term.kind == "drug" and in_combination(term.name, opinion.terms.keys()):
        return True
    if not groups and term.kind == "drug":
        return any(_put_forward(opinion, n, t) for n, t in own)
    if not _modified(term, stems) and next(own, None):
        return True
    if term.kind == "disease" and len(term.name) >= LONG and any(misspelt(term.name, n) for n in opinion.terms):
        return True
    if _in_other_width(opinion, term):
        return True
    if term.kind == "drug":
        return any(
            _names_group(opinion, name, members) for name, members in drug_classes().items() if term.name in members
        )
    return any(words <= stems or stems <= words for words in _put_in_words(opinion, term.kind))


def _in_other_width(opinion: Opinion, term: Term) -> bool:
    """Whether an opinion puts forward a wider or a narrower thing instead: "joint replacement" for a new knee."""
    if "wider" not in opinion.known:
        table: dict[str, list[str]] = defaultdict(list)
        for name, places in opinion.terms.items():
            if any(t.kind in _KIND and t.advice >= 0 and not NOT_NOW & t.frames for _, t in places):
                for wider in lexicon().wider.all_of(name):
                    table[wider].append(name)
        opinion.known["wider"] = table
    narrower = cast("dict[str, list[str]]", opinion.known["wider"])
    known, name = lexicon(), term.name
    if any(known.covers(name, other) for other in narrower.get(name, ())):
        return True
    # Of two members of a class, the one named there is not the one named here.
    return any(
        wider not in GENERAL and wider not in narrower and known.covers(wider, name)
        for wider in known.wider.all_of(name)
        if any(t.advice >= 0 and not NOT_NOW & t.frames for _, t in opinion.terms.get(wider, ()))
    )


def _put_in_words(opinion: Opinion, kind: str) -> set[frozenset[str]]:
    """The words of everything of a kind that an opinion puts forward itself."""
    if kind not in opinion.known:
        own = (
            _stems(opinion.statements[n], other)
            for places in opinion.terms.values()
            for n, other in places[:4]
            if other.kind == kind and not NOT_NOW & other.frames and other.advice >= 0
        )
        opinion.known[kind] = {words for words in own if words}
    return cast("set[frozenset[str]]", opinion.known[kind])


def _put_forward(opinion: Opinion, n: int, term: Term) -> bool:
    """Whether a medicine is given, not only spoken of: advised, or with a dose."""
    return term.advice > 0 or any(f.key == f"dose:{term.name}" or f.kind == "dose" for f in opinion.facts[n])


def misspelt(x: str, y: str) -> bool:
    """One long word in two spellings, as recognition and foreign hands make them."""
    if min(len(x), len(y)) < LONG or abs(len(x) - len(y)) > 2 or x[:3] != y[:3]:
        return False
    return SequenceMatcher(None, x, y, autojunk=False).ratio() >= 0.9


def _names_group(opinion: Opinion, name: str, members: frozenset[str]) -> bool:
    """The group is named and none of its members: "a statin" may well be the same medicine."""
    return name in opinion.terms and not any(member in opinion.terms for member in members)


def _modified(term: Term, stems: frozenset[str]) -> bool:
    """A procedure with a word before it that makes it another one: "radical" against "partial"."""
    return term.kind == "procedure" and bool(stems & _EXTENT)


def _stems(statement: Statement, term: Term) -> frozenset[str]:
    first = _with_modifiers(statement, term)
    words = (*statement.stems[first : term.first], *(stem(w) for w in term.name.split()))
    return frozenset(w for w in words if w not in STOPWORDS and w not in _WHERE)


def _with_modifiers(statement: Statement, term: Term) -> int:
    """The first token of the noun phrase that ends in the term."""
    first = term.first
    starts = {t.first: t for t in statement.terms}
    while first > 0 and term.first - first < 3:
        word = statement.words[first - 1]
        before = starts.get(first - 1)
        if (
            not word.isalpha()
            or word in STOPWORDS
            or statement.stems[first - 1] in _MODIFIER_STOP
            or (before and before.kind in ("drug", "procedure", "disease", "topic"))
        ):
            break
        first -= 1
    return first


def _part(opinion: Opinion, n: int, term: Term) -> Part:
    statement = opinion.statements[n]
    if term.kind == "drug":
        return part_of_term(opinion, n, term)
    start, end = statement.place(_with_modifiers(statement, term), term.last)
    return Part(n, ((start, end),), statement.text[start:end])


def _own(
    opinion: Opinion, other: Opinion, sentences: tuple[int, ...], kind: str, *, groups: bool = True
) -> list[tuple[int, Term]]:
    """Things of a kind that these sentences put forward and the other opinion nowhere names.

    Args:
        groups: a name of a group there stands for its members here.
    """
    found: list[tuple[int, Term]] = []
    names: set[str] = set()
    own = _put_forward_of(opinion, kind)
    for n in sentences:
        for term, stems in own.get(n, ()):
            if term.name not in names and not _known(other, term, stems, groups=groups):
                names.add(term.name)
                found.append((n, term))
    return found


def _put_forward_of(opinion: Opinion, kind: str) -> dict[int, list[tuple[Term, frozenset[str]]]]:
    """By sentence, the things of a kind that it puts forward, each with its words; looked up once."""
    known = opinion.known.get(("own", kind))
    if known is None:
        found: dict[int, list[tuple[Term, frozenset[str]]]] = defaultdict(list)
        for n, s in enumerate(opinion.statements):
            for term in s.terms:
                if term.kind != kind or term.state < 0 or NOT_NOW & term.frames or term.name in GENERAL:
                    continue
                if kind == "disease" or term.advice >= 0:
                    found[n].append((term, _stems(s, term)))
        known = opinion.known["own", kind] = dict(found)
    return cast("dict[int, list[tuple[Term, frozenset[str]]]]", known)


def swapped(pair: Pair) -> Iterator[Found]:
    """Inside a link, what A alone names against what B alone names."""
    for kind in ("drug", "procedure", "disease"):
        mine = _own(pair.a, pair.b, pair.link.a, kind, groups=False)
        theirs = _own(pair.b, pair.a, pair.link.b, kind, groups=False)
        for (n, xs), (m, ys) in zip(_treatments(pair.a, mine), _treatments(pair.b, theirs), strict=False):
            if any(lexicon().may_be_one(x.name, y.name) for x in xs for y in ys):
                continue
            if kind == "disease" and not _of_diagnosis(pair.a.statements[n], pair.b.statements[m]):
                continue
            if kind == "drug":
                sure = any(x.name not in pair.b.terms for x in xs) and any(y.name not in pair.a.terms for y in ys)
            else:
                sure = kind == "disease" or all(t.advice > 0 for t in (*xs, *ys))
            tier = Tier.FIRM if sure and not pair.link.weak else Tier.POSSIBLE
            axis = Axis.DIAGNOSIS if kind == "disease" else Axis.TREATMENT
            parts = _part_of_all(pair.a, n, xs), _part_of_all(pair.b, m, ys)
            yield Found(tier, axis, _KIND[kind], _RULE[kind], *parts, pair.number)


def _treatments(opinion: Opinion, own: list[tuple[int, Term]]) -> list[tuple[int, list[Term]]]:
    """Things that one opinion names, with their sentence; medicines named together are one treatment."""
    found: list[tuple[int, list[Term]]] = []
    for n, term in own:
        if found and found[-1][0] == n and _goes_with(opinion.statements[n], found[-1][1][-1], term):
            found[-1][1].append(term)
        else:
            found.append((n, [term]))
    return found


def _goes_with(s: Statement, x: Term, y: Term) -> bool:
    """Whether between two medicines there is nothing but what joins them and other medicines."""
    others = {i for t in s.terms if t.kind == "drug" for i in range(t.first, t.last)}
    between = range(x.last, y.first)
    return x.kind == y.kind == "drug" and all(i in others or s.words[i] in _JOINED for i in between)


def _part_of_all(opinion: Opinion, n: int, terms: list[Term]) -> Part:
    parts = [_part(opinion, n, term) for term in terms]
    return Part(n, tuple(r for p in parts for r in p.ranges), ", ".join(p.value for p in parts))


def _of_diagnosis(a: Statement, b: Statement) -> bool:
    return all(_diagnoses(s) for s in (a, b)) and "diagnosis" in (a.axis_hint, b.axis_hint)


def _diagnoses(s: Statement) -> bool:
    return s.axis_hint in ("diagnosis", "staging") or (s.axis_hint == "" and not any(t.advice for t in s.terms))


def diagnosed_across(a: Opinion, b: Opinion, links: list[Link]) -> Iterator[Found]:
    """What either text diagnoses first, where the other does not hold it, whatever else it says of it."""
    mine, theirs = _first_own(a, b), _first_own(b, a)
    if not (mine and theirs):
        mine, theirs = _held_alone(a, b), _held_alone(b, a)
    if mine and theirs:
        named = [_names_it(o.statements[n]) for o, (n, _) in ((a, mine), (b, theirs))]
        facing = any(mine[0] in k.a and theirs[0] in k.b and not k.weak for k in links)
        tier = Tier.FIRM if any(named) or facing else Tier.POSSIBLE
        yield Found(tier, Axis.DIAGNOSIS, "diagnosis", "which diagnosis", _part(a, *mine), _part(b, *theirs))


def _names_it(s: Statement) -> bool:
    """Whether a statement calls what it says a diagnosis, by a word or by its heading."""
    return "diagnos" in s.passage.sentence.heading.lower() or _says_diagnosis(s)


def is_held(term: Term) -> bool:
    """Whether a term is an illness said to be there now, and not only weighed."""
    weighed = term.denied or term.state < 0 or term.frames or term.sure in (0, 1)
    return term.kind == "disease" and not weighed and term.name not in GENERAL


def _held(opinion: Opinion) -> list[tuple[int, Term]]:
    """The illnesses a text itself holds to be there, where it gives its diagnosis; what is only weighed is not."""
    found = []
    for n, s in enumerate(opinion.statements):
        if not (s.axis_hint == "diagnosis" or _says_diagnosis(s)):
            continue
        for term in s.terms:
            if is_held(term):
                found.append((n, term))
    return found


def _held_alone(opinion: Opinion, other: Opinion) -> tuple[int, Term] | None:
    """The first illness a text holds, if the other holds nothing that may be the same."""
    mine = _held(opinion)
    if not mine:
        return None
    n, term = mine[0]
    stems = _stems(opinion.statements[n], term)
    for m, y in _held(other):
        words = _stems(other.statements[m], y)
        if y.name == term.name or misspelt(y.name, term.name) or words <= stems or stems <= words:
            return None
    return n, term


def diagnosis_alone(a: Opinion, b: Opinion) -> bool:
    """Whether either text names a diagnosis that the other does not: then nothing can be called the same."""
    return _first_own(a, b) is not None or _first_own(b, a) is not None


_DIAGNOSTIC = ("diagnos", "histolog", "patholog")
_TAKEN_FOR = ("regard", "interpret", "suspect")


def _says_diagnosis(s: Statement) -> bool:
    if "says diagnosis" not in s.cues:
        s.cues["says diagnosis"] = _tells_diagnosis(s)
    return bool(s.cues["says diagnosis"])


def _tells_diagnosis(s: Statement) -> bool:
    if s.axis_hint in ("treatment", "timing", "history"):
        return False
    if not any([sign in s.lower for sign in (*_DIAGNOSTIC, *_TAKEN_FOR)]):
        return False
    named = any(w.startswith(_DIAGNOSTIC) and not w.startswith("pathologist") for w in s.words)
    # "I regard it as a hemangioma" is a diagnosis of that spot, whatever else the letters agree on.
    return named or any(w.startswith(_TAKEN_FOR) for w in s.words)


def _first_own(opinion: Opinion, other: Opinion) -> tuple[int, Term] | None:
    for n, s in enumerate(opinion.statements):
        if s.axis_hint == "diagnosis" or _says_diagnosis(s):
            own = _own(opinion, other, (n,), "disease")
            if own:
                return own[0]
    return None


def treated_across(a: Opinion, b: Opinion, marked: set[tuple[str, int, int]]) -> Iterator[Found]:
    """The first procedure each text plans that the other names nowhere: one instead of the other, perhaps."""
    mine, theirs = _planned_alone(a, b), _planned_alone(b, a)
    if mine and theirs and not _planned(a) & _planned(b):
        parts = _part(a, *mine), _part(b, *theirs)
        if not any((side, p.sentence, p.ranges[0][0]) in marked for side, p in zip("ab", parts, strict=True)):
            yield Found(Tier.POSSIBLE, Axis.TREATMENT, "procedure", "which procedure", *parts)


def _planned(opinion: Opinion) -> set[str]:
    return {t.name for s in opinion.statements for t in s.terms if t.kind == "procedure" and t.advice > 0}


def _planned_alone(opinion: Opinion, other: Opinion) -> tuple[int, Term] | None:
    for n, s in enumerate(opinion.statements):
        for _, term in _own(opinion, other, (n,), "procedure"):
            if term.advice > 0 and not term.frames and (term.explicit or s.axis_hint == "treatment"):
                return None if _turned_down(other, term) else (n, term)
    return None


def _turned_down(other: Opinion, term: Term) -> bool:
    """Whether the other names it and advises against it: that is told as a difference of advice."""
    return any(t.advice < 0 and not NOT_NOW & t.frames for _, t in other.terms.get(term.name, ()))


def only_in_one(a: Opinion, b: Opinion, marked: set[tuple[str, int, int]]) -> Iterator[Found]:
    """Medicines and procedures only one opinion puts forward; `marked` (side, sentence, start) is shown already."""
    for side, opinion, other in (("a", a, b), ("b", b, a)):
        names: set[str] = set()
        for n in range(len(opinion.statements)):
            for kind in ("drug", "procedure"):
                alone = []
                for _, term in _own(opinion, other, (n,), kind):
                    shown = (side, n, _part(opinion, n, term).ranges[0][0]) in marked
                    if term.name in names or shown or _turned_down(other, term) or not _meant(opinion, n, term):
                        continue
                    names.add(term.name)
                    alone.append((n, term))
                for _, terms in _treatments(opinion, alone):
                    tier, part = Tier.FIRM if kind == "drug" else Tier.POSSIBLE, _part_of_all(opinion, n, terms)
                    mine, theirs = (part, None) if side == "a" else (None, part)
                    yield Found(tier, Axis.TREATMENT, kind, _ONLY[kind], mine, theirs)


def _meant(opinion: Opinion, n: int, term: Term) -> bool:
    """Whether a medicine or procedure is put forward, not only spoken of."""
    told = term.advice > 0 and term.explicit
    return told or (term.kind == "drug" and (bool(term.advice) or _put_forward(opinion, n, term)))
