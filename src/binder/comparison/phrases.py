"""Phrases of several words, found in a text by their first one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from binder.comparison.words import fold, stem

# Words that say nothing inside a phrase: "taking out the womb", "taking out her womb".
ARTICLES = frozenset(("the", "a", "an", "her", "his", "your", "my", "their", "our", "its"))

_Longer = list[tuple[int, dict[tuple[str, ...], str]]]


@dataclass(slots=True)
class Entries:
    """The phrases that begin with one stem.

    Attributes:
        alone: what the stem means where no longer phrase stands, empty for nothing.
        longer: second stem -> [(how many stems follow, {those stems: what the phrase means})], most first.
    """

    alone: str = ""
    longer: dict[str, _Longer] = field(default_factory=dict)

    def add(self, rest: tuple[str, ...], meaning: str) -> None:
        if not rest:
            self.alone = self.alone or meaning
            return
        longer = self.longer.setdefault(rest[0], [])
        rests = next((rests for more, rests in longer if more == len(rest)), None)
        if rests is None:
            rests = {}
            longer.append((len(rest), rests))
            longer.sort(key=lambda e: -e[0])
        rests.setdefault(rest, meaning)


@dataclass(slots=True)
class Phrases:
    """Phrases found by their first stem, the longest first.

    Attributes:
        table: first stem -> the phrases that begin with it.
        waiting: first stem -> meanings of phrases not folded yet: of many thousand, few begin like a word of the text.
        names: meaning -> those phrases.
    """

    table: dict[str, Entries] = field(default_factory=dict)
    stemmed: bool = True
    waiting: dict[str, list[str]] = field(default_factory=dict)
    names: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def add(self, phrase: str, meaning: str) -> None:
        """Enter a phrase; what was entered first wins."""
        stems = tuple(stem(w) if self.stemmed else w for w in fold(phrase))
        if stems:
            self.table.setdefault(stems[0], Entries()).add(stems[1:], meaning)

    def put_off(self, names: Mapping[str, Iterable[str]]) -> None:
        """Enter meanings with their phrases, folded by their first word only until a text has it.

        Needs an empty table.
        """
        self.names = names
        by_word: dict[str, list[str]] = {}  # first word -> meanings of its stem
        for meaning, phrases in names.items():
            for word in {phrase.partition(" ")[0] for phrase in phrases}:
                if word not in by_word:
                    by_word[word] = self.waiting.setdefault(_first_stem(word), [])
                by_word[word].append(meaning)

    def entries(self, first: str) -> Entries | None:
        """The phrases that begin with a stem, None where there are none."""
        entries = self.table.get(first)
        return self._unfold(first) if entries is None and first in self.waiting else entries

    def at(self, stems: Sequence[str], i: int) -> tuple[int, str] | None:
        """The longest phrase beginning at stems[i]: (index after its end, meaning)."""
        entries = self.table.get(stems[i])
        if entries is None:
            if stems[i] not in self.waiting:
                return None
            entries = self._unfold(stems[i])
        if entries.longer and i + 1 < len(stems):
            for more, rests in entries.longer.get(stems[i + 1], ()):
                meaning = rests.get(tuple(stems[i + 1 : i + 1 + more]))
                if meaning is not None:
                    return i + 1 + more, meaning
        return (i + 1, entries.alone) if entries.alone else None

    def _unfold(self, first: str) -> Entries:
        entries = Entries()
        for meaning in dict.fromkeys(self.waiting[first]):
            for phrase in self.names[meaning]:
                if _first_stem(phrase.partition(" ")[0]) == first:
                    entries.add(stems_of(phrase)[1:], meaning)
        self.table[first] = entries
        return entries


def _first_stem(word: str) -> str:
    """The stem that a phrase with this word in front begins with."""
    return stem(word) if word.isalnum() else next((stem(w) for w in fold(word)), "")


def stems_of(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase, without the articles inside it."""
    words = fold(phrase)
    last = len(words) - 1
    return tuple(stem(w) for n, w in enumerate(words) if n in (0, last) or w not in ARTICLES)


def phrases_of(groups: Iterable[tuple[str, str]], *, stemmed: bool = True) -> Phrases:
    """The phrases of texts "one | other", each with its meaning."""
    phrases = Phrases(stemmed=stemmed)
    for text, meaning in groups:
        for phrase in re.split(r"\s*[|\n]\s*", text.strip()):
            if phrase:
                phrases.add(phrase, meaning)
    return phrases
