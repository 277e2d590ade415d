"""Who says it, how surely, for or against: denials, advice, doubt and frames laid over the terms of a sentence.

After NegEx and ConText (PMC2757457): a cue governs the terms of its clause, forwards or backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement, Term
from binder.comparison.words import stem

_REACH = 12  # tokens a denial reaches over
_TWICE = 5  # tokens behind a denial in which a word of stopping is turned into one of going on
_GO_ON = "go on"
_ADJECTIVES = 2  # words that may stand between a denial and the action
_POINTS = frozenset((",", ";", ":", "-", "–", "(", ".", "and", "but"))
_VERBS = frozenset(("is", "are", "was", "were", "has", "have", "had", "been", "shows", "show", "seen"))
_TOLD = frozenset(("previous", "prior", "past", "history", "had", "was", "were", "took", "ago", "so", "far", "yet"))
_STOPS = frozenset(
    stem(w)
    for w in (
        "stop",
        "discontinue",
        "withhold",
        "withdraw",
        "withdrawn",
        "avoid",
        "give",
        "hold",
        "omit",
        "delay",
        "defer",
        "drop",
        "skip",
        "taper",
        "wean",
        "leave",
        "forgo",
        "wait",
    )
)
_PARTICIPLES = frozenset(("excluded", "absent", "ruled"))
_COPULA = frozenset(("is", "are", "was", "were", "be", "been"))
_FORWARD_ONLY = frozenset(("rather", "instead", "in", "as", "against"))
ACTIONS = frozenset(("drug", "procedure", "test"))
_THINGS = frozenset(("disease", "finding"))
_CIRCUMSTANCE = frozenset(("on", "with", "after", "under", "since", "during", "despite", "following", "while"))
# "No further seizures" does not deny that there were seizures.
_AGAIN = frozenset(("further", "additional", "more", "other", "second"))
_MOMENTS = frozenset(("before", "after", "until", "during", "following", "since"))
_ARTICLES = frozenset(("the", "a", "an", "any", "her", "his", "your", "this", "that"))
_LATER = frozenset(("if", "unless", "should", "then", "later", "afterwards", "until", "once"))
_BEFORE_MOMENT = _ARTICLES | {"course", "of"}
_VERB_DENIED = ("not", "n't", "never")
_ANSWERED = (":", ",", ".", ";")  # behind a "no" that answers what was asked: "No: granulomas without caseation ..."
_PRONOUNS = frozenset(("it", "this", "them", "that"))
_SURE = {"certain": 3, "probable": 2, "possible": 1, "unlikely": 0}


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that changes a statement, at tokens first to last (exclusive)."""

    name: str
    first: int
    last: int


_GROUPS = ("denial", "state", "advice", "doubt", "tone", "frame")


def cues_of(statement: Statement, group: str) -> list[Cue]:
    """The cues of a group in a sentence, longest match first, none inside another; looked up once."""
    if group not in statement.cues:
        statement.cues.update(_look_up(statement))
    return cast("list[Cue]", statement.cues[group])


@cache
def _beginnings() -> dict[bool, dict[str, tuple[str, ...]]]:
    """By whether endings are folded: word -> the groups of which a cue begins with it."""
    found: dict[bool, dict[str, tuple[str, ...]]] = {True: {}, False: {}}
    for group in _GROUPS:
        phrases = lexicon().cues[group]
        own = found[phrases.stemmed]
        own.update({word: (*own.get(word, ()), group) for word in phrases.table})
    return found


def _look_up(statement: Statement) -> dict[str, list[Cue]]:
    """The cues of all groups."""
    found: dict[str, list[Cue]] = {group: [] for group in _GROUPS}
    for stemmed, begin in _beginnings().items():
        words = statement.stems if stemmed else statement.words
        for i, groups in [(i, begin[word]) for i, word in enumerate(words) if word in begin]:
            for group in groups:
                own = found[group]
                if own and i < own[-1].last:
                    continue
                hit = lexicon().cues[group].at(words, i)
                if hit:
                    own.append(Cue(hit[1], i, hit[0]))
    return found


def mark(statement: Statement) -> None:
    """Lay denials, states, advice, doubt and frames over the terms of a sentence."""
    if not statement.terms:
        return
    denials = cues_of(statement, "denial")
    _mark_denials(statement, denials)
    _mark_states(statement, denials)
    _mark_advice(statement, denials)
    _mark_doubt(statement)
    _mark_frames(statement)
    _free_moments(statement)


def _free_moments(statement: Statement) -> None:
    """What only says when ("before the operation") is itself neither denied nor advised."""
    if _MOMENTS.isdisjoint(statement.words) and "prior" not in statement.words:
        return
    for term in statement.terms:
        i = term.first - 1
        while i >= 0 and term.first - i < 4 and statement.words[i] in _BEFORE_MOMENT:
            i -= 1
        moment = i >= 0 and (
            statement.words[i] in _MOMENTS or statement.words[max(0, i - 1) : i + 1] == ["prior", "to"]
        )
        if moment and term.kind in ("procedure", "drug"):
            term.state, term.denied, term.advice, term.explicit, term.cue, term.advice_cue = (
                0,
                False,
                0.0,
                False,
                None,
                None,
            )


