"""The head of a record: what it is, whose, from when and how binder knows, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.widgets import Static

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.record import DateFound, DateRole, Filing, Record, RecordState
from binder.tui.sized import Sized

_LABEL = 50
_SIGNS = {*(chr(code) for code in range(0x2400, 0x2422)), "\N{REPLACEMENT CHARACTER}"}
_ROLE_WORDS = {
    DateRole.LETTER: "date of the letter",
    DateRole.BIRTH: "date of birth",
    DateRole.OTHER: "a date",
    DateRole.SERVICE: "date of service",
}


def role_words(role: DateRole) -> str:
    """What a date is the date of, in words."""
    return _ROLE_WORDS.get(role, role.value)


def where(date: DateFound, pages: int = 1) -> str:
    """The place of a date: "line 4", "page 2 line 4", or that it is a coded field."""
    if date.citation is None:
        return "a coded field of the file"
    page = f"page {date.citation.page} " if pages > 1 else ""
    return f"{page}line {date.citation.line}"


def basis_words(record: Record, document: Document | None = None) -> str:
    """Where its date comes from: "taken from line 4: 'Collected: 02/14/2026'"."""
    filing = record.filing
    if not filing.date:
        return "no date found"
    if filing.date_basis is None:
        return "date typed by you" if filing.date_confidence == 1.0 else "date not cited"
    basis = filing.date_basis
    if basis.citation is None:
        return f"{role_words(basis.role)}, taken from {where(basis)}"
    quote = labelled(basis.citation, document)
    settled = order(filing)
    words = f"{role_words(basis.role)}, taken from {where(basis, record.pages)}: “{quote}”"
    return f"{words}, {settled}" if settled else words


def order(filing: Filing) -> str:
    """Why its date was read with the day or the month first; empty where it could not be read otherwise."""
    from binder.filing import why_read_so  # filing is slow to load, and the first screens do without

    return why_read_so(filing)


def labelled(citation: Citation, document: Document | None) -> str:
    """The cited date with the label before it: "Collected: 02/14/2026"."""
    line = document.line(citation.page, citation.line) if document else ""
    if not citation.holds(line):
        return citation.quote
    before = re.split(r"\s{2,}", line[: citation.end].strip())[-1]
    return before if len(before) <= _LABEL else "…" + before[1 - _LABEL :]


def size_words(size: int) -> str:
    """Bytes as a person reads them."""
    amount = float(size)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "bytes" else f"{amount:.1f} {unit}"


def state_words(record: Record) -> str:
    """Where it stands."""
    return {
        RecordState.NEEDS_REVIEW: "needs review",
        RecordState.FILED: "filed",
        RecordState.UNREADABLE: "could not be read",
        RecordState.TRASHED: "put aside",
    }[record.state]


def extent_words(record: Record) -> str:
    """How much there is of it: pages, images, bytes."""
    parts = []
    if record.pages:
        parts.append(f"{record.pages} page" + "s" * (record.pages != 1))
    if record.study_uid:
        of = f" of {record.expected}" if record.expected is not None and record.expected != record.instances else ""
        parts.append(f"{record.instances}{of} image" + "s" * (record.instances != 1))
    return ", ".join([*parts, size_words(record.size)])


def notices(record: Record, document: Document | None) -> Iterator[str]:
    """What the reader of this record should know, a sentence each, most important first."""
    if record.state is RecordState.UNREADABLE:
        yield record.reason or "It could not be read."
        if record.locked:
            yield "Press P to type its password."
    elif record.reason:
        yield record.reason
    if record.study_uid and not record.diagnostic:
        yield "Pictures of the study only: a second reader needs the original images."
    if record.expected is not None and record.instances < record.expected:
        yield f"The disc's own index names {record.expected} images; {record.instances} are here."
    yield from (told for told in dict.fromkeys((*record.filing.doubts, *record.warnings)) if told not in record.reason)
    signs = sum(1 for page in document.pages for line in page.lines for c in line if c in _SIGNS) if document else 0
    if signs:
        yield f"{signs} character{'s' * (signs != 1)} that could act on a terminal are shown as signs (␛, �)."


def head_lines(record: Record, document: Document | None) -> list[tuple[str, str]]:
    """The lines of the head, each with its role: "title", "line" or "notice"; unshortened, clean."""
    filing = record.filing
    number = f" · opinion {record.opinion}" if record.opinion else ""
    lines = [(f"{record.title}", "title")]
    lines.append((f"{filing.kind.label} · {_dated(record)}{basis_words(record, document)}{number}", "line"))
    who = _joined([filing.author, filing.facility, _patient(record)])
    file = _joined([record.id, record.name, extent_words(record), state_words(record)])
    lines += [(line, "line") for line in (who, file) if line]
    lines += [(f"! {notice}", "notice") for notice in dict.fromkeys(notices(record, document))]
    return [(clean(" ".join(line.split())), role) for line, role in lines]


def _dated(record: Record) -> str:
    return f"{record.date}, " if record.date else ""


def _patient(record: Record) -> str:
    patient = record.filing.patient
    if patient is None or not patient.name:
        return ""
    return f"patient {spoken_name(patient.name)}" + (f", born {patient.born}" if patient.born else "")


def spoken_name(name: str) -> str:
    """A name as one says it: DICOM writes "FAMILY^GIVEN^MIDDLE"."""
    if "^" not in name:
        return name
    family, *given = name.split("^")
    return " ".join(part for part in (*given[:2], family) if part)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


class RecordHead(Sized, Static):
    """The head on the screen: at most two rows a line, and as many notices as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"head--title", "head--line", "head--notice"}
    NOTICES = 2

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._lines: list[tuple[str, str]] = []
        self._short = False

    def show(self, record: Record, document: Document | None) -> None:
        """Show the head of a record."""
        self._lines = head_lines(record, document)
        self._draw()

    def be_short(self, short: bool) -> None:
        """Leave the room to a picture: the title and one notice only."""
        if short is not self._short:
            self._short = short
            self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Another width holds other words."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or 80
        notices = [line for line in self._lines if line[1] == "notice"]
        shown = [line for line in self._lines if line[1] != "notice"] + notices[: self.NOTICES]
        if self._short:
            shown = self._lines[:1] + notices[:1]
        elif len(notices) > self.NOTICES:
            shown.append((f"  and {len(notices) - self.NOTICES} more under i Details", "line"))
        text = Text(end="")
        for i, (line, role) in enumerate(shown):
            most = width if role == "title" else 2 * width - 2
            cut = line if len(line) <= most else line[: most - 1] + "…"
            text.append(("\n" if i else "") + cut, self.get_component_rich_style(f"head--{role}"))
        self.update(text)
