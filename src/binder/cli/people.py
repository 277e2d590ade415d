"""`binder people`: the family, the papers that let somebody ask, doctors, and places with their desks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import click

from binder.cli.nouns import DAY, among, noun, shape, tell
from binder.cli.options import Session, json_option, verb
from binder.model.authority import Authority, AuthorityKind
from binder.model.clean import clean
from binder.model.people import (
    Channel,
    Contact,
    Department,
    DepartmentKind,
    DoctorRole,
    FamilyMember,
    FamilyRole,
    Organization,
    Practitioner,
    Relationship,
    Standing,
)


def _contact_options(command: Any) -> Any:
    for name, words in (
        ("portal", "Address of the portal."),
        ("hours", "When somebody answers."),
        ("address", "Its lines, ; between."),
        ("email", "E-mail."),
        ("fax", "Fax number."),
        ("phone", "Phone number."),
    ):
        command = click.option(f"--{name}", default="", metavar="TEXT", help=words)(command)
    return command


def _contact(said: dict[str, str], before: Contact | None = None) -> Contact:
    given = {key: value for key, value in said.items() if value}
    if "address" in given:
        given["address"] = "\n".join(part.strip() for part in given["address"].split(";"))
    return replace(before or Contact(), **given)


def _is(one: Any, typed: str) -> bool:
    """Whether the id or the whole name was typed."""
    return bool(typed.upper() == one.id or typed.casefold() == one.name.casefold())


@verb("list")
@json_option
def list_people(session: Session, as_json: bool) -> None:
    """List everybody and every place, with the numbers to call."""
    with session.binder(read_only=True) as binder:
        now, papers = binder.situation(), dict((p.id, s) for p, s in binder.authorities())
    if as_json:
        for kind, things in (("family", now.family), ("doctor", now.doctors), ("organization", now.organizations)):
            for one in things:
                click.echo(json.dumps({"type": kind} | shape(one)))
        for paper in now.authorities:
            click.echo(json.dumps({"type": "authority", "state": papers[paper.id].value} | shape(paper)))
        return
    for member in now.family:
        click.echo(clean(f"{member.id:6} {member.name}, {member.relationship.label}  {member.contact.phone}"))
    for paper in now.authorities:
        state = papers[paper.id].value
        click.echo(clean(f"{paper.id:6} {paper.kind.label}, {now.name(paper.grantee)}: {state}"))
    for doctor in now.doctors:
        where = now.name(doctor.organization)
        click.echo(clean(f"{doctor.id:6} {doctor.name}, {doctor.role.label}  {doctor.contact.phone}  {where}"))
    for place in now.organizations:
        click.echo(clean(f"{place.id:6} {place.name}  {place.contact.phone}"))
        for desk in place.departments:
            fax = f"  fax {desk.contact.fax}" if desk.contact.fax else ""
            click.echo(clean(f"         {desk.label} ({desk.kind.value})  {desk.contact.phone}{fax}"))


@verb("place")
@click.argument("name")
@click.option("--desk", type=among(DepartmentKind), help="The numbers are those of this desk.")
@click.option("--takes", type=among(Channel), multiple=True, help="How the desk takes requests; again for more.")
@click.option("--system", default="", metavar="TEXT", help="The health or records system it shares with others.")
@click.option("--state", default="", metavar="XX", help="US state, for a shorter law.")
@_contact_options
@json_option
def place(
    session: Session,
    name: str,
    desk: str | None,
    takes: tuple[str, ...],
    system: str,
    state: str,
    as_json: bool,
    **said: str,
) -> None:
    """Note a place, or change one: NAME is a new name, or the id or name of one that is noted.

    \b
    binder people place "Saltmarsh Imaging" --desk radiology --phone 555-010-0158 --fax 555-010-0159
    binder people place ORG1 --desk pathology --phone 555-010-0147
    """
    with session.binder() as binder:
        known = [
            one for one in binder.organizations() if name.upper() == one.id or name.casefold() == one.name.casefold()
        ]
        one = known[0] if known else Organization(name)
        one = replace(one, system=system or one.system, state=state or one.state)
        if desk is None:
            one = binder.save_organization(replace(one, contact=_contact(said, one.contact)))
        else:
            kind = DepartmentKind(desk)
            before = one.department(kind) or Department(kind)
            after = replace(
                before,
                contact=_contact(said, before.contact),
                accepts=tuple(Channel(way) for way in takes) or before.accepts,
            )
            others = tuple(d for d in one.departments if d.kind is not kind)
            one = binder.save_organization(replace(one, departments=(*others, after)))
    tell(as_json, shape(one), f"{one.id} {one.name}")


@verb("doctor")
@click.argument("name")
@click.option("--role", type=among(DoctorRole), help="What they are here.")
@click.option("--at", "where", default="", metavar="PLACE", help="Where they work: id, or how the name begins.")
@click.option("--practice", default="", metavar="TEXT", help="Their group.")
@click.option("--specialty", default="", metavar="TEXT")
@click.option("--cases", default="", metavar="TEXT", help="How often they treat this, as they said.")
@_contact_options
@json_option
def doctor(
    session: Session, name: str, role: str | None, where: str, practice: str, specialty: str, cases: str, as_json: bool,
    **said: str,
) -> None:  # fmt: skip
    """Note a doctor, or change one: NAME is a new name, or the id or name of one that is noted."""
    with session.binder() as binder:
        known = [one for one in binder.doctors() if _is(one, name)]
        one = known[0] if known else Practitioner(name)
        wanted = role in (DoctorRole.SECOND_OPINION.value, DoctorRole.THIRD_OPINION.value)
        if wanted and one.standing is Standing.NOT_ASKED:
            one = replace(one, standing=Standing.CANDIDATE)
        one = binder.save_doctor(
            replace(
                one,
                role=DoctorRole(role) if role else one.role,
                organization=where or one.organization,
                practice=practice or one.practice,
                specialty=specialty or one.specialty,
                cases=cases or one.cases,
                contact=_contact(said, one.contact),
            )
        )
    tell(as_json, shape(one), f"{one.id} {one.name}, {one.role.label}")


@verb("helper")
@click.argument("name")
@click.option("--is", "relation", type=among(Relationship), help="What they are to the patient.")
@click.option("--does", type=among(FamilyRole), multiple=True, help="What they do here; again for more.")
@_contact_options
@json_option
def helper(
    session: Session, name: str, relation: str | None, does: tuple[str, ...], as_json: bool, **said: str
) -> None:
    """Note somebody who helps, or change one."""
    with session.binder() as binder:
        known = [one for one in binder.family() if _is(one, name)]
        one = known[0] if known else FamilyMember(name)
        one = binder.save_family(
            replace(
                one,
                relationship=Relationship(relation) if relation else one.relationship,
                roles=tuple(FamilyRole(role) for role in does) or one.roles,
                contact=_contact(said, one.contact),
            )
        )
    tell(as_json, shape(one), f"{one.id} {one.name}, {one.relationship.label}")


@verb("patient")
@_contact_options
@json_option
def patient(session: Session, as_json: bool, **said: str) -> None:
    """Note how the patient is reached; letters need it."""
    with session.binder() as binder:
        before = binder.patient_details()
        details = binder.set_patient_details(replace(before, contact=_contact(said, before.contact)))
        name = binder.patient.name
    tell(as_json, shape(details), f"{name or 'The patient'}: noted.")


@verb("paper")
@click.argument("kind", type=among(AuthorityKind))
@click.option("--for", "grantee", required=True, metavar="ID", help="Who may ask by it: FAM1 and so on.")
@click.option("--signed", type=DAY, default="", metavar="DAY", help="The day it was signed.")
@click.option("--by", "signed_by", default="", metavar="NAME", help="Who signed; the patient if left out.")
@click.option("--expires", type=DAY, default="", metavar="DAY")
@click.option("--record", default="", metavar="ID", help="The scanned paper.")
@json_option
def paper(
    session: Session, kind: str, grantee: str, signed: str, signed_by: str, expires: str, record: str, as_json: bool
) -> None:
    """Note a paper by which somebody may ask for the patient's records. `binder letter authorization` writes one."""
    with session.binder() as binder:
        name = binder.patient.name
        kept, lacks = binder.save_authority(
            Authority(
                AuthorityKind(kind),
                grantor=name,
                grantee=grantee.upper(),
                signed_on=signed,
                signed_by=signed_by or (name if signed else ""),
                expires_on=expires,
                record=record.upper(),
            )
        )
    missing = [f"it lacks {element.words} [164.508{element.paragraph}]" for element in lacks]
    tell(as_json, shape(kept, lacks=[e.field for e in lacks]), f"{kept.id} {kept.kind.label}", *missing)


