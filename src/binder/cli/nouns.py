"""What the verbs of the chase share: a noun with acts ("binder request call ..."), its JSON, and typed days."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import click

from binder.chase.days import readings
from binder.cli.options import Session, json_option, session_options
from binder.model.clean import clean
from binder.model.errors import Misused

_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}


def noun(name: str, words: str, otherwise: click.Command, *acts: click.Command) -> click.Group:
    """A verb that is a noun with acts; without an act, `otherwise` (its list) is done."""

    @click.group(
        name,
        help=words,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    @session_options
    @json_option
    @click.pass_context
    def group(ctx: click.Context, /, as_json: bool, **said: Any) -> Any:
        before = ctx.obj if isinstance(ctx.obj, Session) else Session()
        ctx.obj = before.told(**said)
        return ctx.invoke(otherwise, as_json=as_json) if ctx.invoked_subcommand is None else None

    for act in (otherwise, *acts):
        group.add_command(act)
    return group


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day as 2026-03-13, 3/13/2026, today, yesterday, tomorrow, +3 or -2; given on as an ISO date."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The ISO date; wrong use where it is none."""
        typed = str(value).strip().casefold()
        if typed in _NEAR:
            return (date.today() + timedelta(_NEAR[typed])).isoformat()
        if typed[:1] in ("+", "-") and typed[1:].isdecimal() and len(typed) <= 5:
            return (date.today() + timedelta(int(typed))).isoformat()
        found = readings(typed)
        if len(found) > 1:
            raise Misused(f"{value!r} can be two days: write {' or '.join(found)}.")
        if typed and not found:
            raise Misused(f"{value!r} is no day: write it as 2026-03-13, today, yesterday or +3.")
        return found[0] if found else ""


DAY = Day()


def on_option(words: str = "The day; today if left out.") -> Callable[[Any], Any]:
    """--on DAY."""
    return click.option("--on", type=DAY, default="", metavar="DAY", help=words)


def among(kind: Any) -> click.Choice[str]:
    """One of the values of an enumeration."""
    return click.Choice([one.value for one in kind])


def shape(thing: Any, **more: Any) -> dict[str, Any]:
    """A dataclass as JSON: its fields, empty words as null, and what is derived of it."""
    return _nulls(asdict(thing)) | more  # type: ignore[no-any-return]


def _nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nulls(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_nulls(one) for one in value]
    return None if value == "" else value


def tell(as_json: bool, shaped: dict[str, Any], words: str, *notes: str) -> None:
    """Print a thing as JSON or in words; notes go to standard error."""
    click.echo(json.dumps(shaped) if as_json else clean(words))
    for note in notes:
        click.echo(clean(f"Note: {note}"), err=True)
