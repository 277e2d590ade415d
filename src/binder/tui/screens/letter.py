"""One letter as it will be printed: read, written as a PDF, signed, sent."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from binder.export.private_file import write_private
from binder.model.clean import clean
from binder.model.errors import BinderError
from binder.model.letter import Letter, LetterState
from binder.model.people import Channel
from binder.tui.asking import ask_day, choose_words
from binder.tui.commands import Command
from binder.tui.paths import ask_path
from binder.tui.view import View
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList

if TYPE_CHECKING:
    from textual import events

WIDEST = 84


class WritePdf(Command):
    """Write it as a PDF, to be printed; the file lies outside the encrypted binder."""

    keys, text, footer = "w", "write PDF", True


class MarkSigned(Command):
    """Note that it is signed."""

    keys, text, footer = "S", "signed", True


class MarkLetterSent(Command):
    """Note that it was sent: its request and its clock follow; the letter is kept as it was."""

    keys, text, footer = "s", "sent", True


class Discard(Command):
    """Throw the draft away; undo brings it back."""

    keys, text, footer = "x", "discard", True


class OpenRecord(Command):
    """Open the letter as it was sent, on the timeline."""

    keys, text = "o", "as sent"


class LetterView(View):
    """A letter in plain text with where it stands above."""

    title = "Letter"
    commands = (WritePdf, MarkSigned, MarkLetterSent, Discard, OpenRecord)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._letter_id = ""
        self._letter: Letter | None = None
        self._text = ""
        self._cautions: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Where it stands; the letter."""
        yield Static("", id="letter-state", markup=False)
        yield RecordList(id="letter-text", empty="This letter is no longer here.", enter="go on")

    async def go(self, place: Any) -> None:
        """Show another letter: its id, with what to know before it goes out."""
        if place:
            self._letter_id, self._cautions = place

    def place(self) -> Any:
        """The letter."""
        return self._letter_id, self._cautions

    async def refresh_view(self) -> None:
        """Read it again."""
        binder, key = self.app.binder, self._letter_id

        def load() -> tuple[Letter | None, str]:
            try:
                return binder.letter(key), binder.letter_text(key)
            except BinderError:  # undone, or thrown away elsewhere
                return None, ""

        self._letter, self._text = await self.app.in_thread(load)
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are broken to the width."""
        self._show()

    def _show(self) -> None:
        letter = self._letter
        head = f"{letter.title} · {letter.id} · {where_it_stands(letter)}" if letter else "Letter"
        self.query_one("#letter-state", Static).update(Text(clean(head), no_wrap=True, overflow="ellipsis", end=""))
        width = max(30, min(self.size.width, WIDEST) - 5)  # indent, mark and scroll bar
        lines: list[tuple[str, Pieces]] = []
        for caution in self._cautions if letter and letter.state is not LetterState.SENT else ():
            lines += [("", [("! " if n == 0 else "  ", "warn"), (part, "soon")])
                      for n, part in enumerate(textwrap.wrap(clean(caution), width - 2))]  # fmt: skip
        if lines:
            lines.append(("", ()))
        for number, line in enumerate(self._text.split("\n")):
            # A line is an item, so that the arrows walk through the letter.
            lines += [(str(number), [("  " + part, "")]) for part in _broken(line, width)]
        self.query_one(RecordList).show(ListRows(lines))

    @on(RecordList.Selected)
    def go_on(self, event: RecordList.Selected) -> None:
        """Enter does what comes next: on paper, then on its way, then the letter as it was sent."""
        event.stop()
        state = self._letter.state if self._letter is not None else LetterState.DRAFT
        later = {LetterState.SENT: OpenRecord, LetterState.DRAFT: WritePdf}
        self.action_command(later.get(state, MarkLetterSent).__name__)

    # -- commands -----------------------------------------------------------------------------------------------------

    def why_not(self, command: type[Command]) -> str | None:
        """What was sent is kept as it was."""
        letter = self._letter
        if letter is None:
            return "This letter is no longer here: Esc goes back."
        if command is OpenRecord and not letter.record:
            return f"{letter.id} was not sent yet."
        if command in (MarkSigned, MarkLetterSent, Discard) and letter.state is LetterState.SENT:
            return f"{letter.id} was sent on {letter.sent_on} and is kept as it was."
        return super().why_not(command)

    @property
    def _shown(self) -> Letter:
        assert self._letter is not None, "why_not refuses commands without a letter"
        return self._letter

    async def action_write_pdf(self) -> None:
        """Ask where, write it, note that it was printed."""
        letter, binder = self._shown, self.app.binder
        path = await ask_path(self.app, "Write the PDF where?", f"~/{letter.template}-{letter.id}.pdf")
        if path is None:
            return
        path = path / f"{letter.template}-{letter.id}.pdf" if path.is_dir() else path

        def write() -> None:
            write_private(path, binder.letter_pdf(letter.id))
            if letter.state is LetterState.DRAFT:
                binder.letter_printed(letter.id)

        await self.app.in_thread(write)
        await self.refresh_view()
        self.app.say(f"Wrote {path}: plain paper outside the binder. S signed, s sent.")

    async def action_mark_signed(self) -> None:
        """Signed today or on another day."""
        day = await ask_day(self.app, "When was it signed?")
        if day is not None:
            await self._change(lambda: self.app.binder.letter_signed(self._letter_id, day))
            self.app.say("Noted as signed. s notes that it was sent; u takes it back.")

    async def action_mark_letter_sent(self) -> None:
        """How, when, with which proof."""
        binder, key = self.app.binder, self._letter_id
        request = self._shown.request
        default = Channel.FAX
        if request:
            default = (await self.app.in_thread(lambda: binder.request(request))).request.channel
        channels = {one.value: one.label for one in Channel if one is not Channel.PHONE}
        how = await choose_words(self.app, "How was it sent?", channels, default.value)
        if how is None:
            return
        day = await ask_day(self.app, "When was it sent?")
        if day is None:
            return
        proof = await self.app.ask("Proof? (fax confirmation, certified-mail number; may stay empty)")
        if proof is None:
            return
        await self._change(lambda: binder.send_letter(key, channel=Channel(how), on=day, proof=proof))
        self.app.say("Sent, and kept as it was. Its clock runs: r shows the requests. u takes it back.")

    async def action_discard(self) -> None:
        """Away with it, and back."""
        key = self._letter_id
        await self.app.in_thread(lambda: self.app.binder.discard_letter(key))
        if self.app.main is not None:
            await self.app.main.back()
        self.app.say(f"{key} is thrown away; u brings it back.")

    def action_open_record(self) -> None:
        """The record that keeps it."""
        self.app.open_record(self._shown.record)

    async def _change(self, work: Any) -> None:
        await self.app.in_thread(work)
        await self.refresh_view()


def where_it_stands(letter: Letter) -> str:
    """ "draft", "printed 2026-03-01", "signed 2026-03-01, sent 2026-03-02 by fax"."""
    steps = (("printed", letter.printed_on), ("signed", letter.signed_on), ("sent", letter.sent_on))
    words = ", ".join(f"{what} {on}" for what, on in steps if on)
    if letter.sent_on and letter.channel:
        words += f" by {letter.channel.label}"
    return words or "draft"


def _broken(line: str, width: int) -> list[str]:
    """A line of the letter in rows, its own indent kept."""
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(clean(line), width, subsequent_indent=indent, drop_whitespace=True) or [""]
