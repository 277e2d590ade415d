"""Letter templates: plain text files with {fields}, simple conditions and a mark at the start of a line.

A file is a head of `name: value` lines, a line `---`, and the body. In the body:

    text        a paragraph; its lines are joined, a blank line ends it
    # text      a heading            | text   a line of its own       - text   a point       [] text   a box to tick
    < text      a line at the left   > text   a line at the right, beside those at the left
    ~ a | b     lines to be signed or filled in by hand, each with its label
    = text      small print          ...      a thin rule             ===      a new page
    ; text      a remark, not printed

A `?` after the mark ("|? Phone {sender_phone}", "? text" for a paragraph) leaves the line out where one of its fields
is empty. `{if field}` ... `{else}` ... `{end}` and `{if not field}` choose; `{{` and `}}` are braces themselves. A
field that holds several lines gives one line each where it stands alone after its mark, and one point or box each
where it is the only field of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from binder.letters.days import day
from binder.model.errors import BinderError

Value = tuple[str, ...]  # the lines of a field; none where it is empty

_TAG = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_STANDING_ALONE = re.compile(r"(?m)^[ \t]*(\{(?:if\b[^{}\n]*|else|end)\})[ \t]*(?:\n|\Z)")
_HEAD_NAMES = frozenset({"template", "version", "title", "law", "dated", "source", "needs", "files_as", "language"})


class Mark(StrEnum):
    """What a block of a letter is; the value is how its line begins."""

    PARAGRAPH = ""
    HEADING = "#"
    LINE = "|"
    POINT = "-"
    BOX = "[]"
    LEFT = "<"
    RIGHT = ">"
    SIGN = "~"
    SMALL = "="
    RULE = "..."
    PAGE = "==="


_MARKED = re.compile(r"(===|\.\.\.|[#|<>~=;-]|\[\])?(\?)?(?:[ \t]+|$)")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a letter, filled in.

    Attributes:
        parts: its text; for lines to be signed one part each.  gap: whether a blank line stands before it.
    """

    mark: Mark
    parts: tuple[str, ...]
    gap: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return " | ".join(self.parts)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str


@dataclass(slots=True)
class _Choice:
    name: str
    wanted: bool
    line: int
    then: list[_Node] = field(default_factory=list)
    otherwise: list[_Node] = field(default_factory=list)
    turned: bool = False


_Node = str | _Field | _Choice
_Piece = str | tuple[str, Value]  # literal text, or a field's name with its value


@dataclass(frozen=True, slots=True)
class Template:
    """A letter not yet filled in.

    Attributes:
        name: "records-request".  version: of its text.  title: of the letter.
        dated: when the law it cites was last checked, ISO 8601.
        needs: fields without which it is refused.  files_as: the kind of record it becomes.
        fields: all fields its body mentions.  source: the whole file.
    """

    name: str
    version: str
    title: str
    dated: str
    needs: tuple[str, ...]
    files_as: str
    source: str
    fields: frozenset[str]
    _law: tuple[_Node, ...]
    _body: tuple[_Node, ...]

    def law(self, values: Mapping[str, Value]) -> str:
        """What its footer cites, and when that was last checked; empty where it cites nothing."""
        cited = _one_line("".join(p if isinstance(p, str) else _joined(p[1]) for p in _chosen(self._law, values)))
        return f"{cited}. As of {day(self.dated)}." if "CFR" in cited and self.dated else cited

    def fill(self, values: Mapping[str, Value]) -> tuple[tuple[Block, ...], frozenset[str]]:
        """The blocks of the letter, and the fields that were printed with something in them."""
        used: set[str] = set()
        blocks: list[Block] = []
        gap = False
        joinable = False
        for line in _lines(_chosen(self._body, values)):
            made = _blocks_of(line, used)
            if made is None:
                gap, joinable = True, False
                continue
            for block in made:
                if joinable and block.mark in (Mark.PARAGRAPH, Mark.SMALL) and blocks[-1].mark is block.mark:
                    blocks[-1] = Block(block.mark, (f"{blocks[-1].text} {block.text}".strip(),), blocks[-1].gap)
                else:
                    blocks.append(Block(block.mark, block.parts, gap and bool(blocks)))
                gap, joinable = False, True
        return tuple(blocks), frozenset(used)


