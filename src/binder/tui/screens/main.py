"""The one screen of an open binder: title line, the view, status or question, footer."""

from __future__ import annotations

import importlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from binder.model.clean import clean
from binder.model.errors import BinderError
from binder.tui.commands import Commanding
from binder.tui.keeping import (
    BackUp,
    CheckWhole,
    ExportAll,
    WriteCalendar,
    back_up,
    check_whole,
    export_all,
    write_calendar,
)
from binder.tui.screens import main_commands as do
from binder.tui.view import View
from binder.tui.widgets.choices import Choices
from binder.tui.widgets.footer import Footer
from binder.tui.widgets.prompt import Prompt
from binder.tui.widgets.status import Status
from binder.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

# Name -> (module, class). A view's module is imported when it is first shown.
VIEWS: dict[str, tuple[str, str]] = {
    "today": ("binder.tui.screens.today", "TodayView"),
    "timeline": ("binder.tui.screens.timeline", "TimelineView"),
    "checklist": ("binder.tui.screens.checklist", "ChecklistView"),
    "opinions": ("binder.tui.screens.opinions", "OpinionsView"),
    "record": ("binder.tui.screens.record", "RecordView"),
    "review": ("binder.tui.screens.review", "ReviewView"),
    "labs": ("binder.tui.screens.labs", "LabsView"),
    "questions": ("binder.tui.screens.questions", "QuestionsView"),
    "requests": ("binder.tui.screens.requests", "RequestsView"),
    "letter": ("binder.tui.screens.letter", "LetterView"),
    "people": ("binder.tui.screens.people", "PeopleView"),
    "candidates": ("binder.tui.screens.candidates", "CandidatesView"),
    "specimens": ("binder.tui.screens.specimens", "SpecimensView"),
    "coverage": ("binder.tui.screens.coverage", "CoverageView"),
}
MAIN_VIEWS = {
    "today": "Today",
    "timeline": "Timeline",
    "checklist": "Checklist",
    "opinions": "Opinions",
    "questions": "Questions",
}


def import_view(name: str) -> type[View]:
    """The class of a view."""
    module, cls = VIEWS[name]
    return cast(type[View], getattr(importlib.import_module(module), cls))


