"""The words of the dated data files, folded once so that look-ups by first word are cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from binder.comparison.words import fold, stem
from binder.knowledge import load

CLASSES = ("procedure", "test", "disease", "finding", "measure", "anatomy", "topic")
TERMS = ("comparison_terms", "comparison_terms_oncology", "comparison_terms_surgery", "comparison_terms_medicine")
# Words that say nothing inside a phrase: "taking out the womb", "taking out her womb".
ARTICLES = frozenset(("the", "a", "an", "her", "his", "your", "my", "their", "our", "its"))

_Entries = list[tuple[int, dict[tuple[str, ...], str]]]


@dataclass(slots=True)
class Phrases:
    """Phrases found by their first stem, the longest first.

    Attributes:
        table: first stem -> [(how many stems follow, {those stems: what the phrase means})], most first.
        waiting: first stem -> phrases not folded yet: of many thousand, few begin like a word of the text.
    """

    table: dict[str, _Entries] = field(default_factory=dict)
    stemmed: bool = True
    waiting: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, phrase: str, meaning: str) -> None:
        """Enter a phrase; what was entered first wins."""
        stems = tuple(stem(w) if self.stemmed else w for w in fold(phrase))
        if stems:
            self.table[stems[0]] = _entered(self.table.get(stems[0], []), stems[1:], meaning)

    def put_off(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Enter phrases, folded by their first word only until a text has it; needs an empty table."""
        firsts: dict[str, str] = {}
        for phrase, meaning in phrases:
            word = phrase.partition(" ")[0]
            if word not in firsts:
                firsts[word] = stem(word) if word.isalnum() else next((stem(w) for w in fold(word)), "")
            self.waiting.setdefault(firsts[word], []).append((phrase, meaning))

    def at(self, stems: Sequence[str], i: int) -> tuple[int, str] | None:
        """The longest phrase beginning at stems[i]: (index after its end, meaning)."""
        first = stems[i]
        entries = self.table.get(first)
        if entries is None:
            if first not in self.waiting:
                return None
            entries = self._unfold(first)
        for more, rests in entries:
            meaning = rests.get(tuple(stems[i + 1 : i + 1 + more]))
            if meaning is not None:
                return i + 1 + more, meaning
        return None

    def _unfold(self, first: str) -> _Entries:
        entries: _Entries = []
        for phrase, meaning in self.waiting[first]:
            entries = _entered(entries, stems_of(phrase)[1:], meaning)
        self.table[first] = entries
        return entries


def _entered(entries: _Entries, rest: tuple[str, ...], meaning: str) -> _Entries:
    for more, rests in entries:
        if more == len(rest):
            rests.setdefault(rest, meaning)
            return entries
    return sorted([*entries, (len(rest), {rest: meaning})], key=lambda e: -e[0])


