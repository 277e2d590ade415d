"""Who says it, how surely, for or against: denials, advice, doubt and frames laid over the terms of a sentence.

After NegEx and ConText (PMC2757457): a cue governs the terms of its clause, forwards or backwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from binder.comparison.cues import Cue, cues_of
from binder.comparison.denied import ACTIONS, COPULA, REACH, SURE, VERB_DENIED, besides, mark_denials
from binder.comparison.put_off import put_off
from binder.comparison.statement import FINITE, Statement, Term
from binder.comparison.words import stem

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
        "interrupt",
    )
)
_FAULTS = frozenset(
    stem(w) for w in ("wrong", "mistake", "error", "risky", "indefensible", "defensible", "irresponsible")
)
_FORWARD_ONLY = frozenset(("rather", "instead", "in", "as", "against", "hold", "holds"))
_MOMENTS = frozenset(("before", "after", "until", "during", "following", "since"))
_ARTICLES = frozenset(("the", "a", "an", "any", "her", "his", "your", "this", "that"))
_LATER = frozenset(("if", "unless", "should", "then", "later", "afterwards", "until", "once"))
_BEFORE_MOMENT = _ARTICLES | {"course", "of"}
_PRONOUNS = frozenset(("it", "this", "them", "that"))
# What follows them is taken up again or goes on: "stop the clopidogrel and stay on aspirin".
_GOES_ON = frozenset(stem(w) for w in ("stay", "remain", "continue", "keep", "restart", "resume", "carry"))
_JOINING = frozenset(("and", "then", ",", "but"))
_TALKED = frozenset(stem(w) for w in ("considered", "discussed"))


def mark(statement: Statement) -> None:
    """Lay denials, states, advice, doubt and frames over the terms of a sentence."""
    if not statement.terms:
        return
    denials = cues_of(statement, "denial")
    mark_denials(statement, denials)
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
            if abs(term.first - cue.first) <= REACH and not (own and term.last <= own):
                term.state, term.cue = (-1 if normal else 1), place


def _of_its_own(statement: Statement, cue: Cue, denial: Cue | None) -> int:
    """Where a denial has a thing of its own ("a mass without skin involvement") its place: nothing before it is meant.

    "The liver without abnormality" has none, and "the nodes are not enlarged" denies a verb; 0 for these.
    """
    if denial is None or statement.words[denial.last - 1].endswith(VERB_DENIED):
        return 0
    between = any(denial.last <= t.first and t.last <= cue.first for t in statement.terms)
    return denial.first if between else 0


def _mark_advice(statement: Statement, denials: list[Cue]) -> None:
    talked = _talk(statement)
    advice = [c for c in cues_of(statement, "advice") if not _no_advice(statement, c) and not _among(c, talked)]
    cues = _not_stopped(statement, _outside_terms(statement, advice), denials)
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
    paused = put_off(statement, cues, denials)
    open_to = only_talked_over(statement)
    if statement.axis_hint in ("treatment", "timing"):
        for term in statement.terms:
            if term.advice == 0 and statement.clause[term.first] not in open_to and term not in paused:
                refused = term.state < 0 and (term.kind in ACTIONS or (term.denied and not term.kind))
                term.advice = -1.0 if refused else 1.0


def _among(cue: Cue, others: Sequence[Cue]) -> bool:
    """Whether a cue is part of one of some others, or stands right before it: "would talk about it again"."""
    return any(other.first - 1 <= cue.first and cue.last <= other.last for other in others)


def _talk(statement: Statement) -> list[Cue]:
    """Where it says what was talked over; "is to be discussed" says what may come."""
    words = statement.words
    return [c for c in cues_of(statement, "talk") if words[c.first] != "discussed" or words[c.first - 1] != "be"]


def only_talked_over(statement: Statement) -> set[int]:
    """The clauses of what was only talked over or listed as open: neither for nor against."""
    found = set[int]()
    for cue in _talk(statement):
        clause = statement.clause[cue.last - 1]
        found.add(clause)
        while _lists(statement, clause + 1):
            clause += 1
            found.add(clause)
    return found


def _lists(statement: Statement, clause: int) -> bool:
    """Whether a clause has no verb and only goes on with a list."""
    words = [w for w, number in zip(statement.words, statement.clause, strict=True) if number == clause]
    return bool(words) and FINITE.isdisjoint(words)


def _no_advice(statement: Statement, cue: Cue) -> bool:
    """What was only talked over ("was considered"), a "should" that begins a condition or a question, a May."""
    words, first = statement.words, cue.first
    if words[first] == "may" and _is_month(statement, first):
        return True
    if statement.stems[first] in _TALKED and words[first] not in ("consider", "discuss"):
        return first == 0 or words[first - 1] != "be"
    return words[first] == "should" and _begins(statement, first)


def _is_month(statement: Statement, i: int) -> bool:
    """ "An injection in May helped": the month."""
    return i > 0 and statement.text[statement.starts[i]].isupper() and not _begins(statement, i)


def _begins(statement: Statement, i: int) -> bool:
    """Whether a word is the first of its clause or sentence."""
    return i == 0 or statement.words[i - 1] in _POINTS


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
    """ "No need to stop", "would not withhold", "wrong to wait": two words against something are one for it."""
    found: list[Cue] = []
    for cue in cues:
        earlier = next((n for n in range(len(found) - 1, -1, -1) if found[n].name == "against"), -1)
        if cue.name == "against" and earlier >= 0 and _turns(statement, found[earlier], cue):
            found[earlier] = Cue(_GO_ON, found[earlier].first, cue.last)
            continue
        denial = next((d for d in denials if d.last <= cue.first < d.last + _TWICE), None)
        same = denial and denial.name == "deny_after" and statement.clause[denial.first] == statement.clause[cue.first]
        if cue.name == "against" and denial and same and statement.stems[cue.first] in _STOPS:
            found = [c for c in found if c.last <= denial.first or c.name != "against"]
            cue = Cue(_GO_ON, denial.first, cue.last)
        found.append(cue)
    return found


def _turns(statement: Statement, first: Cue, then: Cue) -> bool:
    """Whether a word calls it a fault that another stops a thing: "wrong to omit it", "omitting it is a mistake"."""
    if statement.clause[first.first] != statement.clause[then.first]:
        return False
    faulty, stopped = (first, then) if _is_fault(statement, first) else (then, first)
    if (
        not _is_fault(statement, faulty)
        or statement.stems[stopped.first] not in _STOPS
        or _is_fault(statement, stopped)
    ):
        return False
    return faulty is then or then.first < first.last + _TWICE


def _is_fault(statement: Statement, cue: Cue) -> bool:
    return not _FAULTS.isdisjoint(statement.stems[cue.first : cue.last])


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
        for term in [t for t in _advised_against(statement, cue, terms) if not besides(statement, cue, t)]:
            term.advice, term.explicit, term.advice_cue = -1.0, True, (cue.first, cue.last)
    for cue in cues:
        for term in terms:
            if cue.name == _GO_ON and term.cue and cue.first <= term.cue[0] < cue.last:
                term.state, term.denied, term.cue = 0, False, None  # what is denied is that it should stop
    if not any(c.name == "against" for c in cues) and general:
        for term in terms:
            if term.denied and term.cue and term.cue[0] < term.first and (term.kind in ACTIONS or not maybe):
                term.advice, term.advice_cue = -1.0, term.cue


def _advised_against(statement: Statement, cue: Cue, terms: list[Term]) -> list[Term]:
    """What a word against something is about: what follows it, or what was named before."""
    words = statement.words
    end = _until_it_goes_on(statement, cue)
    terms = [t for t in terms if t.first < end]
    after, before = [t for t in terms if t.first >= cue.last], [t for t in terms if t.last <= cue.first]
    word = words[cue.first]
    if word in _FORWARD_ONLY or (word.endswith("ing") and cue.first):
        return after
    # "Metformin should be stopped before the scan", "stop it and take losartan": not what comes later.
    passive = cue.first > 1 and words[cue.first - 1] in COPULA and words[cue.first - 2] not in ("it", "there")
    if passive and word.endswith("ed") and any(t.kind in ACTIONS for t in before):
        return before
    return after if any(t.kind in ACTIONS for t in after) else terms


def _until_it_goes_on(statement: Statement, cue: Cue) -> int:
    """Where behind a word against something another thing goes on: "stop the clopidogrel and stay on aspirin"."""
    words, stems = statement.words, statement.stems
    going = (i for i in range(cue.last + 1, len(words)) if stems[i] in _GOES_ON and words[i - 1] in _JOINING)
    return next(going, len(words))


def _mark_doubt(statement: Statement) -> None:
    for cue in cues_of(statement, "doubt"):
        clause = statement.clause[cue.first]
        if statement.words[cue.last : cue.last + 1] == [":"] and cue.first == 0:
            continue  # "Perhaps: with a fever" answers a question
        for term in statement.terms:
            if statement.clause[term.first] == clause and term.sure is None:
                term.sure, term.sure_cue = SURE[cue.name], (cue.first, cue.last)


def _mark_frames(statement: Statement) -> None:
    should = [
        Cue("condition", i, i + 1) for i, w in enumerate(statement.words) if w == "should" and _begins(statement, i)
    ]
    for cue in (*cues_of(statement, "frame"), *should):
        clause = statement.clause[cue.last - 1]
        reach = {clause}
        # What stands behind a colon is what the other one said: "Submitted diagnosis: ...".
        if cue.name == "other" and ":" in statement.words[cue.last : cue.last + 4]:
            reach = set(range(clause, statement.clause[-1] + 1))
        if cue.name == "condition" and _goes_on_without_comma(statement, clause + 1):
            reach.add(clause + 1)
        for term in statement.terms:
            near = statement.clause[term.first] in reach
            if near:
                term.frames = term.frames | {cue.name}


def _goes_on_without_comma(statement: Statement, clause: int) -> bool:
    """ "If there is no response I would consider ...": what is said on a condition, the comma left out."""
    if clause not in statement.clause:
        return False
    first = statement.clause.index(clause)
    return statement.words[first] in ("i", "we") and statement.words[first - 1] not in _POINTS
