"""Words folded for comparing: case, British spelling, number words, plurals, endings. The display is untouched."""

from __future__ import annotations

import re
from functools import lru_cache

from binder.knowledge import load

TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_][^\W_]*(?:['’][a-z]{1,2}\b)?|[^\w\s]")

_DATA = load("comparison_words")


def _table(name: str) -> dict[str, str]:
    return dict(pair.rsplit("=", 1) for pair in _DATA[name].split())


NUMBER_WORDS = {word: float(value) for word, value in _table("numbers").items()}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}

STOPWORDS = frozenset(_DATA["stopwords"].split())
FOREIGN = frozenset(_DATA["foreign"].split())

# (letters that stand in every word the pattern fits, the pattern, what stands there instead)
_BRITISH = tuple(
    (re.sub(r"\(\?[^)]*\)|\^", "", pattern), re.compile(pattern), other) for pattern, other in _table("british").items()
)
_MAY_BE_BRITISH = re.compile("|".join(letters for letters, _, _ in _BRITISH))
_WHOLE = frozenset(_DATA["american_already"].split())
_IRREGULAR = _table("irregular")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its common endings; lower case in, stem out. Numbers written as words become digits."""
    if word in NUMBER_WORDS and word not in ("half", "couple"):
        return f"{NUMBER_WORDS[word]:g}"
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isalpha():
        return word
    return _endings(_american(word))


def _american(word: str) -> str:
    if _MAY_BE_BRITISH.search(word) and word not in _WHOLE:
        for letters, pattern, other in _BRITISH:
            if letters in word:
                word = pattern.sub(other, word)
    return word


_ENDINGS = (("ing", 6), ("ed", 5), ("ly", 6))
_ENDED = tuple(ending for ending, _ in _ENDINGS)
_LAST = frozenset("sgdye")  # what every ending that is folded ends in
_VOWELS = frozenset("aeiouy")


def _endings(word: str) -> str:
    if word[-1] not in _LAST:
        return word
    if word[-1] == "s":
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("sses", "shes", "ches", "xes")):
            word = word[:-2]
        elif not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    for ending, least in _ENDINGS if word.endswith(_ENDED) else ():
        if len(word) >= least and word.endswith(ending) and not _VOWELS.isdisjoint(word[: -len(ending)]):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def fold(text: str) -> list[str]:
    """The words of a phrase, lower case, without punctuation."""
    return [t.lower().replace("’", "'").removesuffix("'s") for t in TOKEN.findall(text) if t[0].isalnum()]


# Words of everyday speech, folded: they tie no two sentences together.
EVERYDAY_WORDS = frozenset(stem(w) for w in _DATA["everyday"].split())
# Words that are no matter of their own, folded: opposite words over them say nothing.
EMPTY_WORDS = frozenset(stem(w) for w in _DATA["empty"].split())
