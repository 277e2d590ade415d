"""A sentence as it is understood: its words, the things it speaks of, its clauses."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from binder.comparison.lexicon import lexicon
from binder.comparison.phrases import ARTICLES, Phrases
from binder.comparison.segment import Passage
from binder.comparison.words import STOPWORDS, TOKEN, stem
from binder.knowledge import load

_PROCEDURE = re.compile(
    r"(?:ectomy|otomy|ostomy|plasty|desis|pexy|centesis|therapy|biopsy|graft|ablation|injection|infusion|resection|replacement"
    r"|repair|dissection|decompression|implantation|embolization|stimulation|ligation|transfusion|fixation|revision|excision)$"
)
_TEST = re.compile(r"(?:scopy|graphy|gram|metry|serology)$")
_DISEASE = re.compile(
    r"(?:\w{3}oma|itis|[^n]osis|emia|uria|pathy|plegia|paresis|algia|trophy|plasia|penia|cele|lithiasi|rrhea|megaly|ectasis"
    r"|malacia|syndrome|syndrom|disorder|deficiency|dystonia|blastoma|phobia|phrenia|lysis|ptosis|edema|sarcoma|carcinoma)$"
)
_DATA = load("comparison_words")
_NOT_DISEASE = frozenset(_DATA["not_disease"].split())
FINITE = frozenset(_DATA["finite"].split())
_CONDITIONS = frozenset(_DATA["conditions"].split())
_VERBS = frozenset(
    ("is", "are", "was", "were", "has", "have", "would", "should", "will", "can", "may", "must", "could")
)
_ARTICLES = frozenset(("the", "a", "an", "her", "his", "your", "my", "their", "left", "right"))
_PASSIVE = frozenset(("is", "are", "be", "was", "were", "been", "being"))
_IF = frozenset(("if", "should", "unless", "when", "once"))
_TITLES = frozenset(("dr", "drs", "mr", "mrs", "ms", "prof", "st"))
_SUBJECT = frozenset(("i", "we", "he", "she", "it", "they", "there"))


@dataclass(slots=True)
class Term:
    """One thing spoken of.

    Attributes:
        kind: drug, procedure, test, disease, finding, measure, anatomy, topic, or "" for any other word of content.
        name: the concept, or the stem.  first, last: tokens, end exclusive.
        state: 1 said to be there (or abnormal), -1 said to be absent (or normal), 0 only mentioned.
        advice: 1 for, 0.5 neither for nor against, -1 against, 0 nothing said.  explicit: a word of advice stood there.
        sure: 3 certain, 2 probable, 1 possible, 0 unlikely, None nothing said.
        denied: a denial stood over it, not only a word of a normal state.
        cue, advice_cue: tokens of the word that decided it.
        frames: under which condition it is said: condition, past, family, other.
    """

    kind: str
    name: str
    first: int
    last: int
    state: int = 0
    advice: float = 0.0
    explicit: bool = False
    denied: bool = False
    sure: int | None = None
    sure_cue: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    advice_cue: tuple[int, int] | None = None
    frames: frozenset[str] = frozenset()


@dataclass(slots=True)
class Statement:
    """A sentence with what was understood of it.

    Attributes:
        words: tokens in lower case; stems: the same folded; starts, ends: their places in the text.
        terms: in order.  clause: number of the clause of each token.  axis_hint: what its heading is about.
    """

    passage: Passage
    words: list[str]
    stems: list[str]
    starts: list[int]
    ends: list[int]
    terms: list[Term] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    axis_hint: str = ""
    cues: dict[str, Any] = field(default_factory=dict)  # what was looked up already
    text: str = field(init=False, repr=False, compare=False)
    lower: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the sentence at hand, also in lower case: it is asked for more than anything else."""
        self.text = self.passage.text
        self.lower = self.text.replace("İ", "i").lower()  # the one letter that would make it longer

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Characters of tokens first to last (exclusive)."""
        return self.starts[first], self.ends[last - 1]


def understand(passage: Passage) -> Statement:
    """Read one sentence: tokens, terms and clauses (the scopes are laid on by `scope.mark`)."""
    text = passage.text
    places = [match.span() for match in TOKEN.finditer(text)]
    if any([hyphen in text for hyphen in _HYPHENS]):
        places = _without_hyphens(text, places)
    folded = [_folded(text[start:end]) for start, end in places]
    statement = Statement(
        passage,
        words=[lower for lower, _ in folded],
        stems=[stem for _, stem in folded],
        starts=[start for start, _ in places],
        ends=[end for _, end in places],
        axis_hint=heading_axis(passage.sentence.heading),
    )
    statement.terms = _terms(statement)
    statement.clause = _clauses(statement)
    return statement


_HYPHENS = "-‐‑"


def _without_hyphens(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Tokens without the hyphens right behind another: follow-up reads as follow up."""
    kept: list[tuple[int, int]] = []
    for start, end in places:
        if not (kept and kept[-1][1] == start and text[start:end] in _HYPHENS):
            kept.append((start, end))
    return kept


