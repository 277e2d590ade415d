"""The verbs of letters: drafted from what the binder knows, read, printed, signed, sent, and kept as sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from binder.chase import days
from binder.chase.authority import warnings
from binder.chase.requests import prepare
from binder.letters import NAMES, Composed, Template, about, compose, guide, shipped, shipped_text, template_of, values
from binder.letters.template import Value
from binder.model.authority import AuthorityKind
from binder.model.clean import clean
from binder.model.errors import BinderError, Misused
from binder.model.letter import Letter, LetterState
from binder.model.request import Request
from binder.vault.shelf import Shelf, T
from binder.verbs.letter_fields import LetterFields
from binder.verbs.printing import fonts_for, own_templates

PAPERS = ("letter", "a4")
_PAPER = "letters.paper"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A letter with its words, and what to know before it goes out, one sentence each."""

    letter: Letter
    composed: Composed
    cautions: tuple[str, ...] = ()


class Letters(LetterFields):
    """Letters, ready to sign."""

    # -- templates and paper

    def letter_template(self, name: str) -> Template:
        """The template of a letter: the user's own copy where there is one, else the one that comes with binder.

        Raises:
            Misused: there is no such letter.  BinderError: the user's copy has a mistake; which, and where.
        """
        came = shipped(name)
        own = own_templates() / f"{name}.txt"
        return template_of(_text_of(own), str(own)) if own.is_file() else came

    @staticmethod
    def write_templates(folder: Path) -> list[Path]:
        """Write the templates that come with binder into a folder, to be changed; what is there already stays.

        Returns:
            The files that were written.

        Raises:
            BinderError: the folder cannot be written to.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            fresh = [path for name in NAMES if not (path := folder / f"{name}.txt").exists()]
            for path in fresh:
                path.write_text(shipped_text(path.stem), encoding="utf-8")
            if fresh:
                (folder / "README.txt").write_text(guide(), encoding="utf-8")
        except OSError as error:
            raise BinderError(f"{folder} cannot be written to ({error.strerror}): choose another folder.") from error
        return fresh

    @property
    def paper(self) -> str:
        """The size of paper that letters are printed on: "letter" or "a4"."""
        return self._vault.meta(_PAPER, PAPERS[0])

    def set_paper(self, paper: str) -> None:
        """Choose the size of paper for letters to come."""
        self._vault.set_meta(_PAPER, _known_paper(paper))

    # -- drafting

    def draft_letter(
        self,
        template: str,
        *,
        request: str = "",
        authority: str = "",
        coverage: str = "",
        appointment: str = "",
        given: Mapping[str, str | Iterable[str]] | None = None,
        paper: str = "",
        on: str = "",
    ) -> Drafted:
        """A letter from what the binder knows and what is given; nothing is kept yet.

        Args:
            template: its name.  request, authority, coverage, appointment: ids of what it is about; the only one there
                is, and the next visit, may be left out.
            given: fields as typed; they come before what the binder knows, and an empty one empties the field.
            paper: "letter" or "a4"; as set for this binder if left out.  on: its ISO date; today if left out.

        Raises:
            BinderError: it cannot be written without something that is not noted; an authorization lacks an element of
                the rule; a request asks for slides and the letter speaks of the law's clock; a template has a mistake.
        """
        chosen = self.letter_template(template)
        when = date.fromisoformat(days.need(on, "The letter's date")) if on else date.today()
        asked = self._one(self._vault.requests, request, template in about.ON_REQUEST)
        forms = [p for p in self._vault.authorities.all() if p.kind is AuthorityKind.AUTHORIZATION and not p.revoked_on]
        held = self._one(self._vault.authorities, authority, template in about.OF_PAPER, forms)
        plan = self._one(self._vault.coverages, coverage, template in about.TO_PLAN)
        coming = (v for v in self._vault.appointments.all() if v.state.coming and v.day >= when.isoformat())
        visits = sorted(coming, key=lambda v: v.at)
        to_a_doctor = template in about.TO_DOCTOR | about.TO_PLAN
        visit = self._one(self._vault.appointments, appointment, to_a_doctor, visits[:1])
        if asked is not None and (why := about.unfit(template, asked.kind, asked.id)):
            raise Misused(why)
        said = self._gathered(template, asked, held, plan, visit, when)
        filled = values({**said, **(given or {})})
        composed = compose(chosen, filled, dated=when.isoformat())
        letter = Letter(
            chosen.name,
            chosen.version,
            chosen.title,
            source=chosen.source,
            fields={name: filled[name] for name in sorted(chosen.fields & set(filled))},
            paper=_known_paper(paper or self.paper),
            request=asked.id if asked else "",
            authority=held.id if held else "",
            coverage=plan.id if plan else "",
            appointment=visit.id if visit else "",
            drafted_on=when.isoformat(),
        )
        return Drafted(letter, composed, tuple(self._cautions(chosen, filled, asked, when)))

    def keep_letter(self, drafted: Drafted) -> Letter:
        """Keep a draft, with its template and what stands in its fields, so that it prints the same for ever."""
        letter = drafted.letter
        return self._vault.letters.save(letter, action="draft-letter", summary=f"Drafted {words_of(letter)}")

    def _one(self, shelf: Shelf[T], name: str, wanted: bool, among: list[T] | None = None) -> T | None:
        """What a letter is about: as named, or the only one there is (among those that fit)."""
        if name:
            return shelf.need(name)
        there = (shelf.all() if among is None else among) if wanted else []
        if len(there) > 1:
            named = ", ".join(one.id for one in there[:12])
            raise Misused(f"Say which {shelf.entity} the letter is about: there are {named}.")
        return there[0] if there else None

    def _cautions(self, template: Template, filled: Mapping[str, Value], asked: Request | None, on: date) -> list[str]:
        found = list(about.cautions(template, filled))
        came = shipped(template.name)
        if template.version != came.version:
            found.append(
                f"Your own copy of {template.name} is version {template.version}, and binder now has {came.version}."
            )
        if asked is not None:
            if asked.needed_by and asked.needed_by < on.isoformat():
                found.append(f"The day it is needed by, {asked.needed_by}, has passed.")
            if filled.get("signer_role"):
                now = self.situation()
                found += [w for w in warnings(asked, now.authorities, on, now.names) if "Ciox" not in w]
        return found

    # -- looking

    def letters(self) -> list[Letter]:
        """Every letter, oldest first."""
        return self._vault.letters.all()

    def letter(self, name: str) -> Letter:
        """One letter by its id.

        Raises:
            BinderError: there is none.
        """
        return self._vault.letters.need(name)

    def letter_text(self, name: str) -> str:
        """A letter as plain text."""
        return self._composed(self.letter(name)).text

    def letter_pdf(self, name: str, paper: str = "") -> bytes:
        """A letter as a PDF: the very bytes that were sent, where it was sent.

        Raises:
            BinderError: a character of it is in no font here.
        """
        letter = self.letter(name)
        if letter.record and not paper:
            return b"".join(self.original(letter.record))
        return self.as_pdf(self._composed(letter), paper or letter.paper)

    def as_pdf(self, composed: Composed, paper: str = "") -> bytes:
        """A letter on paper, with the fonts it needs.

        Raises:
            BinderError: a character of it is in no font here.
        """
        return composed.pdf(_known_paper(paper or self.paper), fonts_for(composed.characters))

    def letter_template_of(self, letter: Letter) -> Template:
        """The template of a letter as it was when the letter was drafted."""
        return template_of(letter.source, letter.id)

    def _composed(self, letter: Letter) -> Composed:
        return compose(self.letter_template_of(letter), letter.fields, dated=letter.drafted_on)

    # -- printed and signed

    def letter_printed(self, name: str, on: str = "") -> Letter:
        """Note that a letter was printed."""
        letter = self._unsent(name)
        when = days.not_ahead(on or date.today().isoformat(), date.today(), "The day it was printed,")
        changed = replace(letter, printed_on=letter.printed_on or when)
        return self._vault.letters.save(changed, action="print-letter", summary=f"Printed {words_of(letter)}")

    def letter_signed(self, name: str, on: str = "") -> Letter:
        """Note that a letter was signed: its request is ready then, a signed authorization form makes its paper good.

        Raises:
            BinderError: it was sent already, or the day is yet to come.
        """
        letter = self._unsent(name)
        when = days.not_ahead(on or date.today().isoformat(), date.today(), "The day it was signed,")
        summary = f"Signed {words_of(letter)}"
        with self._vault.together("sign-letter", summary):
            if letter.template == about.FORM and letter.authority:
                self._sign_paper(letter, when, summary)
            if letter.request:
                self._ready(letter.request, when, summary)
            changed = replace(letter, signed_on=when, printed_on=letter.printed_on or when)
            return self._vault.letters.save(changed, action="sign-letter", summary=summary)

    def _ready(self, which: str, when: str, summary: str) -> None:
        """A request whose letter was signed is ready to be sent, where it was not sent yet."""
        request = self._vault.requests.need(which)
        if not (request.sent_on or request.prepared_on or request.state.closed):
            self._vault.requests.save(prepare(request, when), action="sign-letter", summary=summary)

    def _sign_paper(self, letter: Letter, when: str, summary: str) -> None:
        """The paper's own elements become what the form that was signed says."""
        paper = self._vault.authorities.need(letter.authority)
        printed = {
            name: "; ".join(letter.fields.get(name, ())) for name in ("scope", "discloser", "receiver", "purpose")
        }
        signed = replace(
            paper,
            scope=printed["scope"],
            discloser=printed["discloser"],
            recipient=printed["receiver"],
            purpose=printed["purpose"],
            signed_by=letter.fields["signer"][0],
            signed_on=when,
            signed_by_representative="signer_role" in letter.fields,
            representative_authority="; ".join(letter.fields.get("representative_authority", ())),
            states_revocation=True,
            states_conditioning=True,
            states_redisclosure=True,
        )
        if not (paper.expires_on or paper.expires_event):
            signed = replace(signed, expires_event="; ".join(letter.fields["expires"]))
        self._vault.authorities.save(signed, action="sign-letter", summary=summary)

    def discard_letter(self, name: str) -> None:
        """Throw a draft away; undo brings it back.

        Raises:
            BinderError: it was sent: what was sent is kept.
        """
        letter = self._unsent(name)
        self._vault.letters.remove(letter.id, action="discard-letter", summary=f"Discarded {words_of(letter)}")

    def _unsent(self, name: str) -> Letter:
        letter = self.letter(name)
        if letter.state is LetterState.SENT:
            raise BinderError(f"{letter.id} was sent on {letter.sent_on} and is kept as it was: draft another one.")
        return letter


def _known_paper(paper: str) -> str:
    if paper not in PAPERS:
        raise Misused(f"There is no paper size {paper!r}: letters are printed on {' or '.join(PAPERS)}.")
    return paper


def words_of(letter: Letter) -> str:
    """A letter in the log and on the timeline: "Request for medical images to Mercy General Hospital"."""
    to = f" to {letter.to}" if letter.to else ""
    return clean(f"{letter.title}{to}")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BinderError(f"Your template {path} cannot be read ({reason}): mend it, or move it away.") from error
