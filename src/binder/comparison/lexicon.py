"""The words of the dated data files, folded once so that look-ups by first word are cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from binder.comparison.phrases import Phrases, phrases_of
from binder.comparison.wider import Drugs, Wider
from binder.comparison.words import fold, stem
from binder.knowledge import load

CLASSES = ("procedure", "test", "disease", "finding", "measure", "anatomy", "topic")
TERMS = ("comparison_terms", "comparison_terms_oncology", "comparison_terms_surgery", "comparison_terms_medicine")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All vocabularies of the comparison.

    Attributes:
        concepts: phrase -> "class:name".  scales: phrase -> "scale:step".
        cues: group -> phrase -> cue; a word may be a cue in several groups ("favor" advises and is "probable").
        wider: concept -> wider concepts of its kind; medicine -> classes.
        matters: concept, medicine or class of medicines -> the questions it is one answer or stage of.
        regimens: lower case.
    """

    concepts: Phrases
    wider: Wider
    matters: dict[str, tuple[str, ...]]
    cues: dict[str, Phrases]
    scales: Phrases
    drugs: Drugs
    regimens: frozenset[str]
    headings: dict[str, frozenset[str]]
    purposes: frozenset[str]

    def covers(self, wide: str, narrow: str) -> bool:
        """Whether the one is a wider name of the other, and they are no alternatives of one question."""
        if wide not in self.wider.all_of(narrow):
            return False
        matters = self.matters.get(wide, ())
        return not any(one in matters for one in self.matters.get(narrow, ()))

    def may_be_one(self, x: str, y: str) -> bool:
        """Whether two names may be of one thing, the one being the other or a wider name of it."""
        return x == y or self.covers(x, y) or self.covers(y, x)

    def generic(self, word: str) -> str:
        """The generic name a word stands for, or an empty string where it is no medicine."""
        return self.drugs.generic(word)


# group -> (its cues, whether endings are folded). Denials and frames are matched word for word: "given" is not "give".
_CUES: dict[str, tuple[tuple[str, ...], bool]] = {
    "denial": (("not_denial", "deny_after", "deny_before"), False),
    "stop": (("stop",), False),
    "state": (("normal", "abnormal"), False),
    "advice": (("against", "maybe", "advise"), True),
    "talk": (("talked",), False),
    "doubt": (("unlikely", "possible", "probable", "certain"), False),
    "tone": (("contrast", "concord"), False),
    "frame": (("condition", "past", "family", "other"), False),
}


def _concepts() -> dict[str, list[str]]:
    """ "class:name" of every concept -> its name and other names."""
    found: dict[str, list[str]] = {}
    for file in TERMS:
        terms = load(file)
        for kind in CLASSES:
            for line in terms[kind].strip().splitlines():
                name, _, others = line.partition("=")
                names = [name.strip(), *[other.strip() for other in others.split("|")]]
                found.setdefault(f"{kind}:{names[0]}", []).extend([one for one in names if one])
    return found


def _lists(block: str, between: str | None = "|") -> Iterator[tuple[str, list[str]]]:
    """The lines "one: other | other" of a block of all files of terms; `between` as for str.split."""
    for file in TERMS:
        for line in load(file).get(block, "").strip().splitlines():
            one, _, others = line.partition(":")
            yield one.strip(), [other.strip() for other in others.split(between)]


def _turned(lists: Iterable[tuple[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    """Member -> the lists it stands in."""
    found: dict[str, tuple[str, ...]] = {}
    for one, members in lists:
        for member in members:
            found[member] = (*found.get(member, ()), one)
    return found


def _drugs(data: dict[str, str]) -> Drugs:
    names = {w: w for w in data["generics"].split()}
    for line in data["brands"].strip().splitlines():
        other, _, generic = line.partition(":")
        names[other.strip()] = generic.strip()
    endings = "|".join(sorted(data["stems"].split(), key=len, reverse=True))
    not_drugs = "|".join(data["not_drugs"].split())
    return Drugs(names, re.compile(rf"^(?!(?:{not_drugs})$).*(?:{endings})$"))


def _scales(text: str) -> Phrases:
    groups = []
    for line in text.strip().splitlines():
        name, _, steps = line.partition(":")
        for number, step in enumerate(steps.split("|")):
            groups += [(word, f"{name}:{number}") for word in step.split("/")]
    return phrases_of(groups)


@cache
def lexicon() -> Lexicon:
    """The vocabularies, read once a process."""
    cues, medicines = load("comparison_cues"), load("comparison_drugs")
    drugs = _drugs(medicines)
    headings = {
        axis: frozenset(" ".join(stem(w) for w in fold(p)) for p in cues[f"{axis}_heading"].split("|"))
        for axis in ("diagnosis", "staging", "treatment", "timing", "history")
    }
    concepts = Phrases()
    names = _concepts()
    concepts.put_off(names)
    return Lexicon(
        concepts=concepts,
        wider=Wider(
            concepts,
            names,
            drugs,
            _turned(_lists("kinds")),
            _turned(_lists("medicines", None)),
            load(TERMS[0])["vague"],
        ),
        matters=_turned(_lists("matters")),
        cues={
            group: phrases_of(((cues[name], name) for name in names), stemmed=stemmed)
            for group, (names, stemmed) in _CUES.items()
        },
        scales=_scales(cues["scales"]),
        drugs=drugs,
        regimens=frozenset(medicines["regimens"].replace('"', "").lower().split()),
        headings=headings,
        purposes=frozenset(cues["purposes"].split()),
    )