@lru_cache(maxsize=65_536)
def _folded(token: str) -> tuple[str, str]:
    """A token in lower case without its genitive, and its stem."""
    lower = token.lower().replace("’", "'")
    lower = lower[:-2] if lower.endswith("'s") else lower
    return lower, stem(lower)


_HEADINGS: dict[str, str] = {}


def heading_axis(heading: str) -> str:
    """What a heading is about: diagnosis, staging, treatment, timing, history or nothing known."""
    if heading not in _HEADINGS:
        if len(_HEADINGS) > 4096:
            _HEADINGS.clear()
        stems = f" {' '.join(stem(w) for w in re.findall(r'[a-z]+', heading.lower()))} "
        order = ("staging", "timing", "treatment", "history", "diagnosis")
        known = lexicon().headings
        _HEADINGS[heading] = next((axis for axis in order if any(f" {p} " in stems for p in known[axis])), "")
    return _HEADINGS[heading]


def _terms(statement: Statement) -> list[Term]:
    words, stems = statement.words, statement.stems
    phrases = _Phrased(statement)
    found, i, last = [], 0, len(words) - 1
    while i <= last:
        kind, follow = _by_itself(words[i], stems[i])
        if follow is not None or (i < last and words[i + 1] == "of"):
            may = not follow or (i < last and (stems[i + 1] in follow or words[i + 1] in _BETWEEN))
            term = _term_at(phrases, statement, i) if may else None
            if term:
                found.append(term)
                i = term.last
                continue
        if kind is not None:
            found.append(Term(kind, stems[i], i, i + 1))
        i += 1
    return found


_BETWEEN = ARTICLES | {"of"}


@lru_cache(maxsize=65_536)
def _by_itself(word: str, folded: str) -> tuple[str | None, Container[str] | None]:
    """What a word is where it stands for itself, and which stems may follow it in a known phrase.

    The kind of the term it makes, None where it is no word of content. The stems are None where no phrase begins with
    it, none where it may be a known thing alone, whatever follows.
    """
    known = lexicon()
    follow: Container[str] | None = None
    if known.generic(word) or word in known.regimens:
        follow = ()
    elif (entries := known.concepts.entries(folded)) is not None:
        follow = () if entries.alone else entries.longer
    return _other_word(word, folded), follow


def _other_word(word: str, folded: str) -> str | None:
    """The kind of a word that is no known thing; None where it is no word of content."""
    if word in STOPWORDS or not word[0].isalpha() or len(word) < 2:
        return None
    return _kind_by_ending(word, folded)


class _Phrased:
    """Looks up phrases in a sentence, as if the articles in it did not stand there.

    Attributes:
        stems: those that are left.  places: of each, which token it is.  index: of each such token, which stem.
    """

    __slots__ = ("_concepts", "_index", "_places", "_statement", "_stems")

    def __init__(self, statement: Statement) -> None:
        self._statement, self._concepts = statement, lexicon().concepts
        self._stems: list[str] | None = None
        self._places: list[int] = []
        self._index: dict[int, int] = {}

    def _leave_out(self) -> list[str]:
        statement, text, starts = self._statement, self._statement.text, self._statement.starts
        if not ARTICLES.isdisjoint(statement.words):
            # The capital of "hepatitis A" is none.
            self._places = [
                n for n, w in enumerate(statement.words) if w not in ARTICLES or (n and text[starts[n]] == "A")
            ]
            self._index = {place: n for n, place in enumerate(self._places)}
        return [statement.stems[n] for n in self._places]

    def at(self, i: int) -> tuple[int, str] | None:
        """As Phrases.at, for tokens."""
        if self._stems is None:
            self._stems = self._leave_out()
        n = self._index.get(i)
        if n is not None:
            found = self._concepts.at(self._stems, n)
            if found:
                return self._places[found[0] - 1] + 1, found[1]
        return self._concepts.at(self._statement.stems, i)


def _term_at(phrases: _Phrased, statement: Statement, i: int) -> Term | None:
    known = lexicon()
    turned = _turned(known.concepts, statement, i)
    if turned:
        return turned
    word, folded = statement.words[i], statement.stems[i]
    found = phrases.at(i)
    if found and found[0] - i == 1 and word in STOPWORDS:
        found = None
    if found and found[0] - i == 1 and len(folded) <= 3 and word.isalpha() and _needs_capitals(statement, i):
        found = None
    generic = _generic(word)
    if generic and not (found and (found[0] - i > 1 or not known.drugs.listed(word))):
        return Term("drug", generic, i, i + 1)
    if found:
        kind, _, name = found[1].partition(":")
        return Term(kind, name, i, found[0])
    if word in known.regimens and statement.text[statement.starts[i] : statement.ends[i]].isupper():
        return Term("drug", word, i, i + 1)
    return None


