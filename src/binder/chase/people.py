"""People and places: numbers that can be dialled, what an office accepts, whether a second doctor is independent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from binder.model.errors import BinderError
from binder.model.people import Channel, Contact, Department, DepartmentKind, Organization, Practitioner

_LETTERS = {letter: digit for digit, letters in zip("23456789", ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV",
            "WXYZ"), strict=True) for letter in letters}  # fmt: skip
_EXTENSION = re.compile(r"\s*(?:,|;)?\s*(?:ext(?:ension)?|x|#)\.?\s*:?\s*(\d+)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"[\d\s().+/-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


def dial(typed: str) -> str:
    """A telephone number as a phone dials it: digits, a leading + kept, letters as digits, "," before an extension.

    "1-800-4-CANCER" becomes "18004226237"; "(555) 010-0134 ext. 7" becomes "5550100134,7". Empty where there is none.
    """
    extension = _EXTENSION.search(typed)
    number = typed[: extension.start()] if extension else typed
    digits = "".join(_LETTERS.get(c, c) for c in number.upper() if c.isdigit() or c in _LETTERS)
    if not digits:
        return ""
    return ("+" if number.strip().startswith("+") else "") + digits + (f",{extension.group(1)}" if extension else "")


def check_fax(typed: str, whose: str = "The fax number") -> str:
    """A fax number as typed, trimmed.

    Raises:
        BinderError: it has letters, or too few digits to be one.
    """
    typed = typed.strip()
    if not typed:
        return ""
    if not _NUMBER.fullmatch(typed):
        wrong = next(c for c in typed if not _NUMBER.fullmatch(c))
        raise BinderError(f"{whose} {typed!r} has {wrong!r} in it: a fax number has digits only, as 555-010-0134.")
    return _long_enough(typed, whose)


def check_phone(typed: str, whose: str = "The phone number") -> str:
    """A phone number as typed, trimmed; letters are kept ("1-800-4-CANCER"), an extension too.

    Raises:
        BinderError: it cannot be dialled.
    """
    typed = typed.strip()
    if not typed:
        return ""
    number = _EXTENSION.sub("", typed)
    if not re.fullmatch(r"[\w\s().+/-]+", number) or not any(c.isdigit() for c in number):
        raise BinderError(f"{whose} {typed!r} cannot be dialled: write it as 555-010-0134 or 555-010-0134 ext. 7.")
    return _long_enough(typed, whose)


def _long_enough(typed: str, whose: str) -> str:
    digits = len(dial(typed).split(",")[0].lstrip("+"))
    if not 7 <= digits <= 15:
        raise BinderError(f"{whose} {typed!r} has {digits} digits: a number has 7 to 15, with the area code 10.")
    return typed


def check_email(typed: str, whose: str = "The e-mail address") -> str:
    """An e-mail address, trimmed.

    Raises:
        BinderError: it is none.
    """
    typed = typed.strip()
    if typed and not _EMAIL.fullmatch(typed):
        raise BinderError(f"{whose} {typed!r} is none: write it as name@example.org.")
    return typed


def checked(contact: Contact, whose: str) -> Contact:
    """A contact whose numbers and address were looked at.

    Args:
        whose: "Saltmarsh Hospital", for the sentence.

    Raises:
        BinderError: one of them cannot be right.
    """
    return Contact(
        phone=check_phone(contact.phone, f"The phone number of {whose}"),
        fax=check_fax(contact.fax, f"The fax number of {whose}"),
        email=check_email(contact.email, f"The e-mail address of {whose}"),
        address=contact.address.strip(),
        portal=contact.portal.strip(),
        hours=contact.hours.strip(),
    )


def desk(organization: Organization, kind: DepartmentKind) -> Department:
    """A desk of an organization; where none of that kind was noted, one with the numbers of the house itself."""
    found = organization.department(kind)
    if found is None:
        return Department(kind, contact=organization.contact)
    ours, house = found.contact, organization.contact
    filled = Contact(
        phone=ours.phone or house.phone,
        fax=ours.fax,
        email=ours.email,
        address=ours.address or house.address,
        portal=ours.portal or house.portal,
        hours=ours.hours or house.hours,
    )
    return replace(found, contact=filled)


def channel_problem(place: Department, channel: Channel) -> str:
    """Why a request cannot well go to a desk that way, as one sentence; empty where it can."""
    if place.accepts and channel not in place.accepts:
        ways = " or ".join(one.label for one in place.accepts)
        return f"{place.label[:1].upper()}{place.label[1:]}: requests are taken by {ways}, not by {channel.label}."
    missing = {
        Channel.FAX: (place.contact.fax, "fax number"),
        Channel.MAIL: (place.contact.address, "address"),
        Channel.CERTIFIED_MAIL: (place.contact.address, "address"),
        Channel.EMAIL: (place.contact.email, "e-mail address"),
    }.get(channel)
    return f"No {missing[1]} of the {place.label} is noted." if missing and not missing[0] else ""


def independence(first: Practitioner, second: Practitioner, places: Iterable[Organization]) -> list[str]:
    """What ties a second doctor to the first, one sentence each; empty where nothing does that is known.

    A doctor of the same practice, institution or records system shares records, habits and at times a point of view.
    """
    by_id = {place.id: place for place in places}
    found = []
    if _same(first.practice, second.practice):
        found.append(f"{second.name} is of the same practice as {first.name}: {second.practice}.")
    if first.organization and first.organization == second.organization:
        house = by_id.get(first.organization)
        found.append(f"{second.name} works at the same institution as {first.name}: {house.name if house else ''}.")
    else:
        ours, theirs = by_id.get(first.organization), by_id.get(second.organization)
        if ours and theirs and _same(ours.system, theirs.system):
            found.append(f"{ours.name} and {theirs.name} share a records system: {ours.system}.")
    return found


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and " ".join(one.casefold().split()) == " ".join(other.casefold().split())
