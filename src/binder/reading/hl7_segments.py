"""The segments of HL7 version 2 messages, taken apart by the separators each message declares (chapter 2.5.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}$")
_MARKS = ("FHS", "BHS", "BTS", "FTS", "MSH")


@dataclass(frozen=True, slots=True)
class Separators:
    """The five characters a message declares for itself."""

    field: str = "|"
    component: str = "^"
    repeat: str = "~"
    escape: str = "\\"
    part: str = "&"

    def components(self, value: str) -> list[str]:
        """The components of a field's first repetition, escapes taken back."""
        return [self.plain(piece) for piece in value.split(self.repeat)[0].split(self.component)]

    def plain(self, text: str) -> str:
        r"""Text with its escape sequences taken back (\F\ \S\ \T\ \R\ \E\ \Xhh\ \.br\)."""
        if self.escape not in text:
            return text
        mark = re.escape(self.escape)
        return re.sub(f"{mark}([^{mark}]{{0,40}}){mark}", self._taken_back, text)

    def _taken_back(self, match: re.Match[str]) -> str:
        code = match[1]
        if code in ("F", "S", "R", "E", "T"):
            return {"F": self.field, "S": self.component, "R": self.repeat, "E": self.escape, "T": self.part}[code]
        if code.startswith("X") and re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", code[1:]):
            return bytes.fromhex(code[1:]).decode("utf-8", "replace")
        if code.startswith((".br", ".sp", ".ce")):
            return "\n"
        return "" if code in ("H", "N") or code.startswith((".", "C", "M", "Z")) else match[0]


class Segment:
    """One segment; fields are numbered as the standard numbers them."""

    def __init__(self, line: str, separators: Separators) -> None:
        self.separators = separators
        fields = line.split(separators.field)
        self.name = fields[0][:3]
        self._fields = [fields[0], separators.field, *fields[1:]] if self.name in ("MSH", "FHS", "BHS") else fields

    def raw(self, number: int) -> str:
        """A field as it stands, or empty."""
        value = self._fields[number] if number < len(self._fields) else ""
        return "" if value == '""' else value

    def get(self, number: int, component: int = 1) -> str:
        """A component of a field's first repetition, or empty."""
        parts = self.separators.components(self.raw(number))
        return parts[component - 1].strip() if component <= len(parts) else ""


def messages(content: str) -> Iterator[list[Segment]]:
    """The messages of a file or batch, each a list of segments."""
    separators = Separators()
    message: list[Segment] = []
    for line in _segments(content):
        if line[:3] in ("MSH", "FHS", "BHS") and len(line) > 7:
            separators = _separators(line)
        segment = Segment(line, separators)
        if segment.name in _MARKS:
            if message:
                yield message
            message = [segment] if segment.name == "MSH" else []
        elif message:
            message.append(segment)
    if message:
        yield message


def _segments(content: str) -> Iterator[str]:
    """Lines that begin a segment, with the lines below that begin none joined on."""
    held = ""
    for line in re.split(r"[\r\n\x1c\x0b]+", content):
        starts = _SEGMENT.match(line[:3]) and (len(line) == 3 or not line[3].isalnum()) and line[3:4] not in (" ", ":")
        if starts:
            if held:
                yield held
            held = line
        elif held and line.strip():
            held += "\n" + line
    if held:
        yield held


def _separators(line: str) -> Separators:
    declared = line[4:].split(line[3], 1)[0]
    standard = "^~\\&"
    marks = [declared[i] if i < len(declared) else standard[i] for i in range(4)]
    return Separators(line[3], *marks)
