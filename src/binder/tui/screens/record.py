"""One record: what it is and how binder knows, then its text, its facts, its picture and all else, each by a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import ContentSwitcher, Static

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.errors import BinderError
from binder.model.record import Fact, Record
from binder.tui.asking import ask_date
from binder.tui.commands import Command
from binder.tui.screens.record_commands import (
    AskAboutIt,
    ChooseKind,
    CopyLine,
    EditFiling,
    PutAside,
    SetOpinion,
    ShowDetails,
    ShowFacts,
    ShowPicture,
    ShowText,
    TypeDate,
    TypePassword,
    TypeTitle,
)
from binder.tui.view import View
from binder.tui.widgets.fact_rows import FactRows, fact_words
from binder.tui.widgets.kind_choice import KindChoice
from binder.tui.widgets.picture_pane import PicturePane
from binder.tui.widgets.record_head import RecordHead
from binder.tui.widgets.record_list import RecordList
from binder.tui.widgets.tag_list import TagList, record_groups
from binder.tui.widgets.text_view import Mark, TextView

if TYPE_CHECKING:
    from binder.model.study import Study


@dataclass(frozen=True, slots=True)
class Opened:
    """A record with what is shown of it."""

    record: Record
    document: Document
    study: Study | None


TABS = {"text": "t Text", "facts": "f Facts", "picture": "p Picture", "details": "i Details"}


class RecordView(View):
    """Shows one record."""

    title = "Record"
    commands = (ShowText, ShowFacts, ShowPicture, ShowDetails, CopyLine, EditFiling, SetOpinion, AskAboutIt, PutAside,
                TypePassword)  # fmt: skip

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.opened: Opened | None = None
        self._wanted = ""
        self._citation: Citation | None = None
        self._tab_wanted = ""

    def compose(self) -> ComposeResult:
        """Head, tabs, body."""
        yield RecordHead(id="record-head")
        yield Static("", id="record-tabs", markup=False)
        with ContentSwitcher(id="record-body", initial="text"):
            yield TextView(id="text")
            yield RecordList(id="facts", empty="No facts were found in this document.")
            yield PicturePane(id="picture-pane")
            yield TagList(id="details")
        yield KindChoice(id="record-kinds")

    # What is shown

    async def go(self, place: Any) -> None:
        """Show another record: (record id, citation or None), or that and the tab it was left at."""
        record_id, citation, *tab = place
        self._wanted, self._citation = record_id, citation
        self._tab_wanted = tab[0] if tab else ""

    def place(self) -> Any:
        """The record, where one stands in its text, and the tab."""
        if self.opened is None:
            return None
        page, line, text = self.text.cursor_line
        citation = Citation(page, line, 0, 0, "", self.opened.record.id) if text else None
        return self.opened.record.id, citation, self.tab

    async def refresh_view(self) -> None:
        """Take in the record as it is now."""
        if not self._wanted:
            return
        try:
            opened = await self.app.in_thread(lambda: self._load(self._wanted))
        except BinderError as error:
            self.app.say(str(error))
            return
        if opened != self.opened:
            self._show(opened)
        self._open_citation()

    def _load(self, record_id: str) -> Opened:
        binder = self.app.binder
        record = binder.record(record_id)
        study = binder.study(record_id) if record.study_uid else None
        return Opened(record, binder.document(record_id), study)

    def _show(self, opened: Opened) -> None:
        before, self.opened = self.opened, opened
        record = opened.record
        same = before is not None and before.record.id == record.id and before.document == opened.document
        self.title = f"Record {record.id}"
        self.query_one(RecordHead).show(record, opened.document)
        self.text.show(opened.document, marks_of(record), keep_place=same)
        facts = FactRows(record.filing.facts, record.pages)
        self.facts.show(facts)
        self.query_one(TagList).show_groups(record_groups(record))
        if not same:
            self.facts.action_go_top()
            self.query_one(TagList).action_go_top()
            self._tab_wanted = self._tab_wanted or self._first_tab()
        if self._tab_wanted:
            self.show_tab(self._tab_wanted)
        elif self.tab == "picture":
            self.pane.show(record, opened.study)
        self._tab_wanted = ""
        self._draw_tabs()

    def _first_tab(self) -> str:
        assert self.opened is not None
        if self.opened.document.text.strip() or self._citation is not None:
            return "text"
        return "picture" if self.opened.record.pictures or self.opened.study else "details"

    def _open_citation(self) -> None:
        citation, self._citation = self._citation, None
        if citation is None:
            return
        if not citation.quote:
            self.text.go_to_line(citation.page, citation.line)
            return
        self.show_tab("text")
        if not self.text.open_at(citation):
            self.app.say("The cited words no longer stand there: the document was read again since.")

    @property
    def text(self) -> TextView:
        """The text tab."""
        return self.query_one(TextView)

    @property
    def facts(self) -> RecordList:
        """The facts tab."""
        return self.query_one("#facts", RecordList)

    @property
    def pane(self) -> PicturePane:
        """The picture tab."""
        return self.query_one(PicturePane)

    @property
    def tab(self) -> str:
        """The name of the tab that is seen."""
        current = self.query_one("#record-body", ContentSwitcher).current or "text"
        return current.removesuffix("-pane")

    def show_tab(self, tab: str) -> None:
        """Show a tab and put the keyboard there."""
        if self.opened is None:
            return
        if tab == "picture":
            page = self.text.cursor_line[0] if self.tab == "text" else 0
            self.pane.show(self.opened.record, self.opened.study, page=page)
        switcher = self.query_one("#record-body", ContentSwitcher)
        if tab != self.tab:
            self.app.say("")
        switcher.current = "picture-pane" if tab == "picture" else tab
        self.query_one(RecordHead).be_short(tab == "picture" and self.app.size.height < 30)
        self._draw_tabs()
        self.focus_main()

    def focus_main(self) -> None:
        """The tab that is seen."""
        if self.tab == "picture":
            self.pane.focus_main()
        else:
            self.query_one(f"#{self.tab}").focus(scroll_visible=False)

    def _draw_tabs(self) -> None:
        if self.opened is None:
            return
        record = self.opened.record
        pictures = self.opened.study.count if self.opened.study else record.pictures
        counts = {"facts": len(record.filing.facts), "picture": pictures}
        text = Text(" ", no_wrap=True, overflow="ellipsis", end="")
        for tab, words in TABS.items():
            count = f" {counts[tab]}" if tab in counts else ""
            text.append(f" {words}{count} ", "bold reverse" if tab == self.tab else "")
            text.append("  ")
        self.query_one("#record-tabs", Static).update(text)

    # Tabs

    def action_show_text(self) -> None:
        """Text."""
        self.show_tab("text")

    def action_show_facts(self) -> None:
        """Facts."""
        self.show_tab("facts")

    def action_show_picture(self) -> None:
        """Picture."""
        self.show_tab("picture")

    def action_show_details(self) -> None:
        """Details."""
        self.show_tab("details")

    @on(RecordList.Selected, "#facts")
    def open_fact(self, event: RecordList.Selected) -> None:
        """Enter on a fact goes to its words."""
        event.stop()
        fact = self._fact(event.key)
        if fact is not None:
            self.show_tab("text")
            self.text.open_at(fact)

    @on(TextView.Moved)
    def say_mark(self, event: TextView.Moved) -> None:
        """What stands at the mark."""
        event.stop()
        self.app.say(event.text)

    def _fact(self, key: str) -> Citation | None:
        facts = self.opened.record.filing.facts if self.opened else ()
        return facts[int(key)].citation if key else None

    # Commands

    def why_not(self, command: type[Command]) -> str | None:
        """A command that has nothing to act on says so."""
        if self.opened is None:
            return "No record is open."
        record = self.opened.record
        if command is TypePassword and not record.locked:
            return "This document is not locked with a password."
        if command is AskAboutIt and not self._facts_here():
            return "No fact was found here: n goes to the next one, and 5 takes a question of your own."
        if command is CopyLine and not self._line_to_copy():
            return "There is no line under the cursor."
        return super().why_not(command)

    def _facts_here(self) -> list[Fact]:
        """The fact under the cursor, or those on its line."""
        facts = self.opened.record.filing.facts if self.opened else ()
        if self.tab == "facts":
            return [facts[int(self.facts.key)]] if self.facts.key else []
        page, line, _ = self.text.cursor_line if self.tab == "text" else (0, 0, "")
        return [fact for fact in facts if (fact.citation.page, fact.citation.line) == (page, line)]

    async def action_ask_about_it(self) -> None:
        """Which fact, whom to ask."""
        from binder.tui.screens.question_commands import ask_about

        if self.opened is not None:
            await ask_about(self.app, self.opened.record.id, self._facts_here())

    def _line_to_copy(self) -> str:
        if self.tab == "facts" and self.opened is not None:
            citation = self._fact(self.facts.key)
            return self.opened.document.line(citation.page, citation.line) if citation else ""
        return self.text.cursor_line[2] if self.tab == "text" else ""

    def action_copy_line(self) -> None:
        """Copy by way of the terminal."""
        self.app.copy_to_clipboard(" ".join(self._line_to_copy().split()))
        self.app.say("The line was sent to your terminal.")

    async def action_edit_filing(self) -> None:
        """Ask what is to be corrected, then how."""
        if self.opened is None:
            return
        record = self.opened.record
        # The keys are those that do the same in Review.
        kind_key, date_key, title_key = (one.key_text(self.app) for one in (ChooseKind, TypeDate, TypeTitle))
        what = await self.app.ask("Correct its", kind_key, {kind_key: "kind", date_key: "date", title_key: "title"})
        changes: dict[str, Any] = {}
        if what == kind_key and (kind := await self.query_one(KindChoice).choose(record.kind)) is not None:
            changes["kind"] = kind
        elif what == date_key and (date := await ask_date(self.app, record.date)):
            changes["date"] = date
        elif what == title_key and (title := await self.app.ask("Title", record.title)):
            changes["title"] = title
        if changes and await self._change(lambda: self.app.binder.correct(record.id, **changes), ""):
            doubts = clean("; ".join(self.opened.record.filing.doubts))
            self.app.say("Corrected; u takes it back." + (f" Still to review: {doubts}." if doubts else ""))

    async def action_set_opinion(self) -> None:
        """Ask for its number."""
        if self.opened is None:
            return
        record = self.opened.record
        choices = {"1": "first", "2": "second", "3": "third", "0": "no opinion"}
        now = str(record.opinion or 0)
        number = await self.app.ask("Which doctor's opinion is it?", now if now in choices else "0", choices)
        if number is None or number == now:
            return
        words = f"It is opinion {number} now; 4 shows the opinions." if number != "0" else "It is no opinion any more."
        await self._change(lambda: self.app.binder.set_opinion(record.id, int(number) or None), words)

    async def action_put_aside(self) -> None:
        """Trash it and go back."""
        if self.opened is None:
            return
        record = self.opened.record
        await self._change(lambda: self.app.binder.trash(record.id), "")
        if self.app.main is not None:
            await self.app.main.back()
        self.app.say(f"{record.id} was put aside; u brings it back.")

    async def action_type_password(self) -> None:
        """Ask for the password without showing it, and read the document with it."""
        if self.opened is None:
            return
        record = self.opened.record
        password = await self.app.ask(f"Password of {record.name}", secret=True)
        if password:
            self.app.say("Reading it …")
            await self._change(lambda: self.app.binder.reread(record.id, password), "It was read.")

    async def _change(self, change: Any, words: str) -> bool:
        """Carry it out, take it in and say so; False where it could not be done, which is said."""
        try:
            await self.app.in_thread(change)
        except BinderError as error:
            self.app.say(str(error))
            return False
        await self.refresh_view()
        if words:
            self.app.say(words)
        return True


def marks_of(record: Record) -> list[Mark]:
    """The facts of a record and the basis of its date as marks; facts of the same words are one mark."""
    labels: dict[Citation, list[str]] = {}
    basis = record.filing.date_basis
    if basis is not None and basis.citation is not None:
        labels[basis.citation] = ["the date of this record"]
    for fact in record.filing.facts:
        labels.setdefault(fact.citation, []).append(fact_words(fact))
    return [Mark(citation, "; ".join(words)) for citation, words in labels.items()]
