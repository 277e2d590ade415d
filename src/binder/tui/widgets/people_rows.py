"""People and places as rows: the family, papers, doctors, organizations with their desks; and one in full. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import set_cell_size

from binder.chase.authority import lacking, standing
from binder.chase.people import desk
from binder.chase.situation import names_of
from binder.model.authority import Authority, AuthorityState
from binder.model.clean import clean
from binder.model.people import Contact, Department, FamilyMember, Organization, PatientDetails, Practitioner, Standing
from binder.model.record import Person
from binder.tui.widgets.day_words import day_words
from binder.tui.widgets.record_list import ListRows, Pieces
from binder.tui.widgets.rows import headed

_PAPER = {
    AuthorityState.ACTIVE: ("●", "good"),
    AuthorityState.DRAFT: ("○", "soon"),
    AuthorityState.INSUFFICIENT: ("!", "warn"),
    AuthorityState.EXPIRED: ("!", "warn"),
    AuthorityState.REVOKED: ("–", "dim"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """Everybody the binder knows; names: of all of them by id, "patient" among them."""

    patient: Person
    details: PatientDetails
    family: Sequence[FamilyMember]
    places: Sequence[Organization]
    doctors: Sequence[Practitioner]
    papers: Sequence[Authority]

    @property
    def names(self) -> dict[str, str]:
        """Names by id."""
        return names_of(self.family, self.doctors, self.places) | {"patient": self.patient.name or "the patient"}


def desk_key(place: Organization, department: Department) -> str:
    """The key of a desk's row: "ORG2/radiology"."""
    return f"{place.id}/{department.kind.value}"


def people_rows(known: Known, width: int, today: date) -> ListRows:
    """The patient, the family, the papers, the doctors, and each place with its desks."""
    lines: list[tuple[str, Pieces]] = []
    headed(lines, "Patient and family")
    name_width = max(20, min(38, width - 42))
    born = f"born {day_words(known.patient.born, today)}" if known.patient.born else ""
    contact = known.details.contact
    lines.append(("patient", _line(known.patient.name or "the patient", born, contact, name_width)))
    for member in known.family:
        roles = ", ".join(role.label for role in member.roles)
        words = member.relationship.label + (f", {roles}" if roles else "")
        lines.append((member.id, _line(member.name, words, member.contact, name_width)))
    headed(lines, "Papers: who may ask")
    for paper in known.papers:
        state = standing(paper, today)
        glyph, role = _PAPER[state]
        who = known.names.get(paper.grantee, paper.grantee)
        until = f" until {day_words(paper.expires_on, today)}" if paper.expires_on else ""
        lines.append(
            (
                paper.id,
                [
                    (f"{glyph} ", role),
                    (set_cell_size(clean(who), name_width), "strong"),
                    (" " + paper.kind.label, ""),
                    (f", {state.value}{until}", role),
                ],
            )
        )
    if not known.papers:
        lines.append(("", [("  None yet: + adds the paper by which somebody may ask for the patient.", "dim")]))
    if known.doctors:
        headed(lines, "Doctors")
    for doctor in known.doctors:
        words = ", ".join(part for part in (_role(doctor), known.names.get(doctor.organization, "")) if part)
        lines.append((doctor.id, _line(doctor.name, words, doctor.contact, name_width)))
    for place in known.places:
        lines += [("", ()), (place.id, _line(place.name, "", place.contact, name_width, "heading"))]
        lines += [
            (desk_key(place, one), _line("  " + one.label, ways(one), desk(place, one.kind).contact, name_width, ""))
            for one in place.departments
        ]
    return ListRows(lines)


def _line(name: str, words: str, contact: Contact, width: int, role: str = "strong") -> Pieces:
    phone = contact.phone or ("" if not contact.fax else f"fax {contact.fax}")
    return [
        ("  ", ""),
        (set_cell_size(clean(name), width), role),
        (" " + clean(phone) + "  " * bool(phone), "badge"),
        (clean(words), "dim"),
    ]


def _role(doctor: Practitioner) -> str:
    standing = "" if doctor.standing in (Standing.NOT_ASKED, Standing.CHOSEN) else f" ({doctor.standing.label})"
    return doctor.role.label + standing


def ways(department: Department) -> str:
    """How a desk takes requests: "by fax or portal"."""
    return "by " + " or ".join(one.label for one in department.accepts) if department.accepts else ""


