"""Requests: what was asked of one desk, what was said since, and what came (FHIR Task and Communication).

A request keeps facts and dates only. Its state follows from them; due, extended and overdue follow from them and from
the day one looks (`binder.chase.clock`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binder.model.checklist import Need
from binder.model.people import Channel, DepartmentKind


class RequestKind(StrEnum):
    """What a request is for; slides and blocks are never asked for together with records."""

    RECORDS = "records"
    IMAGES = "images"
    MATERIAL = "material"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"records": "records", "images": "images", "material": "slides and blocks"}[self.value]

    @property
    def legal_clock(self) -> bool:
        """Whether the right of access sets its date; glass and paraffin are sent by a lab's own policy."""
        return self is not RequestKind.MATERIAL


class RequestState(StrEnum):
    """Where a request stands (data model E4), by what was noted of it."""

    DRAFT = "draft"
    READY = "ready"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    ESCALATED = "escalated"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")

    @property
    def closed(self) -> bool:
        """Nothing more is expected."""
        return self in (RequestState.FULFILLED, RequestState.DENIED, RequestState.WITHDRAWN)


class Ground(StrEnum):
    """Why something was refused, as far as it was said."""

    NOT_STATED = "not_stated"
    NOT_HELD = "not_held"
    AUTHORITY = "authority"
    IDENTITY = "identity"
    UNPAID_BILL = "unpaid_bill"
    PSYCHOTHERAPY_NOTES = "psychotherapy_notes"
    LEGAL_PROCEEDINGS = "legal_proceedings"
    ENDANGERMENT = "endangerment"
    POLICY = "policy"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"not_stated": "no ground stated", "not_held": "they do not hold it", "authority": "no authority shown",
                "identity": "identity not shown", "unpaid_bill": "an unpaid bill",
                "psychotherapy_notes": "psychotherapy notes", "legal_proceedings": "made for legal proceedings",
                "endangerment": "danger to somebody", "policy": "house policy",
                "other": "another ground"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Denial:
    """A refusal of all or part.

    Attributes:
        on: ISO date.  in_writing: it has to be.  reason: as said.
        review_by: ISO date until which a review was offered; empty where none was.
    """

    on: str
    ground: Ground = Ground.NOT_STATED
    reason: str = ""
    in_writing: bool = False
    review_by: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """One need of one checklist item that a request asks for.

    Attributes:
        item: id of the checklist item.  period: the range of dates asked for, in words.
        promised_on: ISO date somebody promised this part for.
        received_on: ISO date it came; record: the record it is, or empty.  denial: where it was refused.
    """

    item: str
    need: Need
    period: str = ""
    promised_on: str = ""
    received_on: str = ""
    record: str = ""
    denial: Denial | None = None

    @property
    def outstanding(self) -> bool:
        """Neither came nor was refused."""
        return not self.received_on and self.denial is None


class EventKind(StrEnum):
    """How something was said."""

    CALL = "call"
    FAX = "fax"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    VOICEMAIL = "voicemail"
    PORTAL = "portal"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"email": "e-mail", "portal": "portal message"}.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """One call, fax, letter, promise or voicemail (FHIR Communication).

    Attributes:
        at: ISO date, or ISO date and time.  incoming: they called or wrote.
        who: whom one spoke with.  number: dialled, or the extension.  reference: their number for it.
        promised_on: ISO date something was promised for; promised_by: who promised.
        next_on: ISO date of the next step; next_step: what it is.
        letter: id of the letter that was sent, where one was.
    """

    at: str
    kind: EventKind
    said: str = ""
    who: str = ""
    number: str = ""
    reference: str = ""
    promised_on: str = ""
    promised_by: str = ""
    next_on: str = ""
    next_step: str = ""
    incoming: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """A notice that more time is taken; whether it counts is for the clock to say.

    Attributes:
        noticed_on: ISO date the notice was given.  new_date: ISO date named in it, or empty.
        in_writing: whether it was a written statement.  reason: as stated.
    """

    noticed_on: str
    new_date: str = ""
    reason: str = ""
    in_writing: bool = True