def parse(text: str, known: Mapping[str, object], name: str = "") -> Template:
    """Read a template.

    Args:
        known: the fields there are.  name: of the file, for messages.

    Raises:
        BinderError: what is wrong and in which line; for an unknown field also which fields there are.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    head, rule, body = text.partition("\n---\n")
    if not rule:
        raise BinderError(f"{_where(name)}a line of three hyphens (---) must stand between its head and its text.")
    about = _head(head, name)
    first = head.count("\n") + 3
    nodes, fields = _parsed(body, first, known, name)
    law, in_law = _parsed(about.get("law", ""), _line_of(text, "law:"), known, name)
    for one in (needs := tuple(about.get("needs", "").replace(",", " ").split())):
        if one not in known:
            raise _unknown(one, _line_of(text, "needs:"), known, name)
    return Template(
        name=about["template"],
        version=about.get("version", "1"),
        title=about["title"],
        dated=about.get("dated", ""),
        needs=needs,
        files_as=about.get("files_as", "letter"),
        source=text,
        fields=frozenset(fields | in_law),
        _law=tuple(law),
        _body=tuple(nodes),
    )


def _head(head: str, name: str) -> dict[str, str]:
    about: dict[str, str] = {}
    last = ""
    for number, line in enumerate(head.split("\n"), 1):
        if not line.strip() or line.startswith(";"):
            continue
        if line[0].isspace() and last:
            about[last] += " " + line.strip()
            continue
        last, colon, value = line.partition(":")
        last = last.strip()
        if not colon or last not in _HEAD_NAMES:
            names = ", ".join(sorted(_HEAD_NAMES))
            raise BinderError(f"{_where(name, number)}the head holds lines like 'title: ...'; its names are {names}.")
        about[last] = value.strip()
    for needed in ("template", "title"):
        if not about.get(needed):
            raise BinderError(f"{_where(name)}its head lacks the line '{needed}: ...'.")
    return about


def _parsed(body: str, first: int, known: Mapping[str, object], name: str) -> tuple[list[_Node], set[str]]:
    """The body as nodes, and the fields it mentions; `first` is the number of its first line in the file."""
    alone = {m.start(1): m.span() for m in _STANDING_ALONE.finditer(body)}  # such a tag takes its whole line away
    nodes: list[_Node] = []
    open_: list[_Choice] = []
    fields: set[str] = set()
    at = 0

    def here() -> list[_Node]:
        return nodes if not open_ else (open_[-1].otherwise if open_[-1].turned else open_[-1].then)

    for found in _TAG.finditer(body):
        start, end = alone.get(found.start(), found.span())
        if start > at:
            here().append(body[at:start])
        at = end
        line = first + body.count("\n", 0, found.start())
        tag = found[1]
        if tag is None:
            if len(found[0]) == 1:
                raise BinderError(
                    f"{_where(name, line)}the brace {found[0]} has no partner: write it twice to print one."
                )
            here().append(found[0][0])
            continue
        words = tag.split()
        if words[:1] == ["if"] and len(words) in (2, 3) and (len(words) == 2 or words[1] == "not"):
            _known(words[-1], line, known, name)
            choice = _Choice(words[-1], len(words) == 2, line)
            here().append(choice)
            open_.append(choice)
            fields.add(words[-1])
        elif words == ["else"] and open_ and not open_[-1].turned:
            open_[-1].turned = True
        elif words == ["end"] and open_:
            open_.pop()
        elif words in (["else"], ["end"]):
            raise BinderError(f"{_where(name, line)}{{{words[0]}}} stands without its {{if ...}}.")
        else:
            _known(tag.strip(), line, known, name)
            here().append(_Field(tag.strip()))
            fields.add(tag.strip())
    if open_:
        raise BinderError(f"{_where(name, open_[-1].line)}{{if {open_[-1].name}}} has no {{end}}.")
    if at < len(body):
        nodes.append(body[at:])
    return nodes, fields


def _known(field_name: str, line: int, known: Mapping[str, object], name: str) -> None:
    if field_name not in known:
        raise _unknown(field_name, line, known, name)


def _unknown(field_name: str, line: int, known: Mapping[str, object], name: str) -> BinderError:
    return BinderError(
        f"{_where(name, line)}there is no field {{{field_name}}}. The fields are: {', '.join(sorted(known))}."
    )


def _where(name: str, line: int | None = None) -> str:
    place = f"template {name}" if name else "this template"
    return f"In {place}, line {line}: " if line else f"In {place}: "


def _line_of(text: str, words: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0)) + 1


def _chosen(nodes: tuple[_Node, ...] | list[_Node], values: Mapping[str, Value]) -> Iterator[_Piece]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, _Field):
            yield node.name, values.get(node.name, ())
        else:
            yield from _chosen(node.then if bool(values.get(node.name)) == node.wanted else node.otherwise, values)


def _lines(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces line by line. Only the template's own line ends count, never those in a value."""
    line: list[_Piece] = []
    for piece in pieces:
        if not isinstance(piece, str):
            line.append(piece)
            continue
        head, *rest = piece.split("\n")
        line.append(head)
        for text in rest:
            yield line
            line = [text]
    yield line