@verb("revoke")
@click.argument("which", metavar="PAPER")
@click.option("--on", type=DAY, default="", metavar="DAY")
@json_option
def revoke(session: Session, which: str, on: str, as_json: bool) -> None:
    """Take a paper back; the requests that rest on it are named."""
    with session.binder() as binder:
        kept, resting = binder.revoke(which, on)
    told = [f"tell the place of {one} in writing: binder letter revocation" for one in resting]
    tell(as_json, shape(kept, requests=resting), f"{kept.id} is taken back.", *told)


@verb("choose")
@click.argument("which", metavar="DOCTOR")
@click.option("--third", is_flag=True, help="For a third opinion.")
@json_option
def choose(session: Session, which: str, third: bool, as_json: bool) -> None:
    """Choose the doctor for the second opinion; what ties them to the first one is said."""
    role = DoctorRole.THIRD_OPINION if third else DoctorRole.SECOND_OPINION
    with session.binder() as binder:
        chosen, ties = binder.choose_doctor(which, role)
    tell(as_json, shape(chosen, ties=ties), f"{chosen.name} is chosen for the {role.label}.", *ties)


@verb("compare")
@json_option
def compare(session: Session, as_json: bool) -> None:
    """The doctors thought of side by side, criterion by criterion. Nobody is ranked."""
    with session.binder(read_only=True) as binder:
        doctors, criteria = binder.compare_candidates()
    for one in criteria:
        answers = {d.name: a.words for d, a in zip(doctors, one.answers, strict=True)}
        if as_json:
            click.echo(json.dumps({"criterion": one.id, "text": one.text, "ask": one.ask, "answers": answers}))
        else:
            click.echo(clean(one.text))
            for name, words in answers.items():
                click.echo(clean(f"    {name}: {words}"))


@verb("remove")
@click.argument("which", metavar="ID")
def remove(session: Session, which: str) -> None:
    """Take somebody, a place, a paper, a question ... off; `binder undo` brings it back."""
    with session.binder() as binder:
        words = binder.remove(which)
    click.echo(clean(f"{words}: taken off. binder undo brings it back."))


command = noun(
    "people",
    "People, papers and places, with the numbers to call. Without an act: list.",
    list_people,
    place, doctor, helper, patient, paper, revoke, choose, compare, remove,
)  # fmt: skip
