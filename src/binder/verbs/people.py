"""The verbs of people and places: who they are, how they are reached, and by what paper somebody may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from binder.chase import authority, choosing, days, people
from binder.chase.situation import Situation, names_of
from binder.model.authority import Authority, AuthorityState
from binder.model.decision import Case
from binder.model.errors import BinderError
from binder.model.people import (
    Department,
    DoctorRole,
    FamilyMember,
    Organization,
    PatientDetails,
    Practitioner,
    Standing,
)
from binder.vault.shelf import Shelf
from binder.verbs.opened import Opened

# What a person may take off again; opinions, letters and marks have ways of their own.
_MAY_GO = (
    "family", "doctor", "organization", "authority", "request", "specimen", "shipment", "coverage", "question",
    "appointment", "decision",
)  # fmt: skip

Named = TypeVar("Named", Organization, Practitioner)


class People(Opened):
    """People, places and papers."""

    def situation(self) -> Situation:
        """Everything kept beside the records, as it stands now."""
        vault = self._vault
        family, doctors, places = vault.family.all(), vault.doctors.all(), vault.organizations.all()
        return Situation(
            patient_name=self.patient.name,
            patient=self.patient_details(),
            family=tuple(family),
            doctors=tuple(doctors),
            organizations=tuple(places),
            authorities=tuple(vault.authorities.all()),
            requests=tuple(vault.requests.all()),
            specimens=tuple(vault.specimens.all()),
            shipments=tuple(vault.shipments.all()),
            coverages=tuple(vault.coverages.all()),
            questions=tuple(vault.questions.all()),
            appointments=tuple(vault.appointments.all()),
            case=self.case(),
            decisions=tuple(vault.decisions.all()),
            items=tuple(vault.checklist.items()),
            opinions=len(vault.records.opinions()),
            names=names_of(family, doctors, places),
        )

    # -- the patient and the family -----------------------------------------------------------------------------------

    def patient_details(self) -> PatientDetails:
        """What letters and forms need to say about the patient, beside name and birth date."""
        return self._vault.patient.get("patient") or PatientDetails()

    def set_patient_details(self, details: PatientDetails) -> PatientDetails:
        """Keep it.

        Raises:
            BinderError: a number or address cannot be right, or a number is of a place that is not noted.
        """
        for one in details.numbers:
            self._vault.organizations.need(one.organization)
        contact = people.checked(details.contact, "the patient")
        changed = replace(details, id="patient", contact=contact)
        return self._vault.patient.save(changed, action="patient", summary="What is known of the patient")

    def case(self) -> Case:
        """What the second opinion is about."""
        return self._vault.case.get("case") or Case()

    def family(self) -> list[FamilyMember]:
        """Everybody who helps."""
        return self._vault.family.all()

    def save_family(self, member: FamilyMember) -> FamilyMember:
        """Keep somebody who helps.

        Raises:
            BinderError: there is no name, or a number cannot be right.
        """
        name = _named(member.name, "somebody who helps")
        changed = replace(member, name=name, contact=people.checked(member.contact, name))
        return self._vault.family.save(changed, action="family", summary=f"{name}, {member.relationship.label}")

    # -- places and doctors -------------------------------------------------------------------------------------------

    def organizations(self) -> list[Organization]:
        """Every hospital, practice, laboratory and insurer."""
        return self._vault.organizations.all()

    def organization(self, which: str) -> Organization:
        """One by its id, or by the beginning of its name where only one has it."""
        return _found(self._vault.organizations, which)

    def save_organization(self, place: Organization) -> Organization:
        """Keep a place with its departments.

        Raises:
            BinderError: there is no name, a number cannot be right, or a department stands there twice.
        """
        name = _named(place.name, "a place")
        kinds = [one.kind for one in place.departments]
        if twice := next((kind for kind in kinds if kinds.count(kind) > 1), None):
            raise BinderError(f"{name} has its {twice.label} twice: make it one, or a place of its own.")
        changed = replace(
            place,
            name=name,
            contact=people.checked(place.contact, name),
            state=place.state.strip().upper(),
            departments=tuple(
                replace(one, contact=people.checked(one.contact, f"{name}, {one.label}")) for one in place.departments
            ),
        )
        return self._vault.organizations.save(changed, action="organization", summary=name)

    def save_department(self, organization: str, department: Department) -> Organization:
        """Keep one desk of a place, in the stead of the one of its kind."""
        place = self.organization(organization)
        others = [one for one in place.departments if one.kind is not department.kind]
        return self.save_organization(replace(place, departments=(*others, department)))

    def doctors(self) -> list[Practitioner]:
        """Every doctor."""
        return self._vault.doctors.all()

    def doctor(self, which: str) -> Practitioner:
        """One by the id, or by the beginning of the name where only one has it."""
        return _found(self._vault.doctors, which)

    def save_doctor(self, doctor: Practitioner) -> Practitioner:
        """Keep a doctor.

        Raises:
            BinderError: there is no name, a number cannot be right, or the place is not noted.
        """
        name = _named(doctor.name, "a doctor")
        place = self.organization(doctor.organization).id if doctor.organization else ""
        changed = replace(doctor, name=name, contact=people.checked(doctor.contact, name), organization=place)
        return self._vault.doctors.save(changed, action="doctor", summary=f"{name}, {doctor.role.label}")

    def candidates(self) -> list[Practitioner]:
        """Doctors thought of for an opinion, the chosen one first; those who were declined stay to be seen."""
        order = (Standing.CHOSEN, Standing.CANDIDATE, Standing.DECLINED)
        return sorted(
            (one for one in self.doctors() if one.standing in order), key=lambda one: order.index(one.standing)
        )

    def compare_candidates(self) -> tuple[list[Practitioner], list[choosing.Criterion]]:
        """The candidates, and what is known of them on each criterion."""
        candidates = self.candidates()
        first = choosing.first_doctor(self.doctors())
        return candidates, choosing.compare_candidates(candidates, first, self.organizations())

    def choose_doctor(self, which: str, role: DoctorRole = DoctorRole.SECOND_OPINION) -> tuple[Practitioner, list[str]]:
        """Choose the doctor for an opinion.

        Returns:
            The doctor, and what ties them to the first one, one sentence each; empty where nothing known does.
        """
        doctor = self.doctor(which)
        first = choosing.first_doctor(self.doctors())
        ties = people.independence(first, doctor, self.organizations()) if first and first.id != doctor.id else []
        with self._vault.together("choose", f"{doctor.name} chosen for the {role.label}"):
            for other in self.doctors():
                if other.standing is Standing.CHOSEN and other.role is role and other.id != doctor.id:
                    self.save_doctor(replace(other, standing=Standing.CANDIDATE))
            doctor = self.save_doctor(replace(doctor, standing=Standing.CHOSEN, role=role))
        return doctor, ties

    def decline_doctor(self, which: str, because: str) -> Practitioner:
        """Set a candidate aside, with the reason.

        Raises:
            BinderError: no reason is given.
        """
        if not because.strip():
            raise BinderError("Say in a few words why, so that nobody asks again.")
        doctor = self.doctor(which)
        return self.save_doctor(replace(doctor, standing=Standing.DECLINED, declined_because=because.strip()))

    # -- papers -------------------------------------------------------------------------------------------------------

    def authorities(self, on: date | None = None) -> list[tuple[Authority, AuthorityState]]:
        """Every paper with where it stands on a day (today)."""
        day = on or date.today()
        return [(one, authority.standing(one, day)) for one in self._vault.authorities.all()]

    def save_authority(self, paper: Authority) -> tuple[Authority, tuple[authority.Element, ...]]:
        """Keep a paper.

        Returns:
            It, and the elements of 45 CFR 164.508(c) that it lacks.

        Raises:
            BinderError: a date cannot be, or it names somebody, a place or a record that is not in the binder.
        """
        if paper.grantee and paper.grantee != "patient":
            self._vault.family.need(paper.grantee)
        for place in paper.organizations:
            self._vault.organizations.need(place)
        if paper.record:
            self.record(paper.record)
        dates = (
            (paper.signed_on, "The day it was signed,"),
            (paper.revoked_on, "The day it was taken back,"),
            (paper.event_on, "The day its end came,"),
        )
        days.happened(dates, date.today())
        if paper.expires_on:
            days.need(paper.expires_on, "The day it runs out")
            days.ordered(paper.signed_on, paper.expires_on, "It would run out before it was signed")
        days.ordered(paper.signed_on, paper.revoked_on, "It cannot be taken back before it was signed")
        summary = f"{paper.kind.label}: {'signed' if paper.signed_on else 'drafted'}"
        kept = self._vault.authorities.save(paper, action="authority", summary=summary)
        return kept, authority.lacking(kept)

    def revoke(self, which: str, on: str = "") -> tuple[Authority, list[str]]:
        """Take a paper back.

        Returns:
            It, and the ids of open requests that rest on it: they are to be told in writing.
        """
        paper = self._vault.authorities.need(which)
        day = days.not_ahead(on or date.today().isoformat(), date.today(), "The day it was taken back,")
        days.ordered(paper.signed_on, day, "It cannot be taken back before it was signed")
        summary = f"{paper.kind.label}: taken back"
        kept = self._vault.authorities.save(replace(paper, revoked_on=day), action="revoke", summary=summary)
        resting = [one.id for one in self._vault.requests.all() if one.authority == paper.id and one.waiting]
        return kept, resting

    # -- taking off ---------------------------------------------------------------------------------------------------

    def remove(self, which: str) -> str:
        """Take a person, a place, a paper or anything else kept beside the records off its shelf; undo brings it back.

        Returns:
            What was taken off, in words.

        Raises:
            BinderError: something else names it, or it was sent; which, is said.
        """
        spelled = which.strip().upper()
        for entity in _MAY_GO:
            shelf = self._vault.shelves[entity]
            thing = shelf.get(spelled) if spelled else None
            if thing is None:
                continue
            words = f"{spelled} ({thing.name})" if getattr(thing, "name", "") else spelled
            if getattr(thing, "sent_on", ""):
                raise BinderError(f"{words} was sent on {thing.sent_on}: it stays, with all that was said since.")
            if used := self._uses(spelled):
                raise BinderError(f"{words} stands in {', '.join(used)} and is kept: take it out there first.")
            shelf.remove(spelled, action=f"remove-{entity}", summary=f"{words}: taken off")
            return words
        raise BinderError(f"There is nothing {which!r} that could be taken off: use an id such as FAM1, ORG2 or REQ3.")

    def _uses(self, which: str) -> list[str]:
        """The ids of everything that names an id."""
        return [
            thing.id
            for shelf in self._vault.shelves.values()
            for thing in shelf.all()
            if thing.id != which and _names(shelf.plain(thing.id), which)
        ]


def _names(value: object, which: str) -> bool:
    """Whether an id stands in a plain value, at any depth."""
    if isinstance(value, dict):
        return any(_names(one, which) for one in value.values())
    if isinstance(value, list):
        return any(_names(one, which) for one in value)
    return value == which


def _named(name: str, what: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise BinderError(f"Write the name of {what}.")
    return tidy


def _found(shelf: Shelf[Named], which: str) -> Named:
    """A thing by its id, or by the beginning of its name where only one has it."""
    if (exact := shelf.get(which)) is not None:
        return exact
    close = [one for one in shelf.all() if which.strip() and _begins(one.name, which)]
    if len(close) == 1:
        return close[0]
    if close:
        raise BinderError(f"Several begin with {which!r}: {_list(close)}. Use the id.")
    raise BinderError(f"There is no {shelf.entity} {which!r}. There are: {_list(shelf.all()) or 'none yet'}.")


def _begins(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed.strip().casefold())


def _list(things: Iterable[Organization | Practitioner]) -> str:
    return ", ".join(f"{one.id} ({one.name})" for one in things)