class FeeFor(StrEnum):
    """What a fee was asked for."""

    COPYING = "copying"
    SUPPLIES = "supplies"
    POSTAGE = "postage"
    SUMMARY = "summary"
    SEARCH = "search"
    RETRIEVAL = "retrieval"
    VERIFICATION = "verification"
    INFRASTRUCTURE = "infrastructure"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that was asked.

    Attributes:
        amount: as on the bill ("25.00").  on: ISO date.  paid_on: ISO date, or empty.
    """

    amount: str
    on: str
    currency: str = "USD"
    charged_for: tuple[FeeFor, ...] = (FeeFor.NOT_STATED,)
    paid_on: str = ""


class Above(StrEnum):
    """To whom a request was taken further."""

    PRIVACY_OFFICER = "privacy_officer"
    COMPLAINT_DRAFT = "complaint_draft"
    OCR = "ocr"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"privacy_officer": "privacy officer", "complaint_draft": "complaint drafted",
                "ocr": "HHS Office for Civil Rights"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Escalation:
    """One step further up; on: ISO date."""

    on: str
    to: Above
    note: str = ""


class DeliverTo(StrEnum):
    """Who is to get what was asked for; a third party may lose the limit on fees."""

    ME = "me"
    SECOND_DOCTOR = "second_doctor"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of one desk.

    Attributes:
        organization, department: the desk.  carried: what is asked for.
        asked_by: "patient", or id of the family member who asks.  authority: id of the paper, or empty.
        wanted_format: how it should come ("DICOM on disc or upload").  needed_by: ISO date.
        prepared_on: ISO date the request was ready to be sent.  sent_on: ISO date.
        received_on: ISO date they got it; receipt_proof: how one knows (fax confirmation, green card).
        working_since: ISO date they said they were at it.
        state_law: id of the state rule that applies ("CA"), or empty; law_days: days of a shorter limit typed by the
            user, 0 where none; law_business_days: whether those are working days.
        escalations: in their order.  letters: ids of the letters sent for it, in their order.
    """

    organization: str
    department: DepartmentKind
    id: str = ""
    carried: tuple[Carried, ...] = ()
    asked_by: str = "patient"
    authority: str = ""
    deliver_to: DeliverTo = DeliverTo.ME
    deliver_to_whom: str = ""
    wanted_format: str = ""
    needed_by: str = ""
    channel: Channel = Channel.FAX
    prepared_on: str = ""
    sent_on: str = ""
    received_on: str = ""
    receipt_proof: str = ""
    working_since: str = ""
    state_law: str = ""
    law_days: int = 0
    law_business_days: bool = False
    extensions: tuple[Extension, ...] = ()
    fees: tuple[Fee, ...] = ()
    events: tuple[RequestEvent, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    letters: tuple[str, ...] = ()
    withdrawn_on: str = ""
    withdrawn_because: str = ""
    note: str = ""

    @property
    def kind(self) -> RequestKind:
        """What it is for, by what it carries."""
        needs = {one.need for one in self.carried}
        if needs & {Need.SLIDES, Need.BLOCK}:
            return RequestKind.MATERIAL
        return RequestKind.IMAGES if Need.IMAGES in needs else RequestKind.RECORDS

    @property
    def outstanding(self) -> tuple[Carried, ...]:
        """What has neither come nor been refused."""
        return tuple(one for one in self.carried if one.outstanding)

    @property
    def came(self) -> tuple[Carried, ...]:
        """What has come."""
        return tuple(one for one in self.carried if one.received_on)

    @property
    def refused(self) -> tuple[Carried, ...]:
        """What was refused and has not come after all."""
        return tuple(one for one in self.carried if one.denial is not None and not one.received_on)

    @property
    def state(self) -> RequestState:
        """Where it stands, by what was noted; never kept, so that it cannot contradict the facts."""
        if self.withdrawn_on:
            return RequestState.WITHDRAWN
        if self.carried and not self.outstanding:
            if not self.refused:
                return RequestState.FULFILLED
            return RequestState.PARTLY_FULFILLED if self.came else RequestState.DENIED
        if self.escalations:
            return RequestState.ESCALATED
        if self.came or self.refused:
            return RequestState.PARTLY_FULFILLED
        if self.working_since:
            return RequestState.IN_PROGRESS
        if self.received_on:
            return RequestState.ACKNOWLEDGED
        if self.sent_on:
            return RequestState.SENT
        return RequestState.READY if self.prepared_on else RequestState.DRAFT

    @property
    def waiting(self) -> bool:
        """It is on its way or with them, and something is still to come."""
        return bool(self.sent_on) and not self.withdrawn_on and bool(self.outstanding)
