"""The fields of people, places, desks and papers that can be changed, and the making of a paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields as fields_in
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from binder.model.authority import Authority, AuthorityKind
from binder.model.errors import BinderError
from binder.model.people import (
    Channel,
    Contact,
    Department,
    DepartmentKind,
    DoctorRole,
    FamilyMember,
    FamilyRole,
    Organization,
    PatientNumber,
    Practitioner,
    Relationship,
    SlidePolicy,
)
from binder.tui.asking import ask_day, ask_words, choose_words
from binder.tui.editing import Field, set_field

if TYPE_CHECKING:
    from binder.binder import Binder
    from binder.tui.app import BinderApp
    from binder.tui.widgets.people_rows import Known

_CONTACT = {
    "phone": "Phone",
    "fax": "Fax",
    "email": "E-mail",
    "address": "Address (lines between ;)",
    "hours": "Hours",
    "portal": "Portal",
}


def fields_of(binder: Binder, key: str) -> list[Field]:
    """What can be changed of somebody or something, by its key in the list."""
    place_id, _, kind = key.partition("/")
    if key == "patient":
        return _patient(binder)
    if kind:
        return _desk(binder, place_id, DepartmentKind(kind))
    now = binder.situation()
    everybody: tuple[Any, ...] = (*now.family, *now.doctors, *now.organizations, *now.authorities)
    thing: Any = next((one for one in everybody if one.id == key), None)
    if isinstance(thing, FamilyMember):
        return _member(binder, thing)
    if isinstance(thing, Practitioner):
        return _doctor(binder, thing, {one.id: one.name for one in now.organizations})
    if isinstance(thing, Organization):
        return _place(binder, thing)
    return _paper(binder, thing, now.names) if isinstance(thing, Authority) else []


def _contact(contact: Contact, save: Callable[[Contact], object]) -> list[Field]:
    make = set_field(lambda **given: save(replace(contact, **given)))
    shown = {one.name: str(getattr(contact, one.name)).replace("\n", "; ") for one in fields_in(contact)}
    return [
        make(name, words, shown[name], to=_lines if name == "address" else str.strip)
        for name, words in _CONTACT.items()
    ]


def _lines(typed: str) -> str:
    return "\n".join(part.strip() for part in typed.split(";") if part.strip())


def _list(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(",") if part.strip())


def _labels(kind: Any) -> dict[str, str]:
    return {one.value: one.label for one in kind}


def _patient(binder: Binder) -> list[Field]:
    details, patient = binder.patient_details(), binder.patient
    make = set_field(lambda **given: binder.set_patient_details(replace(details, **given)))
    name = set_field(lambda name: binder.set_patient(name, patient.born))
    born = set_field(lambda born: binder.set_patient(patient.name, born))

    def numbers(typed: str) -> tuple[PatientNumber, ...]:
        pairs = (part.rpartition("=") for part in _list(typed))
        return tuple(PatientNumber(binder.organization(place.strip()).id, number.strip()) for place, _, number in pairs)

    shown = ", ".join(f"{one.organization}={one.number}" for one in details.numbers)
    return [
        name("name", "Name", patient.name),
        born("born", "Born", patient.born, day=True),
        *_contact(details.contact, lambda contact: binder.set_patient_details(replace(details, contact=contact))),
        make("former_names", "Former names (commas between)", ", ".join(details.former_names), to=_list),
        make("numbers", "Numbers at places (ORG1=123, …)", shown, to=numbers),
        make("languages", "Languages", ", ".join(details.languages), to=_list),
    ]


def _member(binder: Binder, one: FamilyMember) -> list[Field]:
    make = set_field(lambda **given: binder.save_family(replace(one, **given)))
    role = one.roles[0].value if one.roles else ""
    return [
        make("name", "Name", one.name),
        make("relationship", "To the patient", one.relationship.value, among=_labels(Relationship), to=Relationship),
        make("roles", "Does here", role, among=_labels(FamilyRole), to=lambda typed: (FamilyRole(typed),)),
        *_contact(one.contact, lambda contact: binder.save_family(replace(one, contact=contact))),
        make("note", "Note", one.note),
    ]


def _doctor(binder: Binder, one: Practitioner, places: dict[str, str]) -> list[Field]:
    make = set_field(lambda **given: binder.save_doctor(replace(one, **given)))
    known = {True: "yes", False: "no", None: ""}
    return [
        make("name", "Name", one.name),
        make("role", "Here", one.role.value, among=_labels(DoctorRole), to=DoctorRole),
        make("organization", "Works at", one.organization, among={"": "not noted", **places}),
        make("practice", "Practice or group", one.practice),
        make("specialty", "Specialty", one.specialty),
        make("subspecialty", "Subspecialty", one.subspecialty),
        *_contact(one.contact, lambda contact: binder.save_doctor(replace(one, contact=contact))),
        make("board_certified", "Board certified", known[one.board_certified], known=True),
        make("accepts_plan", "Takes the plan", known[one.accepts_plan], known=True),
        make("academic", "Teaching hospital or NCI center", known[one.academic], known=True),
        make("cases", "How often they treat this", one.cases),
        make("found_by", "Found by", one.found_by),
        make("note", "Note", one.note),
    ]


def _place(binder: Binder, one: Organization) -> list[Field]:
    make = set_field(lambda **given: binder.save_organization(replace(one, **given)))
    cap = {True: "yes", False: "no", None: ""}[one.cap_accredited]
    return [
        make("name", "Name", one.name),
        *_contact(one.contact, lambda contact: binder.save_organization(replace(one, contact=contact))),
        make("system", "Records or health system", one.system),
        make("state", "US state (two letters)", one.state),
        make("cap_accredited", "Laboratory accredited by CAP", cap, known=True),
        make("note", "Note", one.note),
    ]


def _desk(binder: Binder, place: str, kind: DepartmentKind) -> list[Field]:
    one = binder.organization(place).department(kind) or Department(kind)

    def save(**given: Any) -> object:
        return binder.save_department(place, replace(one, **given))

    def channels(typed: str) -> tuple[Channel, ...]:
        by_label = {channel.label: channel for channel in Channel}
        if unknown := [part for part in _list(typed.casefold()) if part not in by_label]:
            raise BinderError(f"{unknown[0]!r} is no way to send a request. There are: {', '.join(by_label)}.")
        return tuple(by_label[part] for part in _list(typed.casefold()))

    make = set_field(save)
    return [
        *_contact(one.contact, lambda contact: save(contact=contact)),
        make("name", "What they call themselves", one.name),
        make("accepts", "Takes requests by (fax, portal, …)", ", ".join(c.label for c in one.accepts), to=channels),
        make("form_needed", "Form of their own", one.form_needed),
        make("fee_policy", "Fees", one.fee_policy),
        make("slides", "Slides sent out", one.slides.value, among={p.value: p.value for p in SlidePolicy},
             to=SlidePolicy),
        make("return_days", "Slides back within days (0: not known)", str(one.return_days), number=True),
        make("note", "Note", one.note),
    ]  # fmt: skip


def _paper(binder: Binder, one: Authority, names: dict[str, str]) -> list[Field]:
    make = set_field(lambda **given: binder.save_authority(replace(one, **given)))
    who = {"patient": "the patient", **{key: name for key, name in names.items() if key.startswith("FAM")}}
    yes = {True: "yes", False: "no"}
    return [
        make("grantee", "Who may ask", one.grantee, among=who),
        make("signed_on", "Signed on", one.signed_on, day=True),
        make("signed_by", "Signed by", one.signed_by),
        make("expires_on", "Valid until", one.expires_on, day=True),
        make("expires_event", "Or until this happens", one.expires_event),
        make("scope", "Which information", one.scope),
        make("discloser", "Who may give it", one.discloser),
        make("recipient", "To whom", one.recipient),
        make("purpose", "For what", one.purpose),
        make("states_revocation", "It says how to take it back", yes[one.states_revocation], known=True, to=_said),
        make("states_conditioning", "It says whether care depends on it", yes[one.states_conditioning], known=True,
             to=_said),
        make("states_redisclosure", "It says that others may pass it on", yes[one.states_redisclosure], known=True,
             to=_said),
        make("revoked_on", "Taken back on", one.revoked_on, day=True),
        make("record", "The scanned paper (record)", one.record, to=lambda typed: typed.strip().upper()),
        make("note", "Note", one.note),
    ]  # fmt: skip


def _said(typed: str) -> bool:
    return typed == "yes"


async def new_paper(app: BinderApp, known: Known) -> str:
    """Ask for a paper by which somebody may ask; its id, or empty where the user gave up."""
    if not known.family:
        app.say("First add the one who is to ask: n, somebody who helps.")
        return ""
    who = await choose_words(app, "Who may ask by it?", {one.id: one.name for one in known.family})
    if who is None:
        return ""
    kinds = {one.value: one.label for one in AuthorityKind if one is not AuthorityKind.PATIENT}
    kind = await choose_words(app, "What is it?", kinds)
    if kind is None:
        return ""
    signed = await ask_day(app, "Signed on which day? (empty: not yet)", "", may_be_empty=True)
    if signed is None:
        return ""
    signer = known.patient.name if signed else ""
    if signed:
        signer = await ask_words(app, "Signed by whom?", signer) or signer
    paper = Authority(AuthorityKind(kind), grantor=known.patient.name, grantee=who, signed_on=signed, signed_by=signer)
    kept, _ = await app.in_thread(lambda: app.binder.save_authority(paper))
    return kept.id
