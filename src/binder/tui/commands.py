"""One class a command: its key, footer text, palette entry, help line and the name it is rebound by."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.keys import format_key
from textual.widget import Widget

from binder.model.errors import BinderError

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

_SHOWN = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "question_mark": "?",
}


class Command:
    """A thing the user can do; the docstring of each subclass is the sentence that help shows.

    A command named `MarkReceived` is carried out by the method `action_mark_received` of the widget that lists it in
    its `commands`; the method may be a coroutine, which then runs as a worker and may ask questions.

    Attributes:
        keys: the keys, comma-separated, in the terms of Textual ("j,down"); empty: only in the palette.
        text: the words in footer and palette.  footer: whether the footer shows it.
        shown_key: how the key is written where the first of `keys` does not say it.
        palette: whether the palette offers it.
    """

    keys: ClassVar[str] = ""
    text: ClassVar[str] = ""
    footer: ClassVar[bool] = False
    shown_key: ClassVar[str] = ""
    palette: ClassVar[bool] = True

    @classmethod
    def action(cls) -> str:
        """The name of the method that carries it out, without `action_`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def binding(cls) -> Binding:
        """The binding of its default keys, with the class name as the id that a keymap uses."""
        return Binding(
            cls.keys, f"command('{cls.__name__}')", cls.text, show=cls.footer, tooltip=cls.help(), id=cls.__name__
        )

    @classmethod
    def help(cls) -> str:
        """One sentence that says what it does."""
        return " ".join((cls.__doc__ or cls.text).split())

    @classmethod
    def disabled_reason(cls, app: BinderApp) -> str | None:
        """Why it cannot act just now, as a sentence; None where it can."""
        return None

    @classmethod
    def key_text(cls, app: App[Any]) -> str:
        """Its first key as a person reads it, after the user's own keymap."""
        keys = app._keymap.get(cls.__name__, "")
        if not keys and cls.shown_key:
            return cls.shown_key
        return spoken_key((keys or cls.keys).split(",")[0].strip())


def spoken_key(key: str) -> str:
    """How a key is written for a person: "Ctrl+P", "Esc", "?"."""
    if key in _SHOWN or not key:
        return _SHOWN.get(key, "")
    if key.startswith("ctrl+"):
        return "Ctrl+" + format_key(key[5:]).upper()
    return format_key(key)


# A plain class beside the widget's own: Textual takes style rules of the first widget class only.
if TYPE_CHECKING:
    _Widget = Widget
else:
    _Widget = object


class Commanding(_Widget):
    """Mixed into a widget, before its other classes: gives it commands, binds their keys and carries them out."""

    commands: ClassVar[tuple[type[Command], ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Bind the keys of the commands that the class itself lists."""
        own = cls.__dict__.get("commands", ())
        if own:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *(c.binding() for c in own if c.keys)]
        super().__init_subclass__(**kwargs)

    def why_not(self, command: type[Command]) -> str | None:
        """Why a command cannot act just now; a view that knows more than the app overrides this."""
        return command.disabled_reason(self.app)  # type: ignore[arg-type]

    def footer_commands(self) -> Iterable[type[Command]]:
        """What the footer shows, in its order; a view where that depends on what is seen overrides this."""
        return (command for command in self.commands if command.footer)

    def words_for(self, command: type[Command]) -> str:
        """What the footer calls a command here; a widget that stands for different things overrides this."""
        return command.text

    def action_command(self, name: str) -> None:
        """Carry out one of the widget's commands, or say why it cannot be done."""
        command = next(c for c in self.commands if c.__name__ == name)
        reason = self.why_not(command)
        if reason is not None:
            self.app.say(reason)  # type: ignore[attr-defined]
            return
        done = getattr(self, f"action_{command.action()}")()
        if inspect.isawaitable(done):
            self.app.run_worker(self._told(done), name=name, group="commands", exit_on_error=True)

    async def _told(self, done: Awaitable[object]) -> None:
        """Wait for a command; what it could not do is one sentence in the status line."""
        try:
            await done
        except BinderError as error:
            self.app.say(str(error))  # type: ignore[attr-defined]


def commands_at(widget: Widget | None) -> Iterator[tuple[Commanding, type[Command]]]:
    """The commands that can be given from a widget: its own, then those of what it stands in.

    A command all of whose keys a nearer one has taken is left out: its keys would do something else.
    """
    taken: set[str] = set()
    for node in widget.ancestors_with_self if widget is not None else ():
        if isinstance(node, Commanding):
            mine: set[str] = set()
            for command in node.commands:
                keys = {key.strip() for key in command.keys.split(",") if key.strip()}
                if not keys or keys - taken:
                    mine |= keys
                    yield node, command
            taken |= mine
