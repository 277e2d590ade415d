"""Run-in headings: "Chemotherapy. We do not recommend it." A word or two with a full stop head their paragraph.

One short sentence without a verb may as well be a finding ("Clear margins."). So it is a letter's habit that decides:
several of its paragraphs begin so, and hold more than that. What is found, denied, advised or diagnosed is no heading.
"""

from __future__ import annotations

import re
from dataclasses import replace

from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement, heading_axis
from binder.comparison.words import stem
from binder.knowledge import load

HABIT = 3  # paragraphs that begin so
MOST_WORDS = 6
_SAYS = 8  # words of a sentence that says something without a verb

_DATA = load("comparison_words")
_HEADINGS = frozenset(_DATA["headings"].split())
_FINITE = frozenset(_DATA["finite"].split()) | {"be", "been"}
_ASKING = frozenset(("what", "how", "when", "where", "why", "which", "who"))
_SUBJECTS = frozenset(("i", "we", "he", "she", "it", "they", "you", "there", "this", "that", "these", "all", "both"))
_DENIED = frozenset(("no", "not", "none", "never", "nothing", "without", "neither"))
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])[.)]\s+|[-•*–▪◦·]\s+")


def under_headings(statements: list[Statement]) -> list[Statement]:
    """The statements without run-in headings; each of these heads the rest of its paragraph."""
    openings = [n for n, s in enumerate(statements[:-1]) if s.passage.first and not statements[n + 1].passage.first]
    named = {n: label for n in openings if (label := _label(statements[n], statements[n + 1]))}
    if named:
        among = sum(min(named) <= n <= max(named) for n in openings)
        if len(named) < HABIT or 2 * len(named) < among:
            named = {n: label for n, label in named.items() if _only_heads(label)}
    found: list[Statement] = []
    label = ""
    for n, statement in enumerate(statements):
        label = named.get(n, "" if statement.passage.first else label)
        if n in named:
            continue
        if label:
            _put_under(statement, label)
        found.append(statement)
    return found


def _put_under(statement: Statement, label: str) -> None:
    sentence = statement.passage.sentence
    heading = f"{sentence.heading}: {label}" if sentence.heading else label
    statement.passage = replace(statement.passage, sentence=replace(sentence, heading=heading))
    statement.axis_hint = heading_axis(heading)


def _label(s: Statement, following: Statement) -> str:
    """What a sentence heads, or an empty string where it says something itself."""
    numbered = _NUMBER.match(s.text)
    text = s.text[numbered.end() if numbered else 0 :]
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", text)
    if not words or len(words) > MOST_WORDS or not re.fullmatch(r"[^\d.,;:!?()]+\.", text) or not text[0].isupper():
        return ""
    label, lower = text[:-1], [w.lower() for w in words]
    if lower[0] in _ASKING or _only_heads(label):
        return label
    if s.axis_hint == "diagnosis" or lower[0] in _SUBJECTS or not (_FINITE | _DENIED).isdisjoint(lower):
        return ""
    return "" if _finds(s, lower) or not _tells(following) else label


def _only_heads(label: str) -> bool:
    words = re.findall(r"[a-z-]+", label.lower())
    return any(w in _HEADINGS for w in words) and all(w in _HEADINGS or w in ("and", "my", "our") for w in words)


def _finds(s: Statement, words: list[str]) -> bool:
    """Whether some words name an illness, tell a state or a degree of it, or advise something."""
    known = lexicon()
    stems = [stem(w) for w in words]
    told = any(
        known.cues["state"].at(words, n) or known.cues["doubt"].at(stems, n) or known.scales.at(stems, n)
        for n in range(len(words))
    )
    ill = any(t.kind == "disease" for t in s.terms) and not _of_advice_alone(s.passage.sentence.heading)
    return told or ill or bool(known.cues["advice"].at(stems, 0))


def _of_advice_alone(heading: str) -> bool:
    """ "Recommendations", under which an illness only tells what the advice is for; not "Assessment and plan"."""
    stems = f" {' '.join(stem(w) for w in re.findall('[a-z]+', heading.lower()))} "
    return heading_axis(heading) == "treatment" and not any(f" {p} " in stems for p in lexicon().headings["diagnosis"])


def _tells(s: Statement) -> bool:
    """Whether a sentence says something by itself, and is not the rest of what the words before it name."""
    return not _FINITE.isdisjoint(s.words) or sum(w[0].isalpha() for w in s.words) >= _SAYS
