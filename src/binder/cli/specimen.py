"""`binder specimen`: slides and blocks, where they are, when they are due back, and their parcels."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from binder.cli.nouns import DAY, among, noun, on_option, shape, tell
from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean
from binder.model.specimen import Shipment, Specimen, SpecimenKind, SpecimenState


@verb("list")
@json_option
def list_specimens(session: Session, as_json: bool) -> None:
    """List slides and blocks: where each is, how long it is kept, when it is due back; then the parcels."""
    with session.binder(read_only=True) as binder:
        lines, parcels = binder.specimens(), binder.shipments()
    for line in lines:
        one = line.specimen
        if as_json:
            back = line.back.isoformat() if line.back else None
            more = {"type": "specimen", "state": one.state.value, "where": line.where, "due_back": back}
            click.echo(json.dumps(more | shape(one, lab_name=line.lab, kept=line.kept_words or None)))
            continue
        back = f", due back {line.back}" if line.back else ""
        click.echo(clean(f"{one.id:5} {one.count or ''} {one.kind.label} {one.accession}: {one.state.label}{back}"))
        click.echo(clean(f"      {line.where}" + (f"; {line.kept_words}" if line.kept_words else "")))
    for parcel in parcels:
        if as_json:
            click.echo(json.dumps({"type": "shipment", "state": parcel.state.value} | shape(parcel)))
        else:
            inside = ", ".join(parcel.specimens)
            click.echo(
                clean(f"{parcel.id:5} parcel with {inside}: {parcel.state.label} {parcel.courier} {parcel.tracking}")
            )


@verb("new")
@click.argument("lab", metavar="LAB")
@click.option("--kind", type=among(SpecimenKind), default=SpecimenKind.SLIDES.value, help="What it is.")
@click.option("--number", "accession", default="", metavar="TEXT", help="The laboratory's number (S25-1234).")
@click.option("--count", type=int, default=0, help="How many.")
@click.option("--taken", type=DAY, default="", metavar="DAY", help="The day of the biopsy or operation.")
@click.option("--for", "reviewer", default="", metavar="PLACE", help="Who is to look at it (ORG2).")
@json_option
def new(
    session: Session, lab: str, kind: str, accession: str, count: int, taken: str, reviewer: str, as_json: bool
) -> None:
    """Note slides or a block that LAB holds (its id, or how its name begins)."""
    with session.binder() as binder:
        item = "tissue-block" if SpecimenKind(kind).need.value == "block" else "pathology-slides"
        place = binder.organization(lab).id
        to = binder.organization(reviewer).id if reviewer else ""
        one = binder.save_specimen(
            Specimen(place, accession, kind=SpecimenKind(kind), count=count, collected_on=taken, item=item, reviewer=to)
        )
    tell(as_json, shape(one, state=one.state.value), f"{one.id} {one.kind.label} {one.accession}: noted.")


@verb("move")
@click.argument("which", metavar="SPECIMEN")
@click.argument("state", type=among(SpecimenState))
@on_option("Since which day; today if left out.")
@click.option("--note", default="", metavar="TEXT")
@json_option
def move(session: Session, which: str, state: str, on: str, note: str, as_json: bool) -> None:
    """Note its next step: release_requested, released, received, in_review, return_due, returned ..."""
    with session.binder() as binder:
        one = binder.move_specimen(which, SpecimenState(state), on, note=note)
    tell(as_json, shape(one, state=one.state.value), f"{one.id} is {one.state.label}.")


@verb("ship")
@click.argument("specimens", metavar="SPECIMEN...", nargs=-1, required=True)
@click.option("--to", "recipient", required=True, metavar="PLACE")
@click.option("--courier", default="", metavar="TEXT")
@click.option("--tracking", default="", metavar="TEXT")
@click.option("--phone", default="", metavar="TEXT", help="The courier's number.")
@click.option("--signature", is_flag=True, help="It is signed for on delivery.")
@click.option("--rigid", is_flag=True, help="It is in a rigid holder.")
@click.option("--report", is_flag=True, help="The pathology report is in it.")
@click.option("--back", is_flag=True, help="It goes back to its laboratory.")
@click.option("--sent", type=DAY, default="", metavar="DAY")
@click.option("--expected", type=DAY, default="", metavar="DAY")
@json_option
def ship(
    session: Session, specimens: tuple[str, ...], recipient: str, courier: str, tracking: str, phone: str,
    signature: bool, rigid: bool, report: bool, back: bool, sent: str, expected: str, as_json: bool,
) -> None:  # fmt: skip
    """Note a parcel; what it lacks before it may leave is said."""
    with session.binder() as binder:
        to = binder.organization(recipient).id
        held = {line.specimen.id: line.specimen for line in binder.specimens()}
        first = held.get(specimens[0].upper())
        parcel, lacks = binder.save_shipment(
            Shipment(
                tuple(one.upper() for one in specimens),
                sender=(first.reviewer if back else first.lab) if first else "",
                recipient=to,
                returning=back,
                courier=courier,
                tracking=tracking,
                courier_phone=phone,
                signature_required=signature,
                rigid_container=rigid,
                report_enclosed=report,
                sent_on=sent,
                expected_on=expected,
            )
        )
    tell(as_json, shape(parcel, lacks=lacks), f"{parcel.id}: {parcel.state.label}.", *lacks)


@verb("parcel")
@click.argument("which", metavar="PARCEL")
@click.option("--sent", type=DAY, default="", metavar="DAY")
@click.option("--delivered", type=DAY, default="", metavar="DAY")
@click.option("--signed-by", default="", metavar="NAME")
@click.option("--confirmed", type=DAY, default="", metavar="DAY", help="They said that all of it is there.")
@click.option("--lost", type=DAY, default="", metavar="DAY")
@json_option
def parcel(
    session: Session, which: str, sent: str, delivered: str, signed_by: str, confirmed: str, lost: str, as_json: bool
) -> None:
    """Note what became of a parcel; what is in it follows."""
    with session.binder() as binder:
        before = next((one for one in binder.shipments() if one.id == which.upper()), None)
        if before is None:
            there = ", ".join(one.id for one in binder.shipments()) or "none yet"
            raise click.UsageError(f"There is no parcel {which!r}. There are: {there}.")
        given = {"sent_on": sent, "delivered_on": delivered, "signed_by": signed_by, "confirmed_on": confirmed,
                 "lost_on": lost}  # fmt: skip
        after, lacks = binder.save_shipment(replace(before, **{k: v for k, v in given.items() if v}))  # type: ignore[arg-type]
    tell(as_json, shape(after, state=after.state.value, lacks=lacks), f"{after.id}: {after.state.label}.", *lacks)


command = noun(
    "specimen",
    "Slides and blocks: where they are, when they are due back. Without an act: list.",
    list_specimens,
    new, move, ship, parcel,
)  # fmt: skip
