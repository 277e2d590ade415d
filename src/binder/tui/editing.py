"""Changing what is known of something: a list of its fields with their values; each is kept as soon as it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from binder.model.errors import BinderError
from binder.tui.asking import ask_day, ask_known, choose_words
from binder.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from binder.tui.app import BinderApp


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be changed.

    Attributes:
        words: its name and the value it has.  ask: asks for another; None where the user gave up.
        keep: keeps what was typed; run in a thread, raises BinderError where it cannot be.
    """

    name: str
    words: str
    value: str
    ask: Callable[[BinderApp], Awaitable[str | None]]
    keep: Callable[[str], object]


async def edit(app: BinderApp, question: str, fields: Callable[[], Sequence[Field]]) -> None:
    """Let fields be changed one by one until Esc.

    Raises:
        BinderError: what was typed cannot be; what was kept before stays.
    """
    at = ""
    while True:
        some = await app.in_thread(fields)
        choices = [Choice(field.name, field.words, field.value or "–") for field in some]
        chosen = await app.choose(f"{question} (Esc: done)", choices, at)
        field = next((one for one in some if one.name == chosen), None)
        if field is None:
            return
        at = field.name
        typed = await field.ask(app)
        if typed is None:
            continue
        await app.in_thread(partial(field.keep, typed))


Save = Callable[..., object]


def set_field(save: Save) -> Callable[..., Field]:
    """A maker of fields whose values `save(name=value)` keeps."""

    def make(
        name: str,
        words: str,
        value: str,
        *,
        day: bool = False,
        number: bool = False,
        known: bool = False,
        among: dict[str, str] | None = None,
        to: Callable[[str], Any] | None = None,
    ) -> Field:
        """A field.

        Args:
            day: an ISO date, may be empty.  number: a whole number.  known: yes, no or not known.
            among: the values it can have, with their words.  to: makes the value of what was typed.
        """

        async def ask(app: BinderApp) -> str | None:
            if day:
                return await ask_day(app, f"{words}?", value, may_be_empty=True)
            if known:
                return await ask_known(app, f"{words}?", {"yes": True, "no": False}.get(value))
            if among is not None:
                return await choose_words(app, f"{words}?", among, value)
            return await app.ask(f"{words}:", value)

        def keep(typed: str) -> None:
            if number and not typed.isdecimal():
                raise BinderError(f"{typed!r} is no whole number.")
            made: Any = int(typed) if number else typed
            if known:
                made = {"yes": True, "no": False}.get(typed)
            if to is not None:
                made = to(typed)
            save(**{name: made})

        shown = among.get(value, value) if among is not None else value
        return Field(name, words, shown, ask, keep)

    return make
