"""Sending letters: each is kept as it was sent, and what it was about knows of it. One undo takes all of that back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from binder.chase import coverage, days
from binder.letters import about
from binder.letters.plan import denials
from binder.model.coverage import PlanAsk, PlanRequest
from binder.model.document import Document
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.letter import Letter
from binder.model.people import Channel
from binder.model.record import Filing, Intake, Outcome, Person, Precision, RecordState
from binder.model.request import Above, Escalation, EventKind, RequestEvent
from binder.verbs.letters import Letters, words_of

_ABOVE = {"overdue": Above.PRIVACY_OFFICER, "complaint": Above.OCR}
_ASKS = {"gap-exception": PlanAsk.GAP_EXCEPTION, "appeal": PlanAsk.APPEAL}


class SentLetters(Letters):
    """Letters on their way."""

    def send_letter(self, name: str, *, channel: Channel, on: str = "", proof: str = "") -> Letter:
        """Note that a letter went out. Its PDF becomes a record, and its request, paper or plan is told.

        Args:
            on: ISO date; today if left out.  proof: fax confirmation or certified-mail number.

        Raises:
            BinderError: it was sent before; an authorization form is not signed; the day is yet to come, or lies before
                the signature; the request cannot be sent, or taken further.
        """
        letter, today = self._unsent(name), date.today()
        when = days.not_ahead(on or today.isoformat(), today, "The day it was sent,")
        if letter.template == about.FORM and not letter.signed_on:
            raise BinderError(f"{letter.id} is not signed yet: an authorization is good from its signature on.")
        if letter.signed_on:
            days.ordered(letter.signed_on, when, "It cannot be sent before it was signed")
        pdf = self.letter_pdf(letter.id)
        document = self._as_read(letter, pdf)
        with self._vault.together("send-letter", summary := f"Sent {words_of(letter)}"):
            record = self._kept(letter, pdf, document, when, summary)
            self._tell(letter, when, channel, proof, today, summary)
            sent = replace(
                letter,
                printed_on=letter.printed_on or when,
                sent_on=when,
                channel=channel,
                proof=proof.strip(),
                record=record,
            )
            return self._vault.letters.save(sent, action="send-letter", summary=summary)

    # -- kept as sent

    def _as_read(self, letter: Letter, pdf: bytes) -> Document:
        from binder.reading import Source

        return self.reader.read(Source.from_bytes(f"{letter.template}-{letter.id}.pdf", pdf))

    def _kept(self, letter: Letter, pdf: bytes, document: Document, when: str, summary: str) -> str:
        """The id of the record that holds these bytes, on the timeline.

        A new one is put aside first and taken out within the same step, so that undo puts it aside again.
        """
        digest = hashlib.sha256(pdf).hexdigest()
        found = self._vault.records.find(digest)
        if found is None:
            filing = self._filing(letter, document, when)
            record = self._vault.records.add(
                filing, document, pdf, source=f"letter {letter.id}", state=RecordState.TRASHED, sha256=digest
            )
            label = f"letter {letter.id}"
            self._vault.intake.note(
                digest, Intake(label, Outcome.ADDED, record.id, filing.kind, filing.date, filing.title)
            )
            found = record.id
        if self._vault.records.row(found).state is RecordState.TRASHED:
            self._vault.records.update(found, "send-letter", summary, state=RecordState.FILED)
        return found

    def _filing(self, letter: Letter, document: Document, when: str) -> Filing:
        """How it is filed: nothing of it is a guess, and what it says of others' records is no fact of theirs."""
        from binder.filing import file

        template = self.letter_template_of(letter)
        read = file(document, patient=self.patient)
        return replace(
            read,
            kind=Kind(template.files_as),
            kind_confidence=1.0,
            kind_basis=(),
            title=words_of(letter),
            date=when,
            date_precision=Precision.DAY,
            date_basis=None,
            date_confidence=1.0,
            patient=Person(self.patient.name, self.patient.born, role="patient"),
            author=next(iter(letter.fields.get("signer", ())), ""),
            facility="",
            accession="",
            facts=(),
            doubts=(),
        )

    # -- told to what it is about

    def _tell(self, letter: Letter, when: str, channel: Channel, proof: str, today: date, summary: str) -> None:
        if letter.request and letter.template in about.ON_REQUEST:
            self._tell_request(letter, when, channel, proof)
        if letter.template == "revocation" and letter.authority:
            self.revoke(letter.authority, when)
        if letter.template in _ASKS and letter.coverage:
            self._tell_plan(letter, when, today, summary)

    def _tell_request(self, letter: Letter, when: str, channel: Channel, proof: str) -> None:
        request = self._vault.requests.need(letter.request)
        if letter.template in about.OPENS and not request.sent_on:
            self.send_request(request.id, when, channel, letter=letter.id)
            return
        said = f"{letter.title}, sent by {channel.label}" + (f" ({proof.strip()})" if proof.strip() else "")
        self.log_event(request.id, RequestEvent(when, EventKind.LETTER, said, letter=letter.id))
        if letter.template in _ABOVE:
            self.escalate_request(request.id, Escalation(when, _ABOVE[letter.template]))
        noted = self._vault.requests.need(request.id)
        changed = replace(noted, letters=(*noted.letters, letter.id))
        self._vault.requests.save(changed, action="send-letter", summary=f"Sent {words_of(letter)}")

    def _tell_plan(self, letter: Letter, when: str, today: date, summary: str) -> None:
        plan = self._vault.coverages.need(letter.coverage)
        denied = [one.number for one in denials(plan)]
        asks = _ASKS[letter.template]
        appeals = denied[-1] if denied and asks is PlanAsk.APPEAL else 0
        doctor = next(iter(letter.fields.get("doctor", ())), "")
        asked = PlanRequest(asks, when, doctor=doctor, appeals=appeals, letter=letter.id)
        self._vault.coverages.save(coverage.ask_plan(plan, asked, today), action="send-letter", summary=summary)
