"""Letters: what was drafted, from which template, and what of it was printed, signed and sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from binder.model.people import Channel


class LetterState(StrEnum):
    """Where a letter stands, by its dates."""

    DRAFT = "draft"
    PRINTED = "printed"
    SIGNED = "signed"
    SENT = "sent"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, with all that is needed to print it again exactly as it was.

    Attributes:
        template: its name ("records-request").  version: of its text.  title: of the letter.
        source: the whole template as it was when the letter was drafted, the user's own changes in it.
        fields: what stood in each field, line by line.  paper: "letter" or "a4".
        request, authority, coverage, appointment: ids of what it is about; empty where it is not about one.
        drafted_on, printed_on, signed_on, sent_on: ISO dates.
        channel, proof: how it was sent, and the fax confirmation or certified-mail number.
        record: id of the record that keeps it as it was sent.
    """

    template: str
    version: str
    title: str
    id: str = ""
    language: str = "en-US"
    source: str = ""
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    paper: str = "letter"
    request: str = ""
    authority: str = ""
    coverage: str = ""
    appointment: str = ""
    drafted_on: str = ""
    printed_on: str = ""
    signed_on: str = ""
    sent_on: str = ""
    channel: Channel | None = None
    proof: str = ""
    record: str = ""

    @property
    def state(self) -> LetterState:
        """Where it stands; never kept, so that it cannot contradict the dates."""
        if self.sent_on:
            return LetterState.SENT
        if self.signed_on:
            return LetterState.SIGNED
        return LetterState.PRINTED if self.printed_on else LetterState.DRAFT

    @property
    def to(self) -> str:
        """Whom it is addressed to."""
        return next((value[0] for name in ("recipient", "payer", "discloser") if (value := self.fields.get(name))), "")
