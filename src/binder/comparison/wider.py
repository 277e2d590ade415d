"""What is a special kind of what: "knee replacement" of joint replacement, "ramipril" of the ACE inhibitors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from binder.comparison.phrases import Phrases, stems_of

Listed = Mapping[str, tuple[str, ...]]
_NON = frozenset(("non", "no", "not", "without", "anti"))
_BEFORE = frozenset(("of", "in", "from", "to", "for", "with", "after", "on", "at"))  # behind the noun that counts


@dataclass(frozen=True, slots=True)
class Drugs:
    """Names of medicines.

    Attributes:
        names: name (lower case) -> generic name.  ending: of words that are read as medicines though not listed.
    """

    names: dict[str, str]
    ending: re.Pattern[str]

    def listed(self, word: str) -> str:
        """The generic name a listed word stands for, or an empty string."""
        return self.names.get(word, "")

    def generic(self, word: str) -> str:
        """The generic name a word stands for, or an empty string where it is no medicine."""
        return self.names.get(word, "") or (word if len(word) >= 7 and self.ending.search(word) else "")


class Wider(Mapping[str, tuple[str, ...]]):
    """Concept -> the wider ones of its kind: those its names end in, those it is listed under; medicine -> its classes.

    Worked out when asked for: "knee replacement" ends in nothing, its other name "total knee arthroplasty" in
    "arthroplasty", which is another name of joint replacement.
    """

    def __init__(
        self, concepts: Phrases, names: dict[str, list[str]], drugs: Drugs, listed: Listed, classes: Listed, vague: str
    ) -> None:
        """From what the data files say.

        Args:
            concepts: to look up the ends of names.  names: "class:name" -> all its names.
            listed: concept -> wider ones.  classes: medicine or "-ending" -> classes.
            vague: names that say too little at the end of a longer one.
        """
        self._concepts, self._drugs, self._listed, self._classes = concepts, drugs, listed, classes
        self._vague = frozenset(stems_of(w.replace("-", " ")) for w in vague.split())
        self._names: dict[str, list[tuple[str, list[str]]]] = {}
        for meaning, own in names.items():
            self._names.setdefault(meaning.partition(":")[2], []).append((meaning, own))
        self._known: dict[str, tuple[str, ...]] = {}
        self._all: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """The wider concepts, perhaps none; raises KeyError for what is neither a concept nor a medicine."""
        if name not in self._known:
            found = dict.fromkeys((*self._ends(name), *self._listed.get(name, ()), *self._classes_of(name)))
            found.pop(name, None)
            if not found and name not in self._names:
                raise KeyError(name)
            self._known[name] = tuple(found)
        return self._known[name]

    def all_of(self, name: str) -> tuple[str, ...]:
        """The wider ones of a name and theirs, at any remove; none for what is not known."""
        if name not in self._all:
            found, waiting = dict.fromkeys((name,)), [name]
            while waiting:
                more = [wider for wider in self.get(waiting.pop(), ()) if wider not in found]
                found.update(dict.fromkeys(more))
                waiting += more
            self._all[name] = tuple(found)[1:]
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        """All concepts."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many concepts there are."""
        return len(self._names)

    def _classes_of(self, name: str) -> Iterator[str]:
        if self._drugs.generic(name) == name:
            yield from self._classes.get(name, ())
            for n in range(1, len(name) - 2):
                yield from self._classes.get(f"-{name[n:]}", ())

    def _ends(self, name: str) -> Iterator[str]:
        if name in self._names and " " in name:  # "iron tablet" is iron
            yield from filter(None, map(self._drugs.listed, name.split()))
        for meaning, own in self._names.get(name, ()):
            kind = meaning.partition(":")[0]
            for stems in map(stems_of, own):
                parts = [stems[n:] for n in range(1, len(stems)) if stems[n - 1] not in _NON]
                parts += [stems[:n] for n in range(1, len(stems)) if stems[n] in _BEFORE]
                for part in parts:
                    found = self._concepts.at(part, 0)
                    if found and found[0] == len(part):
                        other, _, wider = found[1].partition(":")
                        if other == kind and self._says(part, wider):
                            yield wider

    def _says(self, part: tuple[str, ...], wider: str) -> bool:
        """Whether a name stands for the wider thing wherever it stands: "stent" alone is one of the heart, often."""
        heading = stems_of(wider)
        if part == heading:
            return True
        return part not in self._vague and (len(part) > 1 or (len(part[0]) > 3 and part[0] not in heading))
