"""Two main illnesses: what either opinion gives as its diagnosis, in a sentence that says so, where they are two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from binder.comparison.extent import ELSEWHERE
from binder.comparison.facts import SPREAD
from binder.comparison.found import NOT_NOW, Found, Opinion, part_of_term
from binder.comparison.lexicon import lexicon
from binder.comparison.main_illness import salient
from binder.comparison.statement import Statement, Term
from binder.comparison.swaps import is_held, misspelt
from binder.model.comparison import Axis, Tier

Given = tuple[int, Term, bool]  # sentence, illness, whether the sentence gives it as the diagnosis in so many words

RULE = "which diagnosis"
MAIN = 0.6  # how much an illness must weigh beside the one an opinion is most about
BEGINS = 70  # characters in which an illness must stand under a heading of the diagnosis
REACH = 50  # characters between the words that give a diagnosis and its name
DENIES = 45  # characters over which a denial reaches forward to the name of an illness
_HEADING = re.compile(r"diagnos|impression|conclusion|opinion|assessment|verdict|summary", re.I)
_NAMES = re.compile(
    r"\b(?:(?:diagnos[ie]s|dx|impression|imp|conclusion|assessment|opinion|answer|verdict)\b[^.;:]{0,30}?(?::|\bis\b|\bremains\b)"
    r"|(?:i|we)\b(?: (?:\w+,? ){0,4}| )(?:diagnose|call|read|regard|interpret|make|conclude)\b"
    r"|(?:this|it|that)(?:,? \w+,?)?(?: is|'s| looks like)\b|in (?:one line|short|sum|summary|brief)\b"
    r"|(?:in|to) (?:my|our) (?:view|opinion|judg\w+|mind|eyes)\b|not\b[^.;:]{2,60}? but\b)",
    re.I,
)
# An illness that a patient has, or that one thinks of, may be one among several.
_HOLDS = re.compile(
    r"\b(?:(?:i|we)\b(?: (?:\w+,? ){0,4}| )(?:take|believe|think|certain|convinced|suspect|favou?r)\b"
    r"|(?:you|she|he|patient|dad|mother|mom|father|son|daughter)(?:,? \w+,?)? (?:have|has)\b(?! had\b)"
    r"|(?:for|to) (?:me|us)\b)",
    re.I,
)
_ASIDE = re.compile(
    r"[.;:]|\b(?:because|since|from|with|due|by|after|for|also|besides|may|might|could|possibly|if|whether|where|when"
    r"|the (?=\S+$))\b",
    re.I,
)
_ALSO = re.compile(r"\balso\b", re.I)
_NOT = re.compile(r"\b(?:not|nor|no longer|rather than|instead of|never)\b|n't\b", re.I)
_VAGUE = frozenset(("disease", "syndrome", "disorder", "primary", "idiopathic", "acute", "chronic"))


def illnesses_apart(a: Opinion, b: Opinion) -> Iterator[Found]:
    """The first illness either gives as its diagnosis, where neither may be the other nor is held by the other too.

    Sure where one rules out what the other holds, where the two are answers to one question, or where both are named
    as the diagnosis and in one text alone.
    """
    mine, theirs = _given(a), _given(b)
    if not (mine and theirs):
        return
    (n, x, plain), (m, y, plainly) = mine[0], theirs[0]
    if any(_may_be_one(x.name, t.name) for _, t, _ in theirs) or any(_may_be_one(y.name, t.name) for _, t, _ in mine):
        return
    known = lexicon()
    listed = x.name in known.wider and y.name in known.wider
    main = _weighs(a, x) >= MAIN and _weighs(b, y) >= MAIN
    refused = _refuses(b, m, x.name) or _refuses(a, n, y.name)
    answers = not set(known.matters.get(x.name, ())).isdisjoint(known.matters.get(y.name, ()))
    alone = not (_spoken_of(b, x.name) or _spoken_of(a, y.name))
    if not (refused or answers or (alone and main)):
        return
    sure = listed and main and (refused or answers or (plain and plainly))
    tier = Tier.FIRM if sure else Tier.POSSIBLE
    yield Found(tier, Axis.DIAGNOSIS, "diagnosis", RULE, part_of_term(a, n, x), part_of_term(b, m, y))


def _given(opinion: Opinion) -> list[Given]:
    """The first illness of every sentence that gives one as the diagnosis; looked up once."""
    if "given" not in opinion.known:
        opinion.known["given"] = [
            (n, *found) for n, s in enumerate(opinion.statements) if (found := _given_in(s)) is not None
        ]
    return cast("list[Given]", opinion.known["given"])


def _given_in(s: Statement) -> tuple[Term, bool] | None:
    held = [t for t in s.terms if _is_held(t)]
    if not held or s.axis_hint in ELSEWHERE or s.axis_hint in ("treatment", "timing", "history"):
        return None
    headed = s.axis_hint == "diagnosis" and bool(_HEADING.search(s.passage.sentence.heading))
    cues = [(m, plain) for plain, cue in ((True, _NAMES), (False, _HOLDS)) for m in cue.finditer(s.text)]
    for term in held:
        start = s.starts[term.first]
        if headed and start <= BEGINS and not _ALSO.search(s.text, 0, start):
            return term, True
        for m, plain in cues:
            near = m.end() <= start <= m.end() + REACH
            if near and not _ASIDE.search(s.text[m.end() : start]) and not _ALSO.search(s.text, m.start(), start):
                return term, plain
    return None


def _is_held(t: Term) -> bool:
    """Whether a term is an illness said to be there; how far one has spread is none."""
    return is_held(t) and t.name not in SPREAD and "node" not in t.name.split()


def _is_denied(t: Term) -> bool:
    return t.denied or t.state < 0 or t.sure == 0


def _may_be_one(x: str, y: str) -> bool:
    """Whether two names may be of one illness: the same, misspelt, a wider one, or with a word in common that tells."""
    if lexicon().may_be_one(x, y) or misspelt(x, y):
        return True
    return bool((set(x.split()) & set(y.split())) - _VAGUE)


def _weighs(opinion: Opinion, term: Term) -> float:
    held = salient(opinion)
    return held.get(term.name, 0.0) / max(held.values(), default=1.0)


def _refuses(opinion: Opinion, given: int, name: str) -> bool:
    """Whether an opinion rules an illness out, or sets its own diagnosis against it in the sentence that gives it."""
    for n, term in opinion.terms.get(name, ()):
        s = opinion.statements[n]
        if _is_denied(term) and not NOT_NOW & term.frames:
            # "Not the common form of it" rules out no illness that the same sentence holds.
            if not any(t.name == name and not _is_denied(t) for t in s.terms):
                return True
        elif n == given and _NOT.search(s.text, max(0, s.starts[term.first] - DENIES), s.starts[term.first]):
            return True
    return False


def _spoken_of(opinion: Opinion, name: str) -> bool:
    return any(not _is_denied(t) for _, t in opinion.terms.get(name, ()))