def stems_of(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase, without the articles inside it."""
    words = fold(phrase)
    last = len(words) - 1
    return tuple(stem(w) for n, w in enumerate(words) if n in (0, last) or w not in ARTICLES)


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
        wider: concept -> wider concepts of its kind.
        matters: concept, medicine or class of medicines -> the questions it is one answer or stage of.
        drugs: other name (lower case) -> generic name.  regimens: lower case.
    """

    concepts: Phrases
    wider: Mapping[str, tuple[str, ...]]
    matters: dict[str, tuple[str, ...]]
    cues: dict[str, Phrases]
    scales: Phrases
    drugs: dict[str, str]
    regimens: frozenset[str]
    drug_ending: re.Pattern[str]
    headings: dict[str, frozenset[str]]
    purposes: frozenset[str]

    def covers(self, wide: str, narrow: str) -> bool:
        """Whether the one is a wider name of the other, at any remove, and they are no alternatives of one question."""
        matters = self.matters.get(wide, ())
        return wide in self.all_wider(narrow) and not any(one in matters for one in self.matters.get(narrow, ()))

    def all_wider(self, name: str) -> tuple[str, ...]:
        """The wider concepts of a name and theirs."""
        found = {name: None}
        waiting = [name]
        while waiting:
            for wider in self.wider.get(waiting.pop(), ()):
                if wider not in found:
                    found[wider] = None
                    waiting.append(wider)
        return tuple(found)[1:]

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


def _concepts() -> Iterator[tuple[str, str]]:
    """(name or other name, "class:name") of every concept."""
    for file in TERMS:
        terms = load(file)
        for kind in CLASSES:
            for line in terms[kind].strip().splitlines():
                name, _, others = line.partition("=")
                meaning = f"{kind}:{name.strip()}"
                yield name.strip(), meaning
                for other in others.split("|"):
                    if other := other.strip():
                        yield other, meaning


def _lists(block: str) -> Iterator[tuple[str, list[str]]]:
    """The lines "one: other | other" of a block of all files of terms."""
    for file in TERMS:
        for line in load(file).get(block, "").strip().splitlines():
            one, _, others = line.partition(":")
            yield one.strip(), [other.strip() for other in others.split("|")]


def _turned(lists: Iterable[tuple[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    """Member -> the lists it stands in."""
    found: dict[str, tuple[str, ...]] = {}
    for one, members in lists:
        for member in members:
            found[member] = (*found.get(member, ()), one)
    return found


_NON = frozenset(("non", "no", "not", "without", "anti"))
_BEFORE = frozenset(("of", "in", "from", "to", "for", "with", "after", "on", "at"))  # behind the noun that counts


class Wider(Mapping[str, tuple[str, ...]]):
    """Concept -> the wider ones of its kind: those that its names end in, and those it is listed under.

    Worked out when asked for: "knee replacement" ends in nothing, its other name "total knee arthroplasty" in
    "arthroplasty", which is another name of joint replacement.
    """

    def __init__(self, concepts: Phrases, names: dict[str, list[str]], listed: dict[str, tuple[str, ...]]) -> None:
        """Look up in `concepts` the `names` ("class:name" -> all its names); `listed` stands in the data files."""
        self._concepts, self._listed = concepts, listed
        self._vague = frozenset(stem(w) for w in load(TERMS[0])["vague"].split())
        self._names: dict[str, list[tuple[str, list[str]]]] = {}
        for meaning, own in names.items():
            self._names.setdefault(meaning.partition(":")[2], []).append((meaning, own))
        self._known: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """The wider concepts, perhaps none; raises KeyError for what is no concept."""
        if name not in self._known:
            self._known[name] = tuple(dict.fromkeys((*self._ends(name), *self._listed.get(name, ()))))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """All concepts."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many concepts there are."""
        return len(self._names)

    def _ends(self, name: str) -> Iterator[str]:
        for meaning, own in self._names[name]:
            kind = meaning.partition(":")[0]
            for stems in map(stems_of, own):
                parts = [stems[n:] for n in range(1, len(stems)) if stems[n - 1] not in _NON]
                parts += [stems[:n] for n in range(1, len(stems)) if stems[n] in _BEFORE]
                for part in parts:
                    found = self._concepts.at(part, 0)
                    if found and found[0] == len(part):
                        other, _, wider = found[1].partition(":")
                        if other == kind and wider != name and self._says(part, wider):
                            yield wider

    def _says(self, part: tuple[str, ...], wider: str) -> bool:
        """Whether a name stands for the wider thing wherever it stands: "stent" alone is one of the heart, often."""
        heading = stems_of(wider)
        if len(part) > 1 or part == heading:
            return True
        return len(part[0]) > 3 and part[0] not in heading and part[0] not in self._vague


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
    concepts = Phrases()
    names: dict[str, list[str]] = {}
    for name, meaning in _concepts():
        names.setdefault(meaning, []).append(name)
    concepts.put_off((name, meaning) for meaning, own in names.items() for name in own)
    return Lexicon(
        concepts=concepts,
        wider=Wider(concepts, names, _turned(_lists("kinds"))),
        matters=_turned(_lists("matters")),
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
