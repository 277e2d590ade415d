"""When two texts must not be scored against each other, and the sentence that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from binder.comparison.found import Opinion
from binder.comparison.lexicon import lexicon
from binder.comparison.meaning import is_common
from binder.comparison.scaled import steps
from binder.comparison.swaps import GENERAL
from binder.comparison.words import FOREIGN, STOPWORDS

UNLIKE = 0.25  # likeness of the best links below which the texts speak of different matters
STRANGE = 0.2  # ... where both name the same illness
NEARLY = 0.15  # so much above, the reader is warned and the texts are compared
SPELLED = 0.9  # letters in common from which two names are one, spelled otherwise
FEW = 4  # sentences; with fewer the likeness tells nothing
_RUNNING = 15  # words; with fewer the language cannot be told
_LONGER = 4  # letters of a word that is no small one
# Shares of small and of common English words, one added to the other: letters have 1 or more, notes in
# shorthand .39 or more but for those of nothing but abbreviations, texts in other languages .36 or less.
_ENGLISH = 0.25  # with less a text is not English
_LIKELY = 0.6  # ... nor with less than this where small words of other languages stand in it
_OTHER = 0.04  # share of such words that tells
_KNOWN = 0.22  # share of things that the lexicon knows, from which a text of abbreviations is English all the same


@dataclass(frozen=True, slots=True)
class Guard:
    """A warning; where it forbids a verdict, `stop` is true; `same` where it is one text twice."""

    where: str
    why: str
    stop: bool
    same: bool = False
    strange: bool = False


def read_guards(a: Opinion, b: Opinion) -> list[Guard]:
    """What is wrong with either text by itself."""
    found = []
    for side, opinion in (("A", a), ("B", b)):
        words = [w for s in opinion.statements for w in s.words[:60] if w.isalpha()][:4000]
        if not words:
            found.append(
                Guard(side, f"{side} has no text to compare; if it is a scan, have its text recognised first", True)
            )
        elif len(words) >= _RUNNING and not _is_english(words, opinion):
            found.append(Guard(side, f"{side} does not look like English; only English texts are compared", True))
    return found


def _is_english(words: list[str], opinion: Opinion) -> bool:
    """Whether words are English, in whatever shorthand, and not of another language."""
    longer = [w for w in words if len(w) >= _LONGER]
    share = sum(w in STOPWORDS for w in words) / len(words) + sum(map(is_common, longer)) / (len(longer) or 1)
    if sum(w in FOREIGN for w in words) >= _OTHER * len(words):
        return share >= _LIKELY
    return share >= _ENGLISH or _knows(opinion)


def _knows(opinion: Opinion) -> bool:
    """Notes of nothing but abbreviations, with known things among them."""
    terms = [t for s in opinion.statements[:200] for t in s.terms]
    return sum(bool(t.kind) for t in terms) > _KNOWN * len(terms)


def pair_guards(a: Opinion, b: Opinion, likeness: float) -> list[Guard]:
    """What is wrong with the two together: the same text twice, other patients, other sides."""
    others = [g for g in (_ages(a, b), _sides(a, b)) if g]
    if not others and same_text(a, b):
        return [Guard("A and B", "the two texts are the same, or nearly the same, report", False, True)]
    few = _unlike(a, b, likeness)
    found = [*([few] if few else []), *others]
    if min(len(a.statements), len(b.statements)) * 8 < max(len(a.statements), len(b.statements)):
        short = "A" if len(a.statements) < len(b.statements) else "B"
        found.append(
            Guard(
                short,
                f"{short} is much shorter than the other text; most of the other has nothing to be compared with",
                False,
            )
        )
    return found


def _unlike(a: Opinion, b: Opinion, likeness: float) -> Guard | None:
    least = STRANGE if _share_illness(_illnesses(a), _illnesses(b)) else UNLIKE
    if likeness >= least + NEARLY or min(len(a.statements), len(b.statements)) < FEW:
        return None
    return Guard(
        "A and B",
        "the two texts have little in common; they may be about different patients or different illnesses",
        likeness < least,
        strange=True,
    )


def _share_illness(mine: set[str], theirs: set[str]) -> bool:
    """Whether both name one illness, perhaps spelled otherwise or one under a wider name."""
    wider = lexicon().wider.all_of
    return any(
        x == y or x in wider(y) or y in wider(x) or SequenceMatcher(None, x, y, autojunk=False).ratio() >= SPELLED
        for x in mine
        for y in theirs
    )


def _illnesses(opinion: Opinion) -> set[str]:
    """The illnesses a text names, in words that not every other illness shares."""
    return {t.name for s in opinion.statements for t in s.terms if t.kind == "disease" and not t.denied} - GENERAL


def _ages(a: Opinion, b: Opinion) -> Guard | None:
    mine, theirs = (
        {f.values[0] for some in o.facts for f in some if f.key == "age" and not f.label and "family" not in f.frames}
        for o in (a, b)
    )
    if mine and theirs and min(abs(x - y) for x in mine for y in theirs) > 3:
        return Guard(
            "A and B",
            f"the ages differ ({min(mine):.0f} and {min(theirs):.0f}); they may be about different patients",
            True,
        )
    return None


def _sides(a: Opinion, b: Opinion) -> Guard | None:
    """Throughout one text left, throughout the other right: another specimen or side, not another opinion."""
    counts = []
    for opinion in (a, b):
        sides = [s.step for s in steps(opinion, tuple(range(min(len(opinion.statements), 400)))) if s.scale == "side"]
        left, right = sides.count(0), sides.count(1)
        counts.append("left" if left >= 3 and right * 6 < left else "right" if right >= 3 and left * 6 < right else "")
    if counts[0] and counts[1] and counts[0] != counts[1]:
        return Guard(
            "A and B",
            f"A speaks of the {counts[0]} side and B of the {counts[1]} side; they may be about different specimens",
            True,
        )
    return None


def same_text(a: Opinion, b: Opinion) -> bool:
    """Whether the texts are one report read twice: nearly all runs of five letters in common."""
    left, right = _shingles(a), _shingles(b)
    if min(len(left), len(right)) < 30:
        return bool(left) and left == right
    return len(left & right) > 0.86 * max(len(left), len(right))


def _shingles(opinion: Opinion) -> set[str]:
    text = re.sub(r"[^a-z0-9]", "", "".join(s.text.lower() for s in opinion.statements[:600]))
    return {text[i : i + 7] for i in range(max(0, len(text) - 6))}