def _governed(statement: Statement, cue: Cue, *, forward: bool) -> list[Term]:
    clause = statement.clause[cue.first]
    if forward:
        return [
            t
            for t in statement.terms
            if cue.last <= t.first < cue.last + _REACH and statement.clause[t.first] == clause
        ]
    return [t for t in statement.terms if t.last <= cue.first and statement.clause[t.first] == clause]


def _mark_denials(statement: Statement, denials: list[Cue]) -> None:
    for cue in denials:
        if cue.name == "not_denial":
            continue
        if statement.words[cue.first] == "no" and statement.text[statement.ends[cue.first] :][:1] in _ANSWERED:
            continue
        place = (cue.first, cue.last)
        backward = cue.name == "deny_before" or (cue.first > 0 and statement.words[cue.first - 1] in _COPULA)
        backward = backward or statement.words[cue.first] in _COPULA
        if statement.words[cue.first] in _PARTICIPLES and not _governed(statement, cue, forward=True):
            backward = True
        if _open(statement, cue, denials):
            continue
        again = statement.words[cue.last : cue.last + 1]
        for term in _governed(statement, cue, forward=True):
            if _besides(statement, cue, term):
                continue
            if not (again and again[0] in _AGAIN and term.kind in _THINGS):
                term.state, term.cue, term.denied = -1, place, True
        if backward:
            for term in _governed(statement, cue, forward=False):
                if term.cue is None:
                    term.state, term.cue, term.denied = -1, place, True


def _besides(statement: Statement, cue: Cue, action: Term) -> bool:
    """Whether an action only tells how it was when a thing was not there: "no seizures on levetiracetam"."""
    if action.kind not in ACTIONS:
        return False
    denied = [t for t in statement.terms if cue.last <= t.first and t.last <= action.first and t.kind in _THINGS]
    return bool(denied) and not _CIRCUMSTANCE.isdisjoint(statement.words[denied[-1].last : action.first])


def _open(statement: Statement, cue: Cue, denials: list[Cue]) -> bool:
    """ "I do not consider it excluded": what is denied is the exclusion, and the thing remains possible."""
    if statement.words[cue.first] not in _PARTICIPLES:
        return False
    near = [d for d in denials if cue.first - _REACH <= d.last <= cue.first]
    before = [
        d
        for d in near
        if statement.clause[d.first] == statement.clause[cue.first]
        and any(w.endswith(_VERB_DENIED) for w in statement.words[d.first : d.last])
    ]
    for denial in before:
        for term in statement.terms:
            if denial.last <= term.first < cue.first:
                term.cue, term.state, term.denied = None, 0, False
                term.sure, term.sure_cue = _SURE["possible"], (denial.first, cue.last)
    return bool(before)


def _denied(cue: Cue, denials: list[Cue], statement: Statement) -> Cue | None:
    for denial in denials:
        same = statement.clause[denial.first] == statement.clause[cue.first]
        if denial.name != "not_denial" and same and denial.last <= cue.first < denial.last + 7:
            return denial
    return None


def _mark_states(statement: Statement, denials: list[Cue]) -> None:
    """A word of a normal or abnormal state decides for the terms of its clause that no denial governs."""
    for cue in cues_of(statement, "state"):
        denial = _denied(cue, denials, statement)
        normal = (cue.name == "normal") != (denial is not None)
        place = (denial.first, cue.last) if denial else (cue.first, cue.last)
        clause = statement.clause[cue.first]
        own = _of_its_own(statement, cue, denial)
        for term in statement.terms:
            if statement.clause[term.first] != clause or term.cue is not None or cue.first <= term.first < cue.last:
                continue
            if abs(term.first - cue.first) <= _REACH and not (own and term.last <= own):
                term.state, term.cue = (-1 if normal else 1), place


def _of_its_own(statement: Statement, cue: Cue, denial: Cue | None) -> int:
    """Where a denial has a thing of its own ("a mass without skin involvement") its place: nothing before it is meant.

    "The liver without abnormality" has none, and "the nodes are not enlarged" denies a verb; 0 for these.
    """
    if denial is None or statement.words[denial.last - 1].endswith(_VERB_DENIED):
        return 0
    between = any(denial.last <= t.first and t.last <= cue.first for t in statement.terms)
    return denial.first if between else 0


def _mark_advice(statement: Statement, denials: list[Cue]) -> None:
    cues = _not_stopped(statement, _outside_terms(statement, cues_of(statement, "advice")), denials)
    by_clause: dict[int, list[Cue]] = {}
    for cue in cues:
        denial = _denied(cue, denials, statement) if cue.name != "against" else None
        if denial and cue.name == "advise":
            cue = Cue("against", denial.first, cue.last)
        by_clause.setdefault(statement.clause[cue.first], []).append(cue)
    for clause, found in by_clause.items():
        _advise_clause(statement, _meant(statement, clause), found)
    if denials:
        _order_fragments(statement)
    if statement.axis_hint in ("treatment", "timing"):
        for term in statement.terms:
            if term.advice == 0:
                term.advice = -1.0 if term.state < 0 and term.kind in ACTIONS else 1.0


