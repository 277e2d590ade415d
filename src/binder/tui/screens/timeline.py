"""Timeline: every record, newest first, under its month; narrowed by words as one types and by kind."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.tui.commands import Command
from binder.tui.screens.timeline_rows import TimelineRows
from binder.tui.view import View
from binder.tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    pass

TYPING_PAUSE = 0.12

# What `f` goes through: a name, and the kinds that belong together for a reader.
GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("pathology", (Kind.PATHOLOGY_REPORT, Kind.PATHOLOGY_CONSULT, Kind.MOLECULAR_REPORT, Kind.SLIDE_RELEASE)),
    ("imaging", (Kind.IMAGING_REPORT, Kind.IMAGING_STUDY, Kind.IMAGE)),
    ("lab reports", (Kind.LAB_REPORT,)),
    ("opinions and consults", (Kind.SECOND_OPINION, Kind.TUMOR_BOARD, Kind.CONSULT_NOTE, Kind.REFERRAL)),
    ("operations and hospital stays", (Kind.OPERATIVE_NOTE, Kind.PROCEDURE_NOTE, Kind.DISCHARGE_SUMMARY,
                                       Kind.EMERGENCY_NOTE, Kind.HISTORY_AND_PHYSICAL)),
    ("treatment and medication", (Kind.TREATMENT_PLAN, Kind.CHEMOTHERAPY_RECORD, Kind.RADIATION_SUMMARY,
                                  Kind.MEDICATION_LIST, Kind.ALLERGIES, Kind.IMMUNIZATIONS)),
    ("visits", (Kind.VISIT_NOTE, Kind.PATIENT_SUMMARY)),
    ("letters, messages and papers", (Kind.LETTER, Kind.INSURANCE, Kind.AUTHORIZATION, Kind.POWER_OF_ATTORNEY,
                                      Kind.ADVANCE_DIRECTIVE, Kind.MESSAGE, Kind.VOICEMAIL)),
    ("other", (Kind.OTHER,)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the timeline is narrowed to; it can say what it is."""

    words: str = ""
    group: int | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds let through; empty: all."""
        return GROUPS[self.group][1] if self.group is not None else ()

    def __bool__(self) -> bool:
        """Whether anything is held back."""
        return bool(self.words) or self.group is not None

    def __str__(self) -> str:
        """For example "lab reports with “platelets”"."""
        name = GROUPS[self.group][0] if self.group is not None else "records"
        return f"{name} with “{self.words}”" if self.words else name


class FilterWords(Command):
    """Find records by words of their title or text; the list narrows as you type."""

    keys, text, footer = "slash", "find", True


class NextKind(Command):
    """Show one kind of record after another: pathology, imaging, lab reports ... and all again."""

    keys, text, footer = "f", "kind", True


class ClearFilter(Command):
    """Show all records again."""

    keys, text = "escape", "show all"


class MarkOpinion(Command):
    """Mark the record as the first, second or third opinion, or as none."""

    keys, text, footer = "o", "opinion", True


class ReviewRecord(Command):
    """Check what binder made of the record: its kind, date and title."""

    keys, text = "r", "review"


class PutAside(Command):
    """Put the record aside; undo brings it back."""

    keys, text = "x", "put aside"


class TimelineView(View):
    """The list of records."""

    title = "Timeline"
    commands = (FilterWords, NextKind, MarkOpinion, ReviewRecord, PutAside, ClearFilter)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.narrowing = Narrowing()
        self._total = 0

    def compose(self) -> ComposeResult:
        """What is shown, in words; the list."""
        yield Static("", id="timeline-state", markup=False)
        yield RecordList(id="timeline-list")

    # -- loading ------------------------------------------------------------------------------------------------------

    async def refresh_view(self) -> None:
        """Ask for the records again."""
        await self._load(self.narrowing)

    async def _load(self, narrowing: Narrowing) -> None:
        binder = self.app.binder
        rows = await self.app.in_thread(lambda: timeline_rows(binder, narrowing))
        found_anew = narrowing.words and narrowing != self.narrowing
        self.narrowing = narrowing
        if not narrowing:
            self._total = rows.count
        nothing = f"No {narrowing}. Esc shows all records." if narrowing else "No records yet. Press a to add files."
        records = self.query_one(RecordList)
        records.show(rows, empty=nothing)
        if found_anew and rows.first:
            records.move_to(rows.first)
        self._say_state(rows.count)

    def _say_state(self, count: int) -> None:
        if self.narrowing:
            words = f"{count} of {self._total}: {self.narrowing}   Esc shows all"
        else:
            words = f"{count} record{'' if count == 1 else 's'}, newest first"
        self.query_one("#timeline-state", Static).update(Text(clean(words), no_wrap=True, overflow="ellipsis", end=""))

    @work(exclusive=True, group="timeline")
    async def _load_soon(self, narrowing: Narrowing, pause: float = 0.0) -> None:
        """Load after a pause in typing; what is asked later takes the place of what was asked before."""
        await asyncio.sleep(pause)
        try:
            await self._load(narrowing)
        except BinderError as error:
            self.app.say(str(error))

    async def go(self, place: Any) -> None:
        """Begin to type a filter where asked to; otherwise the list stands as it was left."""
        if place == "filter":
            self.action_command("FilterWords")

    # -- commands -----------------------------------------------------------------------------------------------------

    def why_not(self, command: type[Command]) -> str | None:
        """What needs a record under the cursor says so."""
        if command in (MarkOpinion, ReviewRecord, PutAside) and not self._key:
            return "There is no record under the cursor."
        return super().why_not(command)

    @property
    def _key(self) -> str:
        return self.query_one(RecordList).key

    async def action_filter_words(self) -> None:
        """Narrow as one types; Enter keeps it, Esc takes it back."""
        before = self.narrowing

        typed_words: list[str] = []

        def typed(words: str) -> None:
            typed_words.append(words)
            self._load_soon(Narrowing(words, before.group), TYPING_PAUSE)

        words = await self.app.ask("Find:", before.words, on_change=typed)
        wanted = before if words is None else Narrowing(words, before.group)
        if wanted != before or typed_words:
            self._load_soon(wanted)

    async def action_next_kind(self) -> None:
        """The next group of kinds that has records."""
        binder, words, start = self.app.binder, self.narrowing.words, self.narrowing.group

        def following() -> Narrowing:
            for group in range(0 if start is None else start + 1, len(GROUPS)):
                if timeline_ids(binder, Narrowing(words, group)):
                    return Narrowing(words, group)
            return Narrowing(words)

        await self._load(await self.app.in_thread(following))

    async def action_clear_filter(self) -> None:
        """All records; where all are shown already, back."""
        if self.narrowing and not self.app.working:
            await self._load(Narrowing())
        else:
            self.app.command("Back")

    async def action_mark_opinion(self) -> None:
        """Ask which opinion it is."""
        key = self._key
        choices = {"1": "first", "2": "second", "3": "third", "0": "none"}
        answer = await self.app.ask(f"Mark {key} as which opinion?", choices=choices)
        if answer is not None:
            number = int(answer) or None
            await self._change(
                lambda: self.app.binder.set_opinion(key, number),
                f"{key} is opinion {number}." if number else f"{key} is no longer an opinion.",
            )

    def action_review_record(self) -> None:
        """Open the review on this record."""
        self.app.show_view("review", self._key)

    async def action_put_aside(self) -> None:
        """Put it aside."""
        key = self._key
        await self._change(lambda: self.app.binder.trash(key), f"{key} is put aside; u brings it back.")

    async def _change(self, change: Any, words: str) -> None:
        try:
            await self.app.in_thread(change)
        except BinderError as error:
            self.app.say(str(error))
            return
        await self._load(self.narrowing)
        self.app.say(words)

    @on(RecordList.Selected)
    def open(self, event: RecordList.Selected) -> None:
        """Open the record, at the words where it was found by them."""
        event.stop()
        if self.narrowing.words:
            self._open_at_words(event.key, self.narrowing.words)
        else:
            self.app.open_record(event.key)

    @work(exclusive=True, group="timeline-open")
    async def _open_at_words(self, key: str, words: str) -> None:
        binder = self.app.binder
        self.app.open_record(key, await self.app.in_thread(lambda: place_of(binder, key, words)))


def place_of(binder: Any, record: str, words: str) -> Citation | None:
    """The line of a record that holds the words best; None where only its title or name does."""
    hit = next((hit for row, hit in binder.search(words, 200) if row.id == record), None)
    if hit is None:
        return None
    start = max(0, binder.document(record).line(hit.page, hit.line).find(hit.snippet))
    return Citation(hit.page, hit.line, start, start + len(hit.snippet), hit.snippet, record)


def timeline_ids(binder: Any, narrowing: Narrowing) -> Sequence[tuple[str, str]]:
    """(id, date) of the records that are let through."""
    from binder.binder import RecordFilter

    ids: Sequence[tuple[str, str]] = binder.ids(RecordFilter(kinds=narrowing.kinds, words=narrowing.words))
    return ids


def timeline_rows(binder: Any, narrowing: Narrowing) -> TimelineRows:
    """The lines of the timeline; for any thread."""
    return TimelineRows(timeline_ids(binder, narrowing), binder.rows)
