"""What of a sentence is compared with another: its words, the things it names, what it measures and advises."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from binder.comparison.drug_classes import drug_classes
from binder.comparison.facts import Fact
from binder.comparison.found import Opinion
from binder.comparison.kin import kin_of
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement

ROLE = 1.1  # weight of what is measured; VALUE of the number itself
VALUE = 1.4
GROUP = 0.8
SHORT_NAMES = 600  # sentences; in longer texts short names are not looked up in full
_KIND_WEIGHT = {
    "topic": 1.0,
    "anatomy": 0.9,
    "": 0.8,
    "drug": 1.3,
    "procedure": 1.2,
    "test": 1.1,
    "disease": 1.1,
    "finding": 1.2,
    "measure": 1.3,
}
_SURGICAL = re.compile(
    r"(?:ectomy|otomy|ostomy|plasty|desis|pexy|fusion|surgery|resection|excision|repair|replacement)\b"
)
_OF_SURGERY = frozenset(("surgical", "surgery"))


@dataclass(slots=True)
class Profile:
    """What of a sentence is compared.

    Attributes:
        concept: words and things, each with what it weighs.  capitals: short names.
        kinds: kind of thing -> names.  groups: kind with a name or a wider one.  matters: questions that these answer.
        values: (dimension, value).  days: roles of its times.
        advice: 1 for, -1 against, 0 none.
    """

    concept: dict[str, float]
    capitals: set[str]
    kinds: dict[str, set[str]]
    groups: set[tuple[str, str]]
    matters: set[str]
    values: set[tuple[str, float]]
    dimensions: set[str]
    keys: set[str]
    days: set[str]
    axis: str
    advice: float
    length: int
    family: bool


def _profile(s: Statement, facts: list[Fact]) -> Profile:
    concept = dict(_values(facts))
    kinds: dict[str, set[str]] = {}
    groups: set[tuple[str, str]] = set()
    for term in s.terms:
        concept[term.name] = max(concept.get(term.name, 0.0), _KIND_WEIGHT[term.kind])
        if term.kind:
            kinds.setdefault(term.kind, set()).add(term.name)
            for group in _groups(term.kind, term.name):
                groups.add((term.kind, group))
                concept.setdefault(group, GROUP)
    advised = [t.advice for t in s.terms if t.explicit or (t.advice and t.kind in ("drug", "procedure"))]
    advice = min(advised, key=lambda v: (v >= 0, -abs(v))) if advised else 0.0
    text = s.text
    raw = {text[a:b] for a, b in zip(s.starts, s.ends, strict=True)}
    matters = lexicon().matters
    return Profile(
        concept,
        {w.lower() for w in raw if not w.islower() and sum(map(str.isupper, w)) > 1},
        kinds,
        groups,
        {m for names in kinds.values() for name in names for m in matters.get(name, ())},
        {(f.dimension, round(v, 3)) for f in facts for v in f.values if f.dimension != "age"},
        {f.dimension for f in facts if f.dimension not in ("bare", "days")},
        {f.key for f in facts if f.key},
        {f.label for f in facts if f.dimension == "days" and f.label},
        s.axis_hint,
        advice,
        len(s.terms),
        any(["family" in t.frames for t in s.terms]),
    )


@lru_cache(maxsize=65_536)
def _groups(kind: str, name: str) -> tuple[str, ...]:
    """The groups a thing belongs to: its wider names, its class as a medicine, surgery where it is an operation."""
    found = [f"={wide}" for wide in lexicon().wider.all_of(name)] if kind else []
    if kind == "procedure" and (
        name == "surgery" or _SURGICAL.search(name) or any(w in _OF_SURGERY for w, _ in kin_of(name))
    ):
        found.append("=surgery")
    if kind == "drug":
        found += [f"={group}" for group, members in drug_classes().items() if name in members]
    # Its own name too, so that it meets what is narrower.
    return tuple(dict.fromkeys((*found, f"={name}")))


def _values(facts: list[Fact]) -> Iterator[tuple[str, float]]:
    """What a sentence measures, and the numbers themselves: two sentences with the same 6.2 likely mean the same."""
    for fact in facts:
        yield f"={fact.key or fact.dimension}:{fact.label if fact.dimension == 'days' else ''}", ROLE
        if fact.values and fact.dimension != "age":
            yield f"={fact.values[0]:.4g}", VALUE
        if fact.key == "age":
            yield "age", 1.0


def _short_names(a: Opinion, b: Opinion) -> Iterator[tuple[int, int, str]]:
    """(0 for A or 1 for B, sentence, name) where a short name in capitals of one text stands in full in the other."""
    if len(a.statements) + len(b.statements) > SHORT_NAMES:
        return
    for side, opinion, other in ((0, a, b), (1, b, a)):
        told = {w for s in other.statements for w in s.words}
        for n, s in enumerate(opinion.statements):
            for x, y, word in zip(s.starts, s.ends, s.words, strict=True):
                raw = s.text[x:y]
                if not (3 <= len(raw) <= 6 and raw.isupper() and raw.isalpha()) or word in told or s.text.isupper():
                    continue
                for m, t in enumerate(other.statements):
                    if any(_spells(word, t.words, k) for k in range(len(t.words)) if t.words[k][0] == word[0]):
                        yield side, n, word
                        yield 1 - side, m, word


def _spells(name: str, words: list[str], k: int) -> bool:
    """Whether the words from k on begin with the letters of a short name, some letters perhaps inside the words."""
    at = used = 0
    while at < len(name) and k < len(words) and words[k][0] == name[at]:
        word, at, used = words[k], at + 1, used + 1
        following = words[k + 1][0] if k + 1 < len(words) else ""
        place = 0
        while at < len(name) and name[at] != following and (place := word.find(name[at], place + 1)) > 0:
            at += 1
        k += 1
    return at == len(name) and used >= 2


def profiles(a: Opinion, b: Opinion) -> tuple[Iterator[Profile], Iterator[Profile]]:
    """The sentences of both texts ready to be compared, made one by one: all at once would fill much memory."""
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    for side, n, name in _short_names(a, b):
        names[side, n].append(name)
    mine, theirs = (_each(side, opinion, names) for side, opinion in enumerate((a, b)))
    return mine, theirs


def _each(side: int, opinion: Opinion, names: Mapping[tuple[int, int], list[str]]) -> Iterator[Profile]:
    for n, (statement, facts) in enumerate(zip(opinion.statements, opinion.facts, strict=True)):
        found = _profile(statement, facts)
        for name in names.get((side, n), ()):
            found.concept[f"@{name}"] = VALUE
        yield found
