"""Whether an authorization form holds every element and statement of 45 CFR 164.508(c), as it would be printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from binder.knowledge import load
from binder.letters.template import Block, Mark, Value

_SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Element:
    """Something the rule wants to stand in the form.

    Attributes:
        id: which of the rules it is.  paragraph: of 45 CFR 164.508.  words: what it is.
        fields: of the letter, that print it.
    """

    id: str
    paragraph: str
    words: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        """What it is, and where the rule asks for it."""
        return f"{self.words} [164.508{self.paragraph}]"


@cache
def elements() -> tuple[Element, ...]:
    """The core elements and statements, in the order of the rule; those of a representative are `representative`."""
    prints = load("authorization_form")["prints"]
    return tuple(
        Element(one["field"], one["paragraph"], one["words"], tuple(prints[one["field"]]))
        for one in load("law")["authorization"]
    )


@cache
def representative() -> Element:
    """What is needed besides where it is not the patient who signs."""
    said = load("authorization_form")["representative"]
    return Element("representative", said["paragraph"], said["words"], tuple(said["fields"]))


def statements() -> dict[str, str]:
    """The fields of the required statements, as binder's own form words them."""
    return {f"states_{name}": words for name, words in load("authorization_form")["statements"].items()}


def missing_elements(
    blocks: Iterable[Block], printed: Collection[str], values: Mapping[str, Value]
) -> tuple[Element, ...]:
    """What a filled-in form lacks; empty where it is whole.

    Args:
        printed: the fields that stand in it with something in them.
    """
    to_sign = any(block.mark is Mark.SIGN and _dated(block) for block in blocks)
    wanted = (*elements(), representative()) if values.get("signer_role") else elements()
    return tuple(one for one in wanted if not (set(one.fields) <= set(printed) and (to_sign or one.id != _SIGNATURE)))


def _dated(block: Block) -> bool:
    """Whether these lines are for a signature with its date beside it."""
    return any("date" in part.casefold() for part in block.parts[1:])
