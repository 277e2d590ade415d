"""Whose opinion it is in little room: titles, degrees and first names go before the surname does. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

from binder.model.clean import clean
from binder.model.spoken import opinion_name
from binder.tui.screens.timeline_rows import date_words
from binder.tui.widgets.opinion_rows import shorten

_BRACKETS = re.compile(r"\([^)]*\)")  # "FRCS (Tr & Orth)"
_TITLES = ("Dr", "Prof", "Professor", "Doctor", "Mr", "Mrs", "Ms", "Miss")


def whose(author: str, title: str, facility: str, date: str, width: int, more: str = "") -> str:
    """Whose opinion it is and of which day, in at most `width` cells: first the rest goes, then parts of the name.

    Args:
        date: ISO 8601, or empty.  more: said after it where there is room.
    """
    said = date_words(date) if date else "no date"
    name = opinion_name(author, title, facility, said if date else "")
    day = "" if date and name.endswith(said) else f", {said}"
    forms = [name, *_shorter(clean(author))]
    for words in (*([f"{name}{day}, {more}"] if more else []), *(f"{form}{day}" for form in forms)):
        if cell_len(words) <= width:
            return words
    return shorten(forms[-1], max(1, width - cell_len(day))) + day


def _shorter(author: str) -> Iterator[str]:
    """A doctor's name without degrees, without titles, with initials, and the surname alone; of others nothing."""
    first, *rest = (part.strip() for part in _BRACKETS.sub(" ", author).split(","))
    words = first.split()
    marked = bool(rest)  # by a title, a degree or an initial one sees that it is a person's name
    if rest and not any(map(_degree, rest[0].split())):
        words = [*rest[0].split(), *words]  # "Okonjo-Lund, Adaeze"
    titles = [word for n, word in enumerate(words) if all(map(_title, words[: n + 1]))]
    names = words[len(titles) :]
    while len(names) > 1 and _degree(names[-1]):
        names.pop()
        marked = True
    marked |= bool(titles) or any(len(name.rstrip(".")) == 1 for name in names)
    if not names or (len(names) < 2 and not titles) or not (marked or len(names) == 2):
        return
    at = len(names) - 1
    while at and names[at - 1].islower():  # "van der Berg"
        at -= 1
    surname = " ".join(names[at:])
    yield " ".join((*titles, *names))
    yield " ".join(names)
    yield " ".join((*(f"{name[0]}." for name in names[:at]), surname))
    yield surname


def _title(word: str) -> bool:
    """ "Dr." and "Prof.", not the initial "H."."""
    return (word.endswith(".") and len(word) > 2 and not _degree(word)) or word in _TITLES


def _degree(word: str) -> bool:
    """ "MD", "PhD", "F.R.C.S.": most of its letters are capitals, and it is no initial."""
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and sum(c.isupper() for c in letters) * 2 > len(letters)
