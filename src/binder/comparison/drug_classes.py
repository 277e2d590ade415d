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


@cache
def _combinations() -> dict[str, frozenset[str]]:
    """Those of them that are named combinations."""
    return {name: members for name, members in drug_classes().items() if name in lexicon().regimens}


def in_combination(name: str, named: Set[str]) -> bool:
    """Whether a text that names these medicines names one by a combination ("CAPOX"), or a combination by its parts.

    Parts make up no combination where the text names another one.
    """
    given = _combinations().keys() & named
    if given:
        return any(name in _combinations()[combination] for combination in given)
    return len(_combinations().get(name, frozenset()) & named) > 1