class MainScreen(Commanding, Screen[None]):
    """Holds the views and what surrounds them."""

    commands = (do.ShowToday, do.ShowTimeline, do.ShowChecklist, do.ShowOpinions, do.ShowQuestions, do.ShowRequests,
                do.ShowPeople, do.ShowSpecimens, do.ShowCoverage, do.ShowLabs, do.SearchRecords, do.AddFiles,
                do.Undo, do.Back, do.Leave, do.Lock, BackUp, CheckWhole, ExportAll, WriteCalendar, do.ShowPalette,
                do.ShowHelp)  # fmt: skip

    # Textual's own draws the whole screen again whenever the keyboard goes to another widget.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    if TYPE_CHECKING:
        app = getters.app(BinderApp)

    def __init__(self, first: str = "today") -> None:
        super().__init__()
        self._first = first
        self._trail: list[tuple[str, Any]] = []

    def compose(self) -> ComposeResult:
        """Four lines of frame around the view."""
        yield Static("", id="title", markup=False)
        yield ContentSwitcher(id="views")
        yield Choices()
        with Vertical(id="line"):  # what changes inside it is drawn alone; a change in the screen draws the screen
            yield Status()
            yield Prompt()
        yield Footer()
        yield TooSmall()

    async def on_mount(self) -> None:
        """Show the first view, and when the binder was last changed, so that an older copy of it is noticed."""
        await self.show(self._first)
        self.run_worker(self._tell_last_change(), exit_on_error=False)
        self.call_after_refresh(self.app.type_ahead.go_on)  # keys typed while the binder was opened

    async def _tell_last_change(self) -> None:
        from binder.chase import last_change

        binder = self.app.binder
        last = await self.app.in_thread(lambda: next(iter(binder.events(1)), None))
        if last is not None and self.is_mounted and not self.status.words:
            self.app.say(last_change(last, datetime.now().astimezone()))

    # -- views --------------------------------------------------------------------------------------------------------

    @property
    def view_name(self) -> str:
        """The name of the view on the screen."""
        return self.query_one("#views", ContentSwitcher).current or ""

    @property
    def view(self) -> View | None:
        """The view on the screen; none before the first is shown, and none while it is being taken down."""
        switcher = self.query_one("#views", ContentSwitcher)
        return cast(View | None, next(iter(switcher.query_children(f"#{switcher.current or 'none'}")), None))

    async def show(self, name: str, place: Any = None) -> None:
        """Show a view, made when first shown; a main view is left for another, others lie upon each other."""
        if name in MAIN_VIEWS:
            self._trail.clear()
        elif self.view is not None and name != self.view_name:
            self._trail.append((self.view_name, self.view.place()))
        await self._switch(name, place)

    async def _switch(self, name: str, place: Any) -> None:
        switcher = self.query_one("#views", ContentSwitcher)
        found = switcher.query_children(f"#{name}")
        view = cast(View, found.first()) if found else import_view(name)(id=name)
        self.app.say("")
        with self.app.batch_update():
            if not found:
                await switcher.add_content(view)
            switcher.current = name
            self._draw_title()
            try:
                if place is not None:
                    await view.go(place)
                await view.refresh_view()
            except BinderError as error:
                self.app.say(str(error))
            self._draw_title()
            view.focus_main()
        self.refresh_keys()

    async def back(self) -> bool:
        """Go back to the view this one was opened from; False where it was opened from none."""
        if not self._trail:
            return False
        name, place = self._trail.pop()
        await self._switch(name, place)
        return True

    async def refresh_view(self) -> None:
        """Data changed: take it into the view that is seen; the others do when they are shown."""
        if not self.query("#views"):
            return  # the screen was taken down before its turn came
        view = self.view
        try:
            if view is not None:
                await view.refresh_view()
        except BinderError as error:
            self.app.say(str(error))
        except NoMatches:
            # Taken down while it asked for its data, its widgets gone before it: there is nothing left to show it on.
            if self.query("#views") and view is not None and view.query("*"):
                raise
        self.refresh_keys()

    def on_descendant_focus(self) -> None:
        """The keys depend on where the keyboard is."""
        self.refresh_keys()

    @on(Prompt.KeysChanged)
    def refresh_keys(self) -> None:
        """The footer has other keys: a question was asked or answered, or another thing is seen."""
        for footer in self.query(Footer):  # none where it was taken down meanwhile
            footer.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question is open nothing behind it acts, also where a small terminal hides its line; locking does."""
        return not self.asking or action != "command" or parameters == (do.Lock.__name__,)

    def on_resize(self) -> None:
        """A terminal too small hides everything, which takes the keyboard away: give it back when it has grown."""
        if self.query("#views"):
            self._draw_title()
        self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        if not self.query("#views"):
            return  # the screen was locked away before its turn came
        if self.asking:
            self.prompt.take_keyboard()
        elif self.focused is None and self.view is not None:
            self.view.focus_main()

    def _draw_title(self) -> None:
        text = Text(" ", no_wrap=True, overflow="ellipsis", end="")
        beside = clean(self.view.title) if self.view_name not in MAIN_VIEWS and self.view is not None else ""
        left = self.app.size.width - 1 - (len(beside) + 2 if beside else 0) - 4 * len(MAIN_VIEWS)
        for number, (name, title) in enumerate(MAIN_VIEWS.items(), 1):
            here = name == self.view_name
            left -= len(title) + 1
            words = f"{number} {title}" if left >= 0 or here else str(number)  # the number alone is its key
            text.append(f" {words} ", "bold reverse" if here else "")
            text.append(" ")
        if beside:
            text.append(f" {beside} ", "bold reverse")
        self.query_one("#title", Static).update(text)

    # -- commands -----------------------------------------------------------------------------------------------------

    async def action_show_today(self) -> None:
        """Today."""
        await self.show("today")

    async def action_show_timeline(self) -> None:
        """Timeline."""
        await self.show("timeline")

    async def action_show_checklist(self) -> None:
        """Checklist."""
        await self.show("checklist")

    async def action_show_opinions(self) -> None:
        """Opinions."""
        await self.show("opinions")

    async def action_show_questions(self) -> None:
        """Questions."""
        await self.show("questions")

    async def action_show_requests(self) -> None:
        """Requests."""
        await self.show("requests")

    async def action_show_people(self) -> None:
        """People and places."""
        await self.show("people")

    async def action_show_specimens(self) -> None:
        """Slides and blocks."""
        await self.show("specimens")

    async def action_show_coverage(self) -> None:
        """Coverage."""
        await self.show("coverage")

    async def action_show_labs(self) -> None:
        """Lab values."""
        await self.show("labs")

    async def action_search_records(self) -> None:
        """Type words; the timeline narrows."""
        await self.show("timeline", "filter")

    async def action_add_files(self) -> None:
        """Ask for a path and add what is there."""
        from binder.tui.adding import add_files

        await add_files(self.app)

    async def action_back_up(self) -> None:
        """A copy."""
        await back_up(self.app)

    async def action_check_whole(self) -> None:
        """Is it whole?"""
        await check_whole(self.app)

    async def action_export_all(self) -> None:
        """Everything out, as plain text, after a warning."""
        await export_all(self.app)

    async def action_write_calendar(self) -> None:
        """The days that matter, for a phone."""
        await write_calendar(self.app)

    async def action_undo(self) -> None:
        """Undo, and say what was undone."""
        undone = await self.app.in_thread(self.app.binder.undo)
        await self.refresh_view()
        self.app.say(f"Undone: {undone}" if undone else "There is nothing to undo.")

    async def action_back(self) -> None:
        """Stop long work, else go back."""
        if not self.app.stop_long():
            await self.back()

    async def action_leave(self) -> None:
        """Back, or out."""
        if not await self.back():
            self.app.exit()

    def action_lock(self) -> None:
        """Lock."""
        self.app.lock()

    async def action_show_palette(self) -> None:
        """Let the user choose a command."""
        from binder.tui.screens.palette import PaletteScreen

        await self._choose(PaletteScreen(self.focused or self))

    async def action_show_help(self) -> None:
        """Show the keys of this screen."""
        from binder.tui.screens.help import HelpScreen

        title = self.view.title if self.view is not None else ""
        await self._choose(HelpScreen(self.focused or self, title))

    async def _choose(self, screen: Screen[tuple[Commanding, str] | None]) -> None:
        chosen = await self.app.push_screen_wait(screen)
        if chosen is not None:
            widget, name = chosen
            widget.action_command(name)

    @property
    def asking(self) -> bool:
        """Whether a question is open; not while the screen is being taken down, when a late callback may still ask."""
        return any(prompt.asking for prompt in self.query(Prompt))

    @property
    def prompt(self) -> Prompt:
        """The question line."""
        return self.query_one(Prompt)

    @property
    def status(self) -> Status:
        """The status line."""
        return self.query_one(Status)
