"""What a sentence denies: a cue such as "no" or "not seen" governs the things of its clause, forwards or backwards."""

from __future__ import annotations

from binder.comparison.cues import Cue
from binder.comparison.statement import Statement, Term
from binder.comparison.words import stem
from binder.knowledge import load

REACH = 12  # tokens a denial reaches over
ACTIONS = frozenset(("drug", "procedure", "test"))
_THINGS = frozenset(("disease", "finding"))
COPULA = frozenset(("is", "are", "was", "were", "be", "been"))
VERB_DENIED = ("not", "n't", "never")
_CIRCUMSTANCE = frozenset(("on", "with", "after", "under", "since", "during", "despite", "following", "while"))
# "Is not seen" denies the thing, "is not a cure" only what is said of it.
_NOT = frozenset(("not", "never", "isn't", "aren't", "wasn't", "weren't"))
_THERE = frozenset(
    ("to", "found", "met", "there", "felt", "shown", "done", "made", "kept", "present", "visible", "evident")
)
_PARTICIPLE = ("ed", "en", "able", "ible")
# "Do not forget", "no loss of": what is denied is that it should be missing.
_MISSING = frozenset(stem(w) for w in load("comparison_cues")["missing"].split())
_BESIDE = frozenset(("for", "because", "in", "on", "with", "after", "under", "during", "despite", "following", "while"))
_COMPARED = frozenset(("weigh", "set", "balanc", "measur", "vaccinat", "vaccination", "protect", "guard", "insur"))
_TREATMENTS = frozenset(("drug", "procedure"))
_PARTICIPLES = frozenset(("excluded", "absent", "ruled"))
# "No further seizures" does not deny that there were seizures.
_AGAIN = frozenset(("further", "additional", "more", "other", "second"))
_ANSWERED = (":", ",", ".", ";")  # behind a "no" that answers what was asked: "No: granulomas without caseation ..."
SURE = {"certain": 3, "probable": 2, "possible": 1, "unlikely": 0}


def mark_denials(statement: Statement, denials: list[Cue]) -> None:
    """Mark the terms that the cues of denial govern as not there."""
    for cue in denials:
        if cue.name == "not_denial":
            continue
        if _denies_nothing(statement, cue) or _open(statement, cue, denials):
            continue
        place = (cue.first, cue.last)
        again = statement.words[cue.last : cue.last + 1]
        ahead = [] if _by(statement, cue) else _governed(statement, cue, forward=True)
        for term in ahead:
            if besides(statement, cue, term):
                continue
            if not (again and again[0] in _AGAIN and term.kind in _THINGS):
                term.state, term.cue, term.denied = -1, place, True
        if _looks_back(statement, cue, ahead):
            only_so = _tells_how(statement, cue)
            for term in _governed(statement, cue, forward=False):
                if term.cue is None and not (only_so and term.kind not in _TREATMENTS):
                    term.state, term.cue, term.denied = -1, place, True


def _denies_nothing(statement: Statement, cue: Cue) -> bool:
    """A "no" that answers, "do not forget", "not shorter than", "against" of a comparison."""
    words = statement.words
    if words[cue.first] == "no" and statement.text[statement.ends[cue.first] :][:1] in _ANSWERED:
        return True
    if words[cue.first] == "against" and cue.first:
        return words[cue.first - 1] == "," or statement.stems[cue.first - 1] in _COMPARED
    return words[cue.last + 1 : cue.last + 2] == ["than"] or not _MISSING.isdisjoint(
        statement.stems[cue.last : cue.last + 1]
    )


def _by(statement: Statement, cue: Cue) -> bool:
    """ "Excluded by the size of the mass": the mass is what excludes."""
    return statement.words[cue.last - 1] in _PARTICIPLES | {"out"} and statement.words[cue.last : cue.last + 1] == [
        "by"
    ]


def besides(statement: Statement, cue: Cue, action: Term) -> bool:
    """Whether a term only tells of what a thing or an action is denied: "no seizures on levetiracetam"."""
    before = [t for t in statement.terms if cue.last <= t.first and t.last <= action.first]
    if action.kind in _THINGS:
        # "No antibiotics for a cough": the cough is there.
        acts = [t for t in before if t.kind in ACTIONS]
        return bool(acts) and statement.words[acts[-1].last] in _BESIDE
    if action.kind not in ACTIONS:
        return False
    denied = [t for t in before if t.kind in _THINGS]
    return bool(denied) and not _CIRCUMSTANCE.isdisjoint(statement.words[denied[-1].last : action.first])


def _tells_how(statement: Statement, cue: Cue) -> bool:
    """ "Is not a cure", "was never raised": denied is what is said of a thing, not that it is there.

    "Is not my choice" refuses a treatment all the same.
    """
    words = statement.words
    follows = words[cue.last] if cue.last < len(words) else "."
    if words[cue.last - 1] not in _NOT or not follows[0].isalpha():
        return False
    inside = statement.clause[cue.last] == statement.clause[cue.first]
    return inside and not (follows in _THERE or follows.endswith(_PARTICIPLE))


def _looks_back(statement: Statement, cue: Cue, ahead: list[Term]) -> bool:
    """Whether a denial says that what stands before it is not there."""
    words = statement.words
    copula = words[cue.first] in COPULA or (cue.first > 0 and words[cue.first - 1] in COPULA)
    return cue.name == "deny_before" or copula or (words[cue.first] in _PARTICIPLES and not ahead)


def _open(statement: Statement, cue: Cue, denials: list[Cue]) -> bool:
    """ "I do not consider it excluded": what is denied is the exclusion, and the thing remains possible."""
    if statement.words[cue.first] not in _PARTICIPLES:
        return False
    near = [d for d in denials if cue.first - REACH <= d.last <= cue.first]
    before = [
        d
        for d in near
        if statement.clause[d.first] == statement.clause[cue.first]
        and any(w.endswith(VERB_DENIED) for w in statement.words[d.first : d.last])
    ]
    for denial in before:
        for term in statement.terms:
            if denial.last <= term.first < cue.first:
                term.cue, term.state, term.denied = None, 0, False
                term.sure, term.sure_cue = SURE["possible"], (denial.first, cue.last)
    return bool(before)


def _governed(statement: Statement, cue: Cue, *, forward: bool) -> list[Term]:
    clause = statement.clause[cue.first]
    if forward:
        return [
            t for t in statement.terms if cue.last <= t.first < cue.last + REACH and statement.clause[t.first] == clause
        ]
    return [t for t in statement.terms if t.last <= cue.first and statement.clause[t.first] == clause]
