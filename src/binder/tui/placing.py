"""Choosing a desk of a place, or noting a new place with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from binder.model.errors import BinderError
from binder.model.people import Contact, Department, DepartmentKind, Organization
from binder.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

NEW, OTHER = "new", "other"


async def choose_desk(app: BinderApp, kind: DepartmentKind, question: str) -> tuple[str, DepartmentKind] | None:
    """A place and one of its desks; None where the user gave up.

    Args:
        kind: the desk that usually holds what is asked for; places that have it come first.
    """
    places = await app.in_thread(app.binder.organizations)
    while True:
        having = [place for place in places if place.department(kind)]
        others = [place for place in places if not place.department(kind)]
        choices = [_choice(place, kind) for place in (*having, *others)]
        choices.append(Choice(NEW, "a place that is not noted yet…", press="n"))
        if kind is not DepartmentKind.OTHER:
            choices.append(Choice(OTHER, f"not the {kind.label}: another desk…", press="o"))
        chosen = await app.choose(question, choices)
        if chosen is None:
            return None
        if chosen == OTHER:
            other = await choose_desk_kind(app, kind)
            if other is not None:
                kind = other
        elif chosen == NEW:
            made = await new_place(app, kind)
            return (made.id, kind) if made is not None else None
        else:
            return chosen, kind


def _choice(place: Organization, kind: DepartmentKind) -> Choice:
    desk = place.department(kind)
    phone = (desk.contact.phone if desk else "") or place.contact.phone
    return Choice(place.id, place.name, ", ".join(part for part in (phone, desk.label if desk else "") if part))


async def choose_desk_kind(app: BinderApp, now: DepartmentKind | None = None) -> DepartmentKind | None:
    """One of the kinds of desks."""
    choices = [Choice(kind.value, kind.label) for kind in DepartmentKind]
    chosen = await app.choose("Which desk?", choices, now.value if now else "")
    return None if chosen is None else DepartmentKind(chosen)


async def new_place(app: BinderApp, kind: DepartmentKind | None = None) -> Organization | None:
    """Ask for a new place: name, and phone and fax of the desk; None where the user gave up."""
    name = await app.ask("Its name?")
    if not name:
        return None
    desk = f"the {kind.label} at " if kind else ""
    numbers = await ask_numbers(app, f"{desk}{name}")
    if numbers is None:
        return None
    place = Organization(name, departments=(Department(kind, contact=numbers),) if kind else (), contact=Contact())
    if kind is None:
        place = Organization(name, contact=numbers)
    return await app.in_thread(lambda: app.binder.save_organization(place))


async def ask_numbers(app: BinderApp, whose: str, now: Contact | None = None) -> Contact | None:
    """Phone and fax, each asked again until it can be dialled; both may stay empty."""
    from binder.chase.people import check_fax, check_phone

    given = []
    for what, check, default in (
        ("Phone", check_phone, now.phone if now else ""),
        ("Fax", check_fax, now.fax if now else ""),
    ):
        why = ""
        while True:
            typed = await app.ask(f"{why}{what} of {whose} (may stay empty):", default)
            if typed is None:
                return None
            try:
                given.append(check(typed))
                break
            except BinderError as error:
                app.say(str(error))
                why, default = "That is no number. ", typed
    return Contact(phone=given[0], fax=given[1])
