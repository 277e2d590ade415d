"""Letters: templates that a user can change, filled from the binder, as text and as PDF, ready to sign."""

from __future__ import annotations

from binder.letters.authorization import Element, elements, missing_elements, statements
from binder.letters.compose import NAMES, Composed, compose, guide, shipped, shipped_text, template_of
from binder.letters.days import day
from binder.letters.fields import FIELDS, value, values
from binder.letters.template import Block, Mark, Template, parse

__all__ = [
    "FIELDS",
    "NAMES",
    "Block",
    "Composed",
    "Element",
    "Mark",
    "Template",
    "compose",
    "day",
    "elements",
    "guide",
    "missing_elements",
    "parse",
    "shipped",
    "shipped_text",
    "statements",
    "template_of",
    "value",
    "values",
]