def _outside_terms(statement: Statement, cues: Sequence[Cue]) -> list[Cue]:
    """Without the words that belong to the name of a thing: to stop smoking is advised, not advised against."""
    named = [(t.first, t.last) for t in statement.terms if t.last - t.first > 1 and t.kind in ACTIONS]
    return [c for c in cues if not any(first <= c.first and c.last <= last for first, last in named)]


def _order_fragments(statement: Statement) -> None:
    """ "No tamoxifen.", "laminectomy only, no fusion": without a verb a denial of an action is advice against it."""
    if statement.axis_hint in ("diagnosis", "staging", "history") or not _TOLD.isdisjoint(statement.words):
        return
    for term in statement.terms:
        here = term.cue is not None and term.denied and term.cue[1] <= term.first <= term.cue[1] + _ADJECTIVES
        if not here or term.advice or term.kind not in ("drug", "procedure") or term.cue is None:
            continue
        clause = statement.clause[term.first]
        first = term.cue[0] == 0 or statement.words[term.cue[0] - 1] in _POINTS
        verb = any(w in _VERBS for w, c in zip(statement.words, statement.clause, strict=True) if c == clause)
        if statement.words[term.cue[0]] == "no" and first and not verb:
            term.advice, term.explicit, term.advice_cue = -1.0, True, term.cue


def _not_stopped(statement: Statement, cues: list[Cue], denials: list[Cue]) -> list[Cue]:
    """ "No need to stop", "would not withhold": two words against something are one for it."""
    found: list[Cue] = []
    for cue in cues:
        denial = next((d for d in denials if d.last <= cue.first < d.last + _TWICE), None)
        same = denial and denial.name == "deny_after" and statement.clause[denial.first] == statement.clause[cue.first]
        if cue.name == "against" and denial and same and statement.stems[cue.first] in _STOPS:
            found = [c for c in found if c.last <= denial.first or c.name != "against"]
            cue = Cue(_GO_ON, denial.first, cue.last)
        found.append(cue)
    return found


def _meant(statement: Statement, clause: int) -> list[Term]:
    """The terms of a clause; where it only says "it", also the actions of the clause before."""
    own = [t for t in statement.terms if statement.clause[t.first] == clause]
    conditional = not _LATER.isdisjoint(statement.words)
    if clause == 0 or conditional or any(t.kind in ACTIONS for t in own):
        return own
    words = {w for w, number in zip(statement.words, statement.clause, strict=True) if number == clause}
    if not words & _PRONOUNS:
        return own
    for earlier in range(clause - 1, -1, -1):
        actions = [t for t in statement.terms if statement.clause[t.first] == earlier and t.kind in ACTIONS]
        if actions:
            return own + [t for t in actions if not t.explicit]
    return own


def _advise_clause(statement: Statement, terms: list[Term], cues: list[Cue]) -> None:
    maybe = next((c for c in cues if c.name == "maybe"), None)
    advise = next((c for c in cues if c.name in ("advise", _GO_ON)), None)
    general = maybe or advise
    if general:
        for term in terms:
            term.advice, term.explicit = (0.5 if maybe else 1.0), True
            term.advice_cue = (general.first, general.last)
    for cue in cues:
        if cue.name != "against":
            continue
        after = [t for t in terms if t.first >= cue.last]
        governed = (
            after if any(t.kind in ACTIONS for t in after) or statement.words[cue.first] in _FORWARD_ONLY else terms
        )
        for term in [t for t in governed if not _besides(statement, cue, t)]:
            term.advice, term.explicit, term.advice_cue = -1.0, True, (cue.first, cue.last)
    for cue in cues:
        for term in terms:
            if cue.name == _GO_ON and term.cue and cue.first <= term.cue[0] < cue.last:
                term.state, term.denied, term.cue = 0, False, None  # what is denied is that it should stop
    if not any(c.name == "against" for c in cues) and general:
        for term in terms:
            if term.denied and term.cue and term.cue[0] < term.first and (term.kind in ACTIONS or not maybe):
                term.advice, term.advice_cue = -1.0, term.cue


def _mark_doubt(statement: Statement) -> None:
    for cue in cues_of(statement, "doubt"):
        clause = statement.clause[cue.first]
        for term in statement.terms:
            if statement.clause[term.first] == clause and term.sure is None:
                term.sure, term.sure_cue = _SURE[cue.name], (cue.first, cue.last)


def _mark_frames(statement: Statement) -> None:
    for cue in cues_of(statement, "frame"):
        clause = statement.clause[cue.last - 1]
        reach = {clause}
        # What stands behind a colon is what the other one said: "Submitted diagnosis: ...".
        if cue.name == "other" and ":" in statement.words[cue.last : cue.last + 4]:
            reach = set(range(clause, statement.clause[-1] + 1))
        for term in statement.terms:
            near = statement.clause[term.first] in reach
            if near:
                term.frames = term.frames | {cue.name}
