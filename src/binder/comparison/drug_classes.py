"""Which medicines belong to which class or combination: naming it and naming a member of it may well be the same."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from binder.comparison.lexicon import lexicon
from binder.knowledge import load


@cache
def drug_classes() -> dict[str, frozenset[str]]:
    """Class -> generic names of its members."""
    found = {}
    for line in load("comparison_drugs")["classes"].strip().splitlines():
        name, _, members = line.partition(":")
        found[name.strip()] = frozenset(members.split())
    return found


def in_combination(name: str, named: Set[str]) -> bool:
    """Whether a text that names these medicines names one by a combination ("CAPOX"), or a combination by its parts.

    Parts make up no combination where the text names another one.
    """
    combinations = {c: members for c, members in drug_classes().items() if c in lexicon().regimens}
    if any(name in members for c, members in combinations.items() if c in named):
        return True
    return len(combinations.get(name, frozenset()) & named) > 1 and not combinations.keys() & named
