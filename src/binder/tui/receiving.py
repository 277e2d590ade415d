"""Asking what came for an item of the checklist: one list to choose from, today preset, Enter for the usual case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from binder.chase import fits
from binder.model.checklist import ChecklistItem, Need, Proposal
from binder.model.record import Record
from binder.tui.asking import ask_day
from binder.tui.widgets.checklist_rows import NEED_KEYS
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.day_words import day_words

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

MOST_OFFERED = 6
MOST_RECORDS = 400
_ONLY_A_REPORT = "only a report"
_BY_HAND = {
    Need.REPORT: "a report that is not in this binder",
    Need.IMAGES: "images that are not in this binder, as a disc on a shelf",
    Need.SLIDES: "the slides themselves",
    Need.BLOCK: "the block itself",
}


@dataclass(frozen=True, slots=True)
class Received:
    """The answers about what came.

    Attributes:
        on: ISO date.  what: in the user's words, or the record's title.  record: its id, or empty.
    """

    need: Need
    on: str
    what: str
    record: str


async def ask_received(
    app: BinderApp,
    item: ChecklistItem,
    offered: Sequence[Proposal],
    records: Mapping[str, Record],
    needs: Sequence[Need] = (),
    *,
    only_a_report: bool = False,
) -> Received | None:
    """Which record it is, or what came otherwise; None where the user gave up.

    Args:
        offered: what may satisfy the item; the first one is preset.  records: the records of these by id.
        needs: the needs one asks about; those that miss something where not given.
        only_a_report: offer that a report came where images were asked for.
    """
    wanted = tuple(needs) or item.missing or item.needs
    on = date.today().isoformat()
    while True:
        choices = _choices(wanted, offered, records, on)
        if only_a_report:
            choices.insert(-1, Choice(_ONLY_A_REPORT, "only a report came, without the images", press="x"))
        chosen = await app.choose(f"{item.title}: what came?", choices)
        if chosen is None:
            return None
        if chosen == _ONLY_A_REPORT:
            return Received(Need.REPORT, on, "", "")
        if chosen == "day":
            given = await ask_day(app, "On which day did it come?", on)
            if given is None:
                return None
            on = given
            continue
        if chosen == "other":
            other = await _another(app, item, wanted)
            if other is None:
                continue
            need, record = other
            return Received(need, on, record.title, record.id)
        named, _, record_id = chosen.partition(":")
        need = Need(named)
        if record_id:
            return Received(need, on, records[record_id].title if record_id in records else need.value, record_id)
        what = await app.ask("What came, in your words?", need.value)
        return None if what is None else Received(need, on, what, "")


def _choices(
    wanted: Sequence[Need], offered: Sequence[Proposal], records: Mapping[str, Record], on: str
) -> list[Choice]:
    pairs = dict.fromkeys((p.need, p.record) for p in offered if p.need in wanted)
    choices = [
        Choice(f"{need.value}:{record}", record_words(records.get(record), record), need.value)
        for need, record in list(pairs)[:MOST_OFFERED]
    ]
    keys = {need: key for key, need in NEED_KEYS.items()}
    choices += [Choice(f"{need.value}:", _BY_HAND[need], press=keys[need]) for need in wanted]
    if set(wanted) & {Need.REPORT, Need.IMAGES}:
        choices.append(Choice("other", "another record of this binder…", press="o"))
    when = "today" if on == date.today().isoformat() else day_words(on, date.today(), weekday=True)
    choices.append(Choice("day", f"not {when}: on another day…", press="d"))
    return choices


def record_words(record: Record | None, record_id: str) -> str:
    """A record by its name: "Surgical pathology, 2026-01-12 (R7)"."""
    if record is None:
        return record_id
    return record.title + (f", {record.date}" if record.date else "") + f" ({record.id})"


async def _another(app: BinderApp, item: ChecklistItem, wanted: Sequence[Need]) -> tuple[Need, Record] | None:
    """Any record that can stand for one of the needs, chosen by words of its name."""
    binder = app.binder

    def load() -> dict[str, tuple[Need, Record]]:
        rows = binder.rows([record_id for record_id, _ in binder.ids()[:MOST_RECORDS]])
        return {
            f"{need.value}:{record.id}": (need, record)
            for record in rows
            for need in wanted
            if not fits(item, need, record)
        }

    found = await app.in_thread(load)
    if not found:
        app.say(f"No record here can stand for {item.title}: a adds files.")
        return None
    choices = [Choice(key, record_words(record, record.id), record.kind.label) for key, (_, record) in found.items()]
    chosen = await app.pick("Which record? Type a few letters:", choices)
    return None if chosen is None else found[chosen]
