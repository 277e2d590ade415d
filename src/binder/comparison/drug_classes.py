"""Which medicines belong to which class: naming a class and naming a member of it may well be the same."""

from __future__ import annotations

from functools import cache

from binder.knowledge import load


@cache
def drug_classes() -> dict[str, frozenset[str]]:
    """Class -> generic names of its members."""
    found = {}
    for line in load("comparison_drugs")["classes"].strip().splitlines():
        name, _, members = line.partition(":")
        found[name.strip()] = frozenset(members.split())
    return found