@lru_cache(maxsize=65_536)
def _generic(word: str) -> str:
    return lexicon().generic(word)


def _turned(concepts: Phrases, statement: Statement, i: int) -> Term | None:
    """ "Injection of cortisone into the hip" by the name it has the other way round: cortisone injection."""
    if i + 1 >= len(statement.words) or statement.words[i + 1] != "of":
        return None
    j = i + 2
    while j < len(statement.words) and statement.words[j] in _ARTICLES:
        j += 1
    for end in range(min(j + 3, len(statement.words)), j, -1):
        stems = [*statement.stems[j:end], statement.stems[i]]
        found = concepts.at(stems, 0)
        if found and found[0] == len(stems):
            kind, _, name = found[1].partition(":")
            return Term(kind, name, i, end)
    return None


def _needs_capitals(statement: Statement, i: int) -> bool:
    """Short abbreviations count only in capitals: "pe" or "als" may be something else, "PE" is not; nor is "Hb"."""
    raw = statement.text[statement.starts[i] : statement.ends[i]]
    abbreviated = raw.removesuffix("s").isupper() or (raw[0].isupper() and _VOWELS.isdisjoint(raw.lower()))
    return not abbreviated and statement.stems[i] not in _PLAIN_SHORT


_VOWELS = frozenset("aeiouy")
_PLAIN_SHORT = frozenset(stem(w) for w in _DATA["plain_short"].split())


@lru_cache(maxsize=65_536)
def _kind_by_ending(word: str, folded: str) -> str:
    if len(word) > 5:
        if _PROCEDURE.search(word) or _PROCEDURE.search(folded):
            return "procedure"
        if folded not in _NOT_DISEASE and _DISEASE.search(folded):
            return "disease"
        if folded not in _NOT_DISEASE and _TEST.search(folded):
            return "test"
    return ""


def _clauses(statement: Statement) -> list[int]:
    """Number the clauses: they end at ; and words such as "but", at "," or "and" where a new statement begins."""
    words = statement.words
    numbers: list[int] = []
    number, finite = 0, False
    condition = bool(words) and words[0] in _CONDITIONS
    stops = lexicon().cues["stop"].table
    for i, word in enumerate(words):
        if condition and i > 2 and (word == "," or _answers(words, i)):
            number, finite, condition = number + 1, False, False
        elif (word in _MAY_END or word in stops) and _ends(words, i, finite):
            number += 1
            finite = False
        finite = finite or word in FINITE
        numbers.append(number)
    return numbers


def _answers(words: list[str], i: int) -> bool:
    """Whether what is done on a condition begins without a comma: "if there is no response I would consider ..."."""
    return words[0] in _IF and words[i] in ("i", "we") and words[i + 1 : i + 2] != [] and words[i + 1] in FINITE


# Besides the words of the stop list, what a clause can end before.
_MAY_END = frozenset(";—:.,–(") | {"and", "or", "given"}


def _ends(words: list[str], i: int, finite: bool) -> bool:
    """Whether the clause before word i ends there; what stands before a colon without a verb is only a label."""
    word = words[i]
    if word in ";—" or (word == ":" and finite):
        return True
    if word == "." and i < len(words) - 1:
        return not i or words[i - 1] not in _TITLES
    if word in ",–(" and _begins(words, i + 1):
        return True
    if word in ("and", "or") and finite and words[i - 1] != "," and _begins_with_subject(words, i + 1):
        return True
    if word == "given" and i and words[i - 1] in _PASSIVE:
        return False
    return bool(i and lexicon().cues["stop"].at(words, i))


def _segment(words: list[str], i: int) -> list[str]:
    """The words from i to the next comma or full stop."""
    end = i
    while end < len(words) and words[end] not in ",;:.()" and end - i < 14:
        end += 1
    return words[i:end]


def _begins(words: list[str], i: int) -> bool:
    part = _segment(words, i)
    if not part or part[0] in ("or", "nor") or part[0] in _VERBS:
        return False  # "an injection, guided by ultrasound, is sensible": the verb goes with what stood before
    if part[0] in ("and", "but", "which", "who", "with", "so"):
        part = part[1:]
    states, denials = lexicon().cues["state"], lexicon().cues["denial"]
    return any(w in FINITE for w in part) or any(denials.at(part, k) or states.at(part, k) for k in range(len(part)))


def _begins_with_subject(words: list[str], i: int) -> bool:
    part = _segment(words, i)
    return bool(part) and (part[0] in _SUBJECT or any(w in FINITE for w in part[1:7]))