def person_detail(known: Known, key: str, today: date, ties: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """One person, place, desk or paper in paragraphs.

    Args:
        ties: by a doctor's id, what ties them to the first doctor, one sentence each.
    """
    place_id, _, kind = key.partition("/")
    if place := next((one for one in known.places if one.id == place_id), None):
        yield from _place(place, kind)
    elif doctor := next((one for one in known.doctors if one.id == key), None):
        yield from _doctor(doctor, known, ties.get(key, ()))
    elif paper := next((one for one in known.papers if one.id == key), None):
        yield from _paper(paper, known, today)
    elif member := next((one for one in known.family if one.id == key), None):
        yield f"{member.name} · {member.id} · {member.relationship.label}", "title"
        yield from _contact(member.contact)
        if member.note:
            yield f"Note: {member.note}", "line"
    elif key == "patient":
        yield from _patient(known)


def _patient(known: Known) -> Iterator[tuple[str, str]]:
    details = known.details
    yield f"{known.patient.name or 'The patient'} · {known.patient.born or 'birth date not known'}", "title"
    yield from _contact(details.contact)
    if details.former_names:
        yield f"Former names: {', '.join(details.former_names)}", "line"
    for number in details.numbers:
        yield f"Number {number.number} at {known.names.get(number.organization, number.organization)}", "line"
    yield "Letters and forms take these: e adds what is missing.", "dim"


def _place(place: Organization, kind: str) -> Iterator[tuple[str, str]]:
    department = next((one for one in place.departments if one.kind.value == kind), None)
    yield f"{place.name} · {place.id}" + (f" · {department.label}" if department else ""), "title"
    yield from _contact(desk(place, department.kind).contact if department else place.contact)
    if department:
        accepts = ways(department)
        if accepts:
            yield f"Takes requests {accepts}.", "line"
        for label, words in (("Their form", department.form_needed), ("Fees", department.fee_policy)):
            if words:
                yield f"{label}: {words}", "line"
        if department.return_days:
            yield f"Slides have to be back within {department.return_days} days.", "line"
        if department.note:
            yield f"Note: {department.note}", "line"
        return
    if place.system:
        yield f"Records system: {place.system}", "line"
    if place.state:
        yield f"State: {place.state}", "line"
    if place.note:
        yield f"Note: {place.note}", "line"


def _doctor(doctor: Practitioner, known: Known, ties: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield f"{doctor.name} · {doctor.id} · {_role(doctor)}", "title"
    for tie in ties:
        yield f"! Not independent: {tie}", "offer"
    yield from _contact(doctor.contact)
    parts = (doctor.specialty, doctor.subspecialty, known.names.get(doctor.organization, ""), doctor.practice)
    if words := ", ".join(part for part in parts if part):
        yield words, "line"
    if doctor.cases:
        yield f"Treats this: {doctor.cases}", "line"
    for label, answer in (("Board certified", doctor.board_certified), ("Takes the plan", doctor.accepts_plan)):
        if answer is not None:
            yield f"{label}: {'yes' if answer else 'no'}", "line"
    for label, words in (("Found by", doctor.found_by), ("Declined", doctor.declined_because), ("Note", doctor.note)):
        if words:
            yield f"{label}: {words}", "line"


def _paper(paper: Authority, known: Known, today: date) -> Iterator[tuple[str, str]]:
    state = standing(paper, today)
    yield f"{known.names.get(paper.grantee, paper.grantee)} · {paper.id} · {paper.kind.label}", "title"
    yield f"{_PAPER[state][0]} {state.value} · {paper.kind.law}", "good" if state is AuthorityState.ACTIVE else "offer"
    for gap in lacking(paper):
        yield f"! It lacks {gap.words} [164.508{gap.paragraph}]", "offer"
    if paper.signed_on:
        yield f"Signed {day_words(paper.signed_on, today)} by {paper.signed_by or paper.grantor}", "line"
    if paper.expires_on or paper.expires_event:
        ends = day_words(paper.expires_on, today) if paper.expires_on else paper.expires_event
        yield f"Valid until {ends}", "line"
    if paper.scope:
        yield f"For: {paper.scope}", "line"
    if paper.record:
        yield f"The paper is {paper.record}.", "line"


def _contact(contact: Contact) -> Iterator[tuple[str, str]]:
    numbers = [words for words in (contact.phone, f"fax {contact.fax}" if contact.fax else "", contact.email) if words]
    yield ("Call " + ", ".join(numbers) if numbers else "No number is known: e adds it."), "offer"
    if contact.hours:
        yield f"Open {contact.hours}", "line"
    if contact.address:
        yield contact.address.replace("\n", ", "), "line"
    if contact.portal:
        yield f"Portal: {contact.portal}", "line"
