"""A letter composed: a template filled in, refused where something it needs is missing, and what to know about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from binder.letters import template as template_module
from binder.letters.authorization import missing_elements
from binder.letters.fields import FIELDS
from binder.letters.template import Block, Template, Value, parse
from binder.letters.text import as_text
from binder.model.errors import BinderError, Misused

AUTHORIZATION = "authorization"
NAMES = (
    "records-request",
    "imaging-request",
    "slide-release",
    "authorization",
    "follow-up",
    "overdue",
    "incomplete",
    "fee-objection",
    "gap-exception",
    "appeal",
    "cover-letter",
    "revocation",
    "question-list",
    "complaint",
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter, ready to be read or printed.

    Attributes:
        law: the footer's words.  patient: whose name stands on every page.  dated: ISO date of the letter.
        files_as: the kind of record it becomes.
    """

    template: str
    version: str
    title: str
    law: str
    patient: str
    files_as: str
    dated: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return as_text(self.blocks, self.law)

    @property
    def characters(self) -> str:
        """Everything that has to be printed, for the choice of fonts."""
        return "\n".join((*(block.text for block in self.blocks), self.law, self.patient))

    def pdf(self, paper: str = "letter", fonts: Sequence[Path] = ()) -> bytes:
        """The letter as a PDF; see `binder.letters.page.as_pdf`."""
        from binder.letters.page import Paper, as_pdf

        return as_pdf(
            self.blocks,
            title=self.title,
            law=self.law,
            whose=self.patient,
            paper=Paper(paper),
            made=self.dated,
            fonts=fonts,
        )


@cache
def shipped(name: str) -> Template:
    """A template that comes with binder.

    Raises:
        Misused: there is none of that name; the message lists those there are.
    """
    if name not in NAMES:
        raise Misused(f"There is no letter {name!r}. The letters are: {', '.join(NAMES)}.")
    return parse(shipped_text(name), FIELDS, f"{name}.txt")


def shipped_text(name: str) -> str:
    """The file of a template that comes with binder."""
    return (files("binder.knowledge") / "letters" / f"{name}.txt").read_text(encoding="utf-8")


def template_of(text: str, name: str = "") -> Template:
    """A template from the text of its file; raises BinderError naming what is wrong and where."""
    return parse(text, FIELDS, name)


def guide() -> str:
    """How to change a template, as a text to lie beside them: the marks, and every field there is."""
    head, body = (template_module.__doc__ or "").split("\n", 1)
    fields = "\n".join(f"    {name:24} {words}" for name, words in FIELDS.items())
    return (
        f"{head}\n{body}\nbinder uses a template from its own configuration folder before the one it comes with; "
        f"`binder letter --templates DIR`\nsays where that is. A template with a mistake is refused with its line.\n\n"
        f"The fields\n\n{fields}\n"
    )


def compose(template: Template, values: Mapping[str, Value], *, dated: str = "") -> Composed:
    """Fill a template in.

    Raises:
        BinderError: a field the letter cannot do without is empty, or an authorization lacks an element; which one.
    """
    if unknown := sorted(set(values) - set(FIELDS)):
        raise Misused(f"There is no field {unknown[0]!r}. The fields are: {', '.join(sorted(FIELDS))}.")
    if lacking := [name for name in template.needs if not values.get(name)]:
        raise BinderError(
            f"The letter {template.name!r} cannot be written without {_listed(lacking)}. "
            f"Note it in the binder, or give it with --set {lacking[0]}=..."
        )
    blocks, printed = template.fill(values)
    if template.files_as == AUTHORIZATION and template.name != "revocation":
        _refuse_an_insufficient(blocks, printed, values)
    return Composed(
        template.name,
        template.version,
        template.title,
        template.law(values),
        (values.get("patient") or ("",))[0],
        template.files_as,
        dated,
        blocks,
    )


def _refuse_an_insufficient(blocks: Iterable[Block], printed: frozenset[str], values: Mapping[str, Value]) -> None:
    if missing := missing_elements(blocks, printed, values):
        what = "; ".join(map(str, missing))
        empty = [name for one in missing for name in one.fields if not values.get(name)]
        how = f" Give it with --set {empty[0]}=..." if empty else " Put it back into the template."
        raise BinderError(f"This authorization would not be valid: it lacks {what}.{how}")


def _listed(names: list[str]) -> str:
    return ", ".join(f"{FIELDS[name]} ({name})" for name in names)
