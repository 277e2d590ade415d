"""Dates as a letter writes them."""

from __future__ import annotations

from datetime import date


def day(iso: str) -> str:
    """An ISO date as a US letter writes it: "November 29, 2026"; text that is none stays as it is."""
    try:
        found = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{found:%B} {found.day}, {found.year}"
