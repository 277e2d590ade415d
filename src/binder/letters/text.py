"""A letter as plain text, at most 78 columns wide: to read before it is printed, or to paste into a portal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from binder.letters.template import Block, Mark

WIDTH = 78
_LEFT = 42  # columns of the left half, where two stand side by side
_BEFORE = {Mark.POINT: "- ", Mark.BOX: "[ ] "}


def as_text(blocks: tuple[Block, ...], footer: str = "") -> str:
    """The whole letter, with what its footer says at the end."""
    lines: list[str] = []
    for side_by_side, group in groupby(blocks, lambda b: b.mark in (Mark.LEFT, Mark.RIGHT)):
        held = list(group)
        if side_by_side:
            lines += _gap(held[0]) + list(_columns(held))
        else:
            for block in held:
                lines += _gap(block) + list(_drawn(block))
    if footer:
        lines += ["", "-" * WIDTH, *_wrapped(footer)]
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def _gap(block: Block) -> list[str]:
    return [""] if block.gap else []


def _drawn(block: Block) -> Iterator[str]:
    if block.mark is Mark.SIGN:
        yield from _to_sign(block.parts)
    elif block.mark is Mark.RULE:
        yield "-" * WIDTH
    elif block.mark is Mark.PAGE:
        yield from ("", "=" * WIDTH, "")
    elif block.mark is Mark.HEADING:
        yield from _wrapped(block.text.upper() if len(block.text) < 60 else block.text)
    else:
        yield from _wrapped(block.text, _BEFORE.get(block.mark, ""))


def _to_sign(labels: tuple[str, ...]) -> Iterator[str]:
    """A line to write on for each label, and the labels under them."""
    room = WIDTH - 2 * (len(labels) - 1)
    first = room if len(labels) == 1 else room * 3 // 5
    widths = [first] + [(room - first) // max(len(labels) - 1, 1)] * (len(labels) - 1)
    yield from ("", "  ".join("_" * width for width in widths))
    cells = [_wrapped(label, width=width) for label, width in zip(labels, widths, strict=True)]
    for row in range(max(len(cell) for cell in cells)):
        texts = (cell[row] if row < len(cell) else "" for cell in cells)
        yield "  ".join(f"{text:{width}}" for text, width in zip(texts, widths, strict=True))


def _columns(blocks: list[Block]) -> Iterator[str]:
    left = [line for b in blocks if b.mark is Mark.LEFT for line in _wrapped(b.text, width=_LEFT - 2)]
    right = [line for b in blocks if b.mark is Mark.RIGHT for line in _wrapped(b.text, width=WIDTH - _LEFT)]
    for row in range(max(len(left), len(right))):
        at_left = left[row] if row < len(left) else ""
        yield f"{at_left:{_LEFT}}{right[row] if row < len(right) else ''}"


def _wrapped(text: str, before: str = "", width: int = WIDTH) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=before, subsequent_indent=" " * len(before), break_on_hyphens=False
    ) or [""]
