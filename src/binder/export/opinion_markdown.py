"""A sheet of opinions as Markdown: plain enough to read as it is, every mark of Markdown in a quote escaped."""

from __future__ import annotations

import re

from binder.export.opinion_sheet import Cell, Heading, Ink, Paragraph, Sheet, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!]|:(?=//)|(?<=www)\.)")  # the last two: no address becomes a link
_BEGINS = re.compile(r"^(\d*)([-+=.)])")


def as_markdown(sheet: Sheet) -> str:
    """The sheet as GitHub's Markdown, which has tables."""
    parts = [f"# {escaped(sheet.title)}"]
    for block in sheet.blocks:
        if isinstance(block, Heading):
            parts.append(f"## {escaped(block.text)}")
        elif isinstance(block, Paragraph):
            words = escaped(block.text)
            parts.append(f"**{words}**" if block.ink is Ink.STRONG and words else words)
        else:
            parts.append(_table(block))
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text in which nothing acts as a mark of Markdown or of HTML."""
    return _BEGINS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def _table(table: Table) -> str:
    lines = [_row([escaped(word) or " " for word in table.head]), _row(["---"] * len(table.head))]
    lines += [_row([_cell(cell) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell) -> str:
    return "<br>".join(
        f"**{escaped(piece.text)}**" if piece.ink is Ink.STRONG and piece.text else escaped(piece.text)
        for piece in cell
    )
