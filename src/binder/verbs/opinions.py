"""The verbs of opinions: which records hold one, and how two compare."""

from __future__ import annotations

from binder.model.comparison import Comparison, OpinionText
from binder.model.document import Document
from binder.model.errors import BinderError
from binder.model.record import Record
from binder.verbs.opened import Opened


class Opinions(Opened):
    """Opinions, and two of them side by side."""

    def set_opinion(self, record_id: str, number: int | None) -> Record:
        """Mark a record as the first, second ... opinion, or as none."""
        record = self.record(record_id)
        if number is not None and (holder := self._vault.records.by_opinion(number)) and holder.id != record_id:
            raise BinderError(f"{holder.id} ({holder.title}) is already opinion {number}: choose another number.")
        summary = f"{record.title}: " + (f"opinion {number}" if number else "no longer an opinion")
        return self._vault.records.update(record_id, "opinion", summary, opinion=number)

    def opinions(self) -> list[Record]:
        """The opinions in their order."""
        return self._vault.records.opinions()

    def compare(self, a: str, b: str) -> Comparison:
        """Lay two opinions side by side; each given as a record id or as an opinion number.

        Raises:
            BinderError: there is no such record or opinion.
        """
        from binder.comparison import compare

        first, second = self._opinion(a), self._opinion(b)
        pair = (first.id, second.id)
        if pair not in self._compared:
            self._compared[pair] = compare(self._text_of(first), self._text_of(second))
        return self._compared[pair]

    def _opinion(self, which: str) -> Record:
        if which.isdecimal():
            record = self._vault.records.by_opinion(int(which))
            if record is None:
                raise BinderError(
                    f"No record is marked as opinion {which}: open the record and press o, or name its id."
                )
            return record
        return self.record(which)

    def _text_of(self, record: Record) -> OpinionText:
        return opinion_text(self.document(record.id), record)


def opinion_text(document: Document, record: Record) -> OpinionText:
    """A document as the comparison takes it in."""
    return OpinionText(
        title=record.title,
        pages=tuple((page.number, page.lines) for page in document.pages),
        author=record.filing.author,
        date=record.date,
        record=record.id,
    )
