"""A mail as a document: its head as it would be printed, its body, and the names of what is attached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from binder.model.clean import clean, clean_lines
from binder.model.document import Document, Page
from binder.reading.enclosed import Enclosed, named
from binder.reading.html import html_text
from binder.reading.limits import MIB, Limits
from binder.reading.text import bounded

_LACKING = 0.3  # of the words of a mail as a web page; a plain body that lacks more is not the whole of it
_HEAD = 2_000  # characters of one field


@dataclass(slots=True)
class Letter:
    """A mail taken apart.

    Attributes:
        fields: From, To, Cc, Date, Subject: (name, value) as they stand.
        plain, html: its body, in either form or both.
        parts: what is attached.  warnings: sentences for the person.
    """

    fields: list[tuple[str, str]] = field(default_factory=list)
    plain: str = ""
    html: str = ""
    parts: list[Enclosed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def document_of(letter: Letter, media_type: str, reader: str, limits: Limits) -> Document:
    """The document of a mail: one page, the head first, and its parts by name."""
    head = [clean(f"{name}: {' '.join(value.split())[:_HEAD]}") for name, value in letter.fields if value.strip()]
    body, cut = _body(letter, limits)
    warnings = list(letter.warnings)
    if cut:
        warnings.append(f"only the first {limits.text // MIB} MB of this mail are read")
    if len(letter.parts) > limits.parts:
        warnings.append(f"only the first {limits.parts} of {len(letter.parts)} attachments are taken out")
    if not any(body) and not letter.parts:
        warnings.append("there are no words in this mail")
    lines, _ = bounded([*head, "", *body] if any(body) else head)
    parts = named((part.name for part in letter.parts), limits)
    tags = (("Attachments", ", ".join(part.name for part in parts)[:400]),) if parts else ()
    return Document("", media_type, (Page(1, tuple(lines)),), None, tags, 0, tuple(warnings), reader, parts)


def _body(letter: Letter, limits: Limits) -> tuple[list[str], bool]:
    """The plain body, or the other one where the plain one says much less ("this mail needs a newer program")."""
    plain = letter.plain[: limits.text]
    cut = len(letter.plain) > limits.text
    page = html_text(letter.html[: limits.text], limits.text) if letter.html else None
    lines = clean_lines(plain)
    if page is not None and len(_words(page.lines) - _words(lines)) > _LACKING * len(_words(page.lines)):
        return list(page.lines), page.cut or len(letter.html) > limits.text
    while lines and not lines[-1]:
        lines.pop()
    return lines, cut


def _words(lines: Iterable[str]) -> set[str]:
    """The words there are, bare of what the two bodies write differently (marks, lists, links)."""
    return {
        bare for line in lines for word in line.split() if "://" not in word and (bare := word.strip("*_<>()[]:.,"))
    }