def _blocks_of(line: list[_Piece], used: set[str]) -> list[Block] | None:
    """The blocks one line gives; None for a blank line. A mark counts only where the template itself has it."""
    pieces = [p for p in line if p != ""]
    if not pieces or (all(isinstance(p, str) for p in pieces) and not "".join(map(str, pieces)).strip()):
        return None
    first = pieces[0]
    mark, optional = Mark.PARAGRAPH, False
    if isinstance(first, str) and (found := _MARKED.match(first)) and found[0].strip():
        if found[1] == ";":
            return []
        mark, optional = Mark(found[1] or ""), bool(found[2])
        pieces = [p for p in (first[found.end() :], *pieces[1:]) if p != ""]
    if mark in (Mark.RULE, Mark.PAGE):
        return [Block(mark, ("",))]
    fields = [p for p in pieces if not isinstance(p, str)]
    if optional and any(not value for _, value in fields):
        return []
    used.update(name for name, value in fields if value)
    if mark is Mark.SIGN:
        return [Block(mark, _divided(pieces))]
    if len(fields) == 1 and (len(pieces) == 1 or mark in (Mark.POINT, Mark.BOX)):
        return [Block(mark, (text,)) for each in fields[0][1] if (text := _one_line(_with(pieces, each)))]
    text = _one_line(_run(pieces))
    return [Block(mark, (text,))] if text else []


def _divided(pieces: list[_Piece]) -> tuple[str, ...]:
    """The labels of lines to be signed, divided where the template has a bar."""
    parts = [""]
    for piece in pieces:
        if isinstance(piece, str):
            head, *rest = piece.split("|")
            parts[-1] += head
            parts.extend(rest)
        else:
            parts[-1] += _joined(piece[1])
    return tuple(_one_line(part) for part in parts)


def _run(pieces: list[_Piece]) -> str:
    """The line as one text; a field that ends in a period, as "10:30 a.m." does, needs no second one after it."""
    text = ""
    for piece in pieces:
        said = piece if isinstance(piece, str) else _joined(piece[1])
        ended = isinstance(piece, str) and text.endswith(".") and said.startswith(".")
        text += said[1:] if ended else said
    return text


def _with(pieces: list[_Piece], each: str) -> str:
    """The line with one of its only field's lines in it."""
    return "".join(p if isinstance(p, str) else each for p in pieces)


def _joined(value: Value) -> str:
    return ", ".join(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())
