"""Dates as a letter writes them."""

from __future__ import annotations

from datetime import date


def day(iso: str) -> str:
    """An ISO date as a US letter writes it: "November 29, 2026", "November 2026"; text that is none stays as it is."""
    try:
        if len(iso) == len("2026-11"):
            return f"{date.fromisoformat(f'{iso}-01'):%B %Y}"
        found = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{found:%B} {found.day}, {found.year}"


def hour(clock: str) -> str:
    """A time of day as a US letter writes it: "10:30 a.m." for "10:30"."""
    at, minutes = int(clock[:2]), clock[3:5]
    return f"{at % 12 or 12}:{minutes} {'a.m.' if at < 12 else 'p.m.'}"
