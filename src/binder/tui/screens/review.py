"""Review: the records whose filing is in doubt, one at a time; what binder thinks above, the document below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.errors import BinderError
from binder.model.record import DateFound, Record
from binder.tui.asking import ask_date
from binder.tui.commands import Command
from binder.tui.screens.record_commands import ChooseKind, PutAside, TypeDate, TypeTitle
from binder.tui.view import View
from binder.tui.widgets.day_words import spelled
from binder.tui.widgets.kind_choice import KindChoice
from binder.tui.widgets.record_head import spoken_name
from binder.tui.widgets.review_head import (
    Corrections,
    ReviewHead,
    candidates,
    chosen_date,
    review_lines,
)
from binder.tui.widgets.text_view import Mark, TextView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Accept(Command):
    """File it as shown above."""

    keys, text, footer = "enter", "file it so", True


class PickDate(Command):
    """Take the next of the dates found in it."""

    keys, text, footer = "d", "other date", True


class Skip(Command):
    """Leave it for later; it comes again after the others."""

    keys, text, footer = "s", "later", True


class OpenWhole(Command):
    """Open the record with its picture, facts and details; Esc comes back here."""

    keys, text = "p", "open it"


class PutAsidePerson(Command):
    """Put aside all in review that name the same other person; one undo brings them back."""

    keys, text = "X", "put all aside"


class ReviewView(View):
    """The queue of records in doubt."""

    title = "Review"
    commands = (Accept, PickDate, TypeDate, ChooseKind, TypeTitle, Skip, OpenWhole, PutAside,
                PutAsidePerson)  # fmt: skip

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._queue: list[Record] = []
        self._document = Document("", "")
        self._changed: dict[str, Corrections] = {}
        self._later: list[str] = []
        self._go_to = ""
        self._shown = ""
        self._done: set[str] = set()

    def compose(self) -> ComposeResult:
        """What binder thinks, the document, and the list of kinds while one is chosen."""
        yield ReviewHead(id="review-head")
        yield TextView(id="review-text")
        yield KindChoice(id="review-kinds")

    # What is shown

    @property
    def current(self) -> Record | None:
        """The record under review."""
        return self._queue[0] if self._queue else None

    @property
    def changed(self) -> Corrections:
        """What the user changed of it so far."""
        return self._changed.get(self.current.id, Corrections()) if self.current else Corrections()

    async def go(self, place: Any) -> None:
        """Begin with a record."""
        self._go_to = str(place or "")

    def place(self) -> Any:
        """The record under review."""
        return self.current.id if self.current else None

    async def refresh_view(self) -> None:
        """Take in the queue as it is now; a record that came back by undo is shown first."""
        known = {record.id for record in self._queue}
        before = self.current.id if self.current else ""
        queue = await self.app.in_thread(self.app.binder.review_queue)
        came_back = [record.id for record in queue if record.id not in known] if known or self._shown else []
        first = self._go_to or (came_back[0] if came_back else before)
        self._go_to = ""
        self._done -= {record.id for record in queue}
        self._queue = sorted(queue, key=lambda r: (r.id != first, self._turn(r.id)))
        await self._show_current()

    def _turn(self, record_id: str) -> int:
        """Records put off come after the others, in the order they were put off."""
        return self._later.index(record_id) + 1 if record_id in self._later else 0

    async def _show_current(self) -> None:
        record = self.current
        if record is None:
            self._document = Document("", "")
            self.text.show(self._document)
        elif record.id != self._shown:
            self._document = await self.app.in_thread(lambda: self.app.binder.document(record.id))
            self.text.show(self._document, marks_for_review(record, self._document))
            self._open_date()
        self._shown = record.id if record else ""
        self._draw()

    def _open_date(self) -> None:
        """Go to the words that the chosen date was taken from."""
        if self.current is None:
            return
        chosen = chosen_date(self.current, self.changed)
        date = next((date for date in candidates(self.current.filing) if date.value == chosen), None)
        if date is not None and date.citation is not None:
            self.text.open_at(date.citation)

    def footer_commands(self) -> Iterable[type[Command]]:
        """For what may be another person's, putting it aside comes before filing it."""
        if self.current is not None and another_person(self.current):
            return (PutAside, PutAsidePerson, *super().footer_commands())
        return super().footer_commands()

    def _draw(self) -> None:
        record = self.current
        self.refresh_keys()
        if record is None:
            words = "Nothing waits for review. Esc goes back."
            self.query_one(ReviewHead).show(words, [])
            return
        at, count = len(self._done) + 1, len(self._done) + len(self._queue)
        left = f"{at} of {count} to review" if count > 1 else "the only one to review"
        lines = list(review_lines(record, self._document, self.changed, self.app.binder.patient))
        if not self._document.text.strip():
            lines.append(("p", "Text", "it has none; p opens its picture"))
        self.query_one(ReviewHead).show(f"{record.id} · {record.name} · {left}", lines)

    @property
    def text(self) -> TextView:
        """The document."""
        return self.query_one(TextView)

    def focus_main(self) -> None:
        """The document, so that it can be read while one decides."""
        self.text.focus(scroll_visible=False)

    @on(TextView.Moved)
    def say_mark(self, event: TextView.Moved) -> None:
        """What stands at the mark."""
        event.stop()
        self.app.say(event.text)

    # Correcting

    def why_not(self, command: type[Command]) -> str | None:
        """With nothing to review there is nothing to decide."""
        if self.current is None:
            return "Nothing waits for review."
        if command is PutAsidePerson and len(self._same_person()) < 2:
            return self._why_no_person(self.current)
        if command is PickDate and not candidates(self.current.filing):
            return "No date was found in it; D types one."
        return super().why_not(command)

    @staticmethod
    def _why_no_person(record: Record) -> str:
        """Why there are not several of one person to be put aside."""
        if not another_person(record):
            return f"{record.id} is not thought to be another person's; x puts it aside."
        if record.filing.patient is None:
            return f"{record.id} does not name the other person; x puts it aside."
        return f"Nothing else in review names {_other_name(record)}; x puts this one aside."

    def _change(self, **changes: Any) -> None:
        if self.current is not None:
            self._changed[self.current.id] = replace(self.changed, **changes)
            self._draw()

    def action_pick_date(self) -> None:
        """Take the date after the one that is chosen, and after the last the first."""
        if self.current is None:
            return
        dates = candidates(self.current.filing)
        chosen = [date.value for date in dates]
        now = chosen_date(self.current, self.changed)
        self._change(date=dates[(chosen.index(now) + 1) % len(dates) if now in chosen else 0])
        self._open_date()

    async def action_type_date(self) -> None:
        """Ask for a date."""
        if self.current is None:
            return
        if date := await ask_date(self.app, chosen_date(self.current, self.changed)):
            self._change(date=date)

    async def action_choose_kind(self) -> None:
        """Ask for a kind."""
        if self.current is None:
            return
        kind = await self.query_one(KindChoice).choose(self.changed.kind or self.current.kind)
        if kind is not None:
            self._change(kind=kind)

    async def action_type_title(self) -> None:
        """Ask for a title."""
        if self.current is None:
            return
        now = self.changed.title if self.changed.title is not None else self.current.title
        typed = await self.app.ask("Title", now)
        if typed:
            self._change(title=typed)

    # Settling

    async def action_accept(self) -> None:
        """File it and go on."""
        record, changed = self.current, self.changed
        if record is None:
            return
        if another_person(record) and not await self.app.confirm(f"File it although it names {_other_name(record)}?"):
            more = len(self._same_person())
            self.app.say("Not filed. x puts it aside" + (f", X all {more} of this person." if more > 1 else "."))
            return
        date: DateFound | str | None = changed.date
        done = await self._settle(
            lambda: self.app.binder.settle(record.id, kind=changed.kind, date=date, title=changed.title)
        )
        if done is not None:
            dated = spelled(done.date) or "undated"
            self._say_done(f"Filed: {done.title} · {done.kind.label} · {dated}.")

    async def action_put_aside(self) -> None:
        """Trash it and go on."""
        record = self.current
        if record is not None and await self._settle(lambda: self.app.binder.trash(record.id)) is not None:
            self._say_done(f"{record.id} was put aside.")

    async def _settle(self, change: Callable[[], Record]) -> Record | None:
        """Carry it out and show the next; the queue is not read anew, so that twenty go as fast as one types."""
        record = self.current
        if record is None:
            return None
        try:
            done = await self.app.in_thread(change)
        except BinderError as error:
            self.app.say(str(error))
            return None
        await self._take_off([record.id])
        return done

    async def _take_off(self, ids: list[str]) -> None:
        self._done.update(ids)
        for record_id in ids:
            self._changed.pop(record_id, None)
        self._queue = [waiting for waiting in self._queue if waiting.id not in ids]
        await self._show_current()

    def _same_person(self) -> list[Record]:
        """All in the queue that name the other person whom the record under review names."""
        record = self.current
        if record is None or not another_person(record) or record.filing.patient is None:
            return []
        return [one for one in self._queue if another_person(one) and one.filing.patient == record.filing.patient]

    async def action_put_aside_person(self) -> None:
        """Trash all that names the same other person."""
        some = self._same_person()
        name = _other_name(some[0]) if some else ""
        if not some or not await self.app.confirm(f"Put aside all {len(some)} in review that name {name}?"):
            return
        ids = [one.id for one in some]
        try:
            await self.app.in_thread(lambda: self.app.binder.trash_all(ids, name))
        except BinderError as error:
            self.app.say(str(error))
            return
        await self._take_off(ids)
        self._say_done(f"{len(ids)} of {name} were put aside.")

    def _say_done(self, words: str) -> None:
        self.app.say(f"{words} u takes it back.")

    async def action_skip(self) -> None:
        """Put it off."""
        if self.current is None:
            return
        if len(self._queue) == 1:
            self.app.say("It is the only one; Esc leaves it for another day.")
            return
        put_off = self._queue.pop(0)
        self._queue.append(put_off)
        self._later = [i for i in self._later if i != put_off.id] + [put_off.id]
        await self._show_current()
        self.app.say(f"{put_off.id} comes again after the others.")

    def action_open_whole(self) -> None:
        """Open it."""
        if self.current is not None:
            self.app.open_record(self.current.id)


def _other_name(record: Record) -> str:
    """Whom a record names."""
    return spoken_name(clean(record.filing.patient.name)) if record.filing.patient else "somebody else"


def another_person(record: Record) -> bool:
    """Whether it waits because it may belong to somebody else."""
    return any(doubt.startswith("this may be another person") for doubt in record.filing.doubts)


def marks_for_review(record: Record, document: Document) -> list[Mark]:
    """The dates found in a document and the words that decided its kind, as marks."""
    marks: dict[Citation, str] = {}
    for found in candidates(record.filing):
        if found.citation is not None and found.citation not in marks:
            marks[found.citation] = f"a date: {spelled(found.value)}"
    for words in record.filing.kind_basis:
        place = _first_place(words, document)
        if place is not None:
            marks.setdefault(place, "decided its kind")
    return [Mark(citation, label) for citation, label in marks.items()]


def _first_place(words: str, document: Document) -> Citation | None:
    needle = words.casefold()
    for page in document.pages:
        for number, line in enumerate(page.lines, 1):
            at = line.casefold().find(needle) if needle else -1
            if at >= 0:
                return Citation(page.number, number, at, at + len(words), line[at : at + len(words)])
    return None
