"""The numbers of a Word file's lists, which stand nowhere in its text: "1.", "b)", "•" (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_NAMESPACE = re.compile(r"^\{[^}]*\}")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "bullet"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Lists:
    """The lists of one file, and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by list (numId)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Any) -> Lists:
        """The lists that word/numbering.xml describes; none where there is no such part."""
        if tree is None:
            return cls()
        shapes: dict[str, dict[int, _Level]] = {}
        found: dict[str, dict[int, _Level]] = {}
        for element in tree:
            name = _name(element)
            if name == "abstractNum":
                shapes[_get(element, "abstractNumId")] = dict(_levels(element))
            elif name == "num":
                shape = next((_get(child, "val") for child in element if _name(child) == "abstractNumId"), "")
                found[_get(element, "numId")] = shapes.get(shape, {})
        return cls(found)

    def mark(self, number: str, level: str) -> str:
        """What stands before the next item of a list, with a blank after it; empty for what is no item."""
        at = int(level) if level.isdigit() else 0
        levels = self.levels.get(number)
        if not levels or at not in levels:
            return ""
        shape = levels[at]
        if shape.form in ("bullet", "none"):
            return "• " if shape.form == "bullet" else ""
        self._counts[number, at] = self._counts.get((number, at), shape.start - 1) + 1
        for key in [key for key in self._counts if key[0] == number and key[1] > at]:
            del self._counts[key]
        text = re.sub(r"%(\d)", lambda m: self._counted(number, int(m[1]) - 1, levels), shape.text)
        return f"{text} " if text else ""

    def _counted(self, number: str, at: int, levels: dict[int, _Level]) -> str:
        shape = levels.get(at, _Level("decimal"))
        return _written(self._counts.get((number, at), shape.start), shape.form)


def _levels(element: Any) -> list[tuple[int, _Level]]:
    made = []
    for child in element:
        if _name(child) != "lvl" or not _get(child, "ilvl").isdigit():
            continue
        values = {_name(inner): _get(inner, "val") for inner in child if isinstance(inner.tag, str)}
        start = values.get("start", "1")
        level = _Level(
            values.get("numFmt", "decimal"), values.get("lvlText", "")[:40], int(start[:6]) if start.isdigit() else 1
        )
        made.append((int(_get(child, "ilvl")), level))
    return made


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return (letter if form == "lowerLetter" else letter.upper())[:20]
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman, left = "", count
        for value, sign in _ROMAN:
            roman += sign * (left // value)
            left %= value
        return roman if form == "lowerRoman" else roman.upper()
    return str(count)


def _name(element: Any) -> str:
    return _NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""


def _get(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if _NAMESPACE.sub("", key) == name), "")
