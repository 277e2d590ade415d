"""The facts of a record as rows of a list: by type, each with its value, range, flag and line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import set_cell_size

from binder.model.clean import clean
from binder.model.record import Fact, FactType
from binder.tui.widgets.record_list import Pieces

_FLAGS = {"H": "H high", "L": "L low", "A": "A abnormal", "HH": "HH very high", "LL": "LL very low"}
_HEADINGS = {
    FactType.LAB: "Lab values",
    FactType.MEDICATION: "Medicines",
    FactType.STAGE: "Stage",
    FactType.GRADE: "Grade",
    FactType.BIOMARKER: "Markers and genes",
    FactType.MEASUREMENT: "Measurements",
    FactType.FINDING: "Findings",
    FactType.PROCEDURE: "Procedures",
    FactType.FOLLOW_UP: "Advised to follow",
    FactType.MENTIONED_RECORD: "Other records it speaks of",
}


def fact_words(fact: Fact) -> str:
    """A fact on one line: "Platelets 91 10*3/uL L (150 to 400)"."""
    limits = range_words(fact)
    parts = [fact.name, fact.value, fact.unit, fact.flag, f"({limits})" if limits else ""]
    return clean(" ".join(part for part in parts if part))


def range_words(fact: Fact) -> str:
    """The reference range as printed: "150 to 400", "up to 5", "from 60"."""
    if fact.low and fact.high:
        return f"{fact.low} to {fact.high}"
    if fact.high:
        return f"up to {fact.high}"
    return f"from {fact.low}" if fact.low else ""


class FactRows:
    """Facts under a heading for each type, in the order of the document."""

    def __init__(self, facts: Sequence[Fact], pages: int) -> None:
        """Take facts of a document of so many pages; the key of each is its place in `facts`."""
        self.facts = facts
        self._pages = pages
        self._name_width = _widest([fact.name for fact in facts])
        self._value_width = _widest([_value(fact) for fact in facts])
        self._range_width = min(20, _widest([range_words(fact) for fact in facts]))
        self._flag_width = _widest([_flag(fact) for fact in facts])
        self._lines: list[tuple[str, Fact | str]] = []
        for kind in FactType:
            found = [(str(i), fact) for i, fact in enumerate(facts) if fact.type is kind]
            if found:
                self._lines.append(("", f"{_HEADINGS[kind]} ({len(found)})"))
                self._lines += sorted(found, key=lambda line: facts[int(line[0])].citation.span)

    def __len__(self) -> int:
        """How many lines."""
        return len(self._lines)

    def key(self, index: int) -> str:
        """The place of the fact in `facts`."""
        return self._lines[index][0]

    def prepare(self, start: int, stop: int) -> None:
        """All is here."""

    def find(self, key: str) -> int | None:
        """The line of a fact."""
        return next((index for index, line in enumerate(self._lines) if line[0] == key), None)

    def line(self, index: int, width: int) -> Pieces:
        """Name, value and unit, range, flag and line in columns that fit the width."""
        fact = self._lines[index][1]
        if isinstance(fact, str):
            return [(fact, "heading")]
        place = f"p{fact.citation.page} line {fact.citation.line}" if self._pages > 1 else f"line {fact.citation.line}"
        left = width - self._range_width - self._flag_width - len(place)
        value_width = min(self._value_width, max(14, left // 2))
        name_width = min(self._name_width, max(14, left - value_width))
        return [
            (_column(fact.name, name_width), "strong"),
            (_column(_value(fact), value_width), ""),
            (_column(range_words(fact), self._range_width), "dim"),
            (_column(_flag(fact), self._flag_width), "warn" if fact.flag else ""),
            (place, "dim"),
        ]


def _widest(texts: Sequence[str]) -> int:
    """The width of a column with two blanks after it; nothing for an empty one."""
    most = max((len(text) for text in texts), default=0)
    return most + 2 if most else 0


def _flag(fact: Fact) -> str:
    return _FLAGS.get(fact.flag, fact.flag)


def _value(fact: Fact) -> str:
    return f"{fact.value} {fact.unit}".strip() or f"“{fact.citation.quote}”"


def _column(text: str, width: int) -> str:
    """Text in a column with a blank after it, cut with an ellipsis."""
    text = clean(text)
    if not width:
        return ""
    if len(text) > width - 2:
        text = text[: width - 3] + "…"
    return set_cell_size(text, width)
