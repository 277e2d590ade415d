"""The words of the dated data files, folded once so that look-ups by first word are cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from binder.comparison.words import fold, stem
from binder.knowledge import load

CLASSES = ("procedure", "test", "disease", "finding", "measure", "anatomy", "topic")


@dataclass(slots=True)
class Phrases:
    """Phrases found by their first stem: first stem -> [(rest of the stems, what it means)], longest first."""

    table: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    stemmed: bool = True

    def add(self, phrase: str, meaning: str) -> None:
        """Enter a phrase; what was entered first wins."""
        stems = tuple(stem(w) if self.stemmed else w for w in fold(phrase))
        if stems:
            entries = self.table.setdefault(stems[0], [])
            if all(rest != stems[1:] for rest, _ in entries):
                entries.append((stems[1:], meaning))
                entries.sort(key=lambda e: -len(e[0]))

    def at(self, stems: list[str], i: int) -> tuple[int, str] | None:
        """The longest phrase beginning at stems[i]: (index after its end, meaning)."""
        entries = self.table.get(stems[i])
        if not entries:
            return None
        for rest, meaning in entries:
            if not rest:
                return i + 1, meaning
            if tuple(stems[i + 1 : i + 1 + len(rest)]) == rest:
                return i + 1 + len(rest), meaning
        return None


def _phrases(groups: Iterable[tuple[str, str]], *, stemmed: bool = True) -> Phrases:
    phrases = Phrases(stemmed=stemmed)
    for text, meaning in groups:
        for phrase in re.split(r"\s*[|\n]\s*", text.strip()):
            if phrase:
                phrases.add(phrase, meaning)
    return phrases


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All vocabularies of the comparison.

    Attributes:
        concepts: phrase -> "class:name".  scales: phrase -> "scale:step".
        cues: group -> phrase -> cue; a word may be a cue in several groups ("favor" advises and is "probable").
        drugs: other name (lower case) -> generic name.  regimens: lower case.
    """

    concepts: Phrases
    cues: dict[str, Phrases]
    scales: Phrases
    drugs: dict[str, str]
    regimens: frozenset[str]
    drug_ending: re.Pattern[str]
    headings: dict[str, frozenset[str]]
    purposes: frozenset[str]

    def generic(self, word: str) -> str:
        """The generic name a word stands for, or an empty string where it is no medicine."""
        return self.drugs.get(word, "") or (word if len(word) >= 7 and self.drug_ending.search(word) else "")


# group -> (its cues, whether endings are folded). Denials and frames are matched word for word: "given" is not "give".
_CUES: dict[str, tuple[tuple[str, ...], bool]] = {
    "denial": (("not_denial", "deny_after", "deny_before"), False),
    "stop": (("stop",), False),
    "state": (("normal", "abnormal"), False),
    "advice": (("against", "maybe", "advise"), True),
    "doubt": (("unlikely", "possible", "probable", "certain"), False),
    "tone": (("contrast", "concord"), False),
    "frame": (("condition", "past", "family", "other"), False),
}


def _concepts() -> Phrases:
    phrases = Phrases()
    terms = load("comparison_terms")
    for kind in CLASSES:
        for line in terms[kind].strip().splitlines():
            name, _, others = line.partition("=")
            for phrase in (name, *others.split("|")):
                if phrase.strip():
                    phrases.add(phrase, f"{kind}:{name.strip()}")
    return phrases


def _drugs(data: dict[str, str]) -> dict[str, str]:
    names = {w: w for w in data["generics"].split()}
    for line in data["brands"].strip().splitlines():
        other, _, generic = line.partition(":")
        names[other.strip()] = generic.strip()
    return names


def _scales(text: str) -> Phrases:
    groups = []
    for line in text.strip().splitlines():
        name, _, steps = line.partition(":")
        for number, step in enumerate(steps.split("|")):
            groups += [(word, f"{name}:{number}") for word in step.split("/")]
    return _phrases(groups)


@cache
def lexicon() -> Lexicon:
    """The vocabularies, read once a process."""
    cues, drugs = load("comparison_cues"), load("comparison_drugs")
    endings = "|".join(sorted(drugs["stems"].split(), key=len, reverse=True))
    not_drugs = "|".join(drugs["not_drugs"].split())
    headings = {
        axis: frozenset(" ".join(stem(w) for w in fold(p)) for p in cues[f"{axis}_heading"].split("|"))
        for axis in ("diagnosis", "staging", "treatment", "timing", "history")
    }
    return Lexicon(
        concepts=_concepts(),
        cues={
            group: _phrases(((cues[name], name) for name in names), stemmed=stemmed)
            for group, (names, stemmed) in _CUES.items()
        },
        scales=_scales(cues["scales"]),
        drugs=_drugs(drugs),
        regimens=frozenset(drugs["regimens"].replace('"', "").lower().split()),
        drug_ending=re.compile(rf"^(?!(?:{not_drugs})$).*(?:{endings})$"),
        headings=headings,
        purposes=frozenset(cues["purposes"].split()),
    )
