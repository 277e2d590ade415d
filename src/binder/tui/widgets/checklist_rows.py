"""The checklist as rows of a list, and the words of one item in full. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import set_cell_size

from binder.model.checklist import ItemState, Need
from binder.model.clean import clean
from binder.model.kinds import Kind
from binder.model.record import Record
from binder.tui.widgets.record_list import Pieces

if TYPE_CHECKING:
    from binder.binder import ChecklistLine

ROLE = {
    ItemState.WANTED: "",
    ItemState.REQUESTED: "soon",
    ItemState.PARTLY_RECEIVED: "soon",
    ItemState.RECEIVED: "good",
    ItemState.VERIFIED: "good",
    ItemState.WAIVED: "dim",
    ItemState.UNAVAILABLE: "dim",
}
NEED_KEYS = {"r": Need.REPORT, "i": Need.IMAGES, "s": Need.SLIDES, "b": Need.BLOCK}
_SHORTEST_TITLE = 20
_WORDS = 27  # cells kept for the words beside the state: "report here, images missing"


class ChecklistRows:
    """Items under the heading of their group: glyph, title, state, and what is needed against what is here."""

    def __init__(self, lines: Sequence[ChecklistLine]) -> None:
        self._rows: list[ChecklistLine | str] = []
        group = None
        for line in lines:
            if line.item.group != group:
                group = line.item.group
                self._rows += [""] * bool(self._rows) + [group]
            self._rows.append(line)
        self._title_width = 2 + max((len(line.item.title) for line in lines), default=0)
        self._state_width = max((len(line.item.state.label) for line in lines), default=0)
        self._words_width = max((len(_beside(line.words, line.item.state.label)) for line in lines), default=0)

    def __len__(self) -> int:
        """How many rows."""
        return len(self._rows)

    def key(self, index: int) -> str:
        """The id of the item."""
        row = self._rows[index]
        return "" if isinstance(row, str) else row.item.id

    def prepare(self, start: int, stop: int) -> None:
        """All is here."""

    def find(self, key: str) -> int | None:
        """The row of an item."""
        return next((index for index in range(len(self._rows)) if self.key(index) == key), None)

    def line(self, index: int, width: int) -> Pieces:
        """One row."""
        row = self._rows[index]
        if isinstance(row, str):
            return [(row[:1].upper() + row[1:], "heading")]
        item = row.item
        left = width - 2 - min(self._words_width, _WORDS)
        gap = 2 if self._title_width + self._state_width + 2 <= left else 1
        title_width = min(self._title_width, max(_SHORTEST_TITLE, left - self._state_width - gap))
        title = clean(item.title)
        if len(title) > title_width - 1:
            title = title[: title_width - 2] + "…"
        role = ROLE[item.state]
        return [
            (f"{item.state.glyph} ", role),
            (set_cell_size(title, title_width), "dim" if role == "dim" else "strong"),
            (set_cell_size(item.state.label, self._state_width + gap), role),
            (_beside(row.words, item.state.label), "dim" if item.state.settled else ""),
        ]


def _beside(words: str, label: str) -> str:
    """The words without the state that stands beside them."""
    return words[len(label) :].lstrip(" ,") if words.startswith(label) else words


def needs_words(needs: Sequence[Need]) -> str:
    """ "report and images"."""
    return " and ".join(need.value for need in needs)


def named(record_id: str, records: Mapping[str, Record]) -> str:
    """A record in a few words: "R7 Surgical pathology, 2026-01-12"."""
    record = records.get(record_id)
    if record is None:
        return record_id
    return f"{record_id} {record.title}" + (f", {record.date}" if record.date else "")


def detail(line: ChecklistLine, records: Mapping[str, Record], *, full: bool) -> Iterator[tuple[str, str]]:
    """The words of an item, a paragraph each with its role: what can be done first, why it is wanted last.

    Args:
        full: there is room to repeat what the list says already.
    """
    item = line.item
    yield f"{item.title} · needs {needs_words(item.needs)}", "title"
    if full:
        yield f"{item.state.glyph} {item.state.label} · {line.words}", "line"
    yield from _offers(line, records)
    for receipt in item.receipts:
        what = f"“{receipt.what}”" if receipt.what and receipt.what != receipt.need.value else ""
        linked = named(receipt.record, records) if receipt.record else "no record, only noted"
        parts = [f"{receipt.need.value} came {receipt.on}", what, linked]
        yield "● " + " · ".join(part for part in parts if part), "good"
    if item.missing and not item.state.settled:
        yield _missing(line, records), "line"
    elif full and item.whom:
        yield f"From the {item.whom}.", "line"
    if item.note:
        yield f"Note: {item.note}", "line"
    if item.why:
        yield f"Why: {item.why}", "dim"
    if full and item.source:
        yield f"This item is {item.source}." if item.source.startswith("asked") else f"List: {item.source}", "dim"


def _offers(line: ChecklistLine, records: Mapping[str, Record]) -> Iterator[tuple[str, str]]:
    """What lies here and may be it, with the key that settles it."""
    offered = line.proposals
    for i, proposal in enumerate(offered[:3]):
        hint = " Enter opens it, Space accepts it." if i == 0 else ""
        because = f": {proposal.because}" if proposal.because else ""
        yield f"? {named(proposal.record, records)} may be its {proposal.need.value}{because}.{hint}", "offer"
    if len(offered) > 3:
        yield f"? and {len(offered) - 3} more records here may belong to it.", "offer"
    if line.waiting and not offered and not line.item.state.settled:
        more = f", and {len(line.waiting) - 1} more" if len(line.waiting) > 1 else ""
        yield f"? {named(line.waiting[0], records)} waits in review and may be it{more}. Enter looks at it.", "offer"


def _missing(line: ChecklistLine, records: Mapping[str, Record]) -> str:
    """What has not come, and whom to ask: only where nothing here may be it is that the first thing to do."""
    item = line.item
    doubtful = [records[which] for which in line.waiting if which in records]
    may_be_here = {proposal.need for proposal in line.proposals}
    may_be_here |= {Need.IMAGES if record.kind is Kind.IMAGING_STUDY else Need.REPORT for record in doubtful}
    gone = [need for need in item.missing if need not in may_be_here]
    asked = f", asked for {item.requested_on}" if item.requested_on else ""
    if gone:
        return f"○ still missing: {needs_words(gone)}{asked}" + (f" · ask the {item.whom}" if item.whom else "")
    return f"○ not yet marked as received{asked}" + (f" · if that is not it, ask the {item.whom}" if item.whom else "")
