"""Short questions in a row: a day, words that must not stay empty, yes or no or not known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from binder.chase.days import readings
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.day_words import spelled

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

_WORDS = {"today": 0, "yesterday": -1, "tomorrow": 1}
DAY_FORM = "Write the day as 2026-03-13, today, yesterday, or +3 for in three days. "


async def which_date(app: BinderApp, typed: str, *, partial: bool = False) -> str | None:
    """The ISO date that was typed, asked where it can be two; empty where it is none, None where the user gave up.

    Args:
        partial: a month or a year alone will do.
    """
    found = readings(typed, partial=partial)
    if len(found) < 2:
        return found[0] if found else ""
    return await app.choose(f"Which day is {typed}?", [Choice(iso, spelled(iso)) for iso in found])


async def ask_date(app: BinderApp, given: str) -> str | None:
    """Ask for the date of a document until it is one; what was typed stays in the line. None where the user gave up."""
    question = "Date (2026-03-13, 2026-03 or 2026)"
    while typed := await app.ask(question, given):
        date_typed = await which_date(app, typed, partial=True)
        if date_typed:
            return date_typed
        question, given = "That is no date. Write 2026-03-13, 3/13/2026, 2026-03 or 2026", typed
    return None


def day_typed(typed: str, today: date) -> str | None:
    """The ISO date of "today", "yesterday", "+3" (in three days) or "-2"; None where it is none of these."""
    words = typed.casefold().strip()
    if words in _WORDS:
        return (today + timedelta(days=_WORDS[words])).isoformat()
    if words[:1] in ("+", "-") and words[1:].isdecimal() and len(words) <= 5:
        return (today + timedelta(days=int(words))).isoformat()
    return None


async def ask_day(
    app: BinderApp, question: str, default: str | None = None, *, may_be_empty: bool = False
) -> str | None:
    """Ask for a day until it is one, today preset; None where the user gave up, empty where it may stay empty."""
    today = date.today()
    typed = today.isoformat() if default is None else default
    why = ""
    while True:
        given = await app.ask(f"{why}{question}", typed)
        if given is None or (not given and may_be_empty):
            return given
        day = day_typed(given, today) or await which_date(app, given)
        if day:
            return day
        why, typed = DAY_FORM, given


async def ask_words(app: BinderApp, question: str, default: str = "", *, because: str = "") -> str | None:
    """Ask for words; where none were given, say why they are needed and give up."""
    typed = await app.ask(question, default)
    if typed == "":
        app.say(because or "Nothing was changed: a few words are needed.")
    return typed or None


async def ask_known(app: BinderApp, question: str, now: bool | None = None) -> str | None:
    """Yes, no or not known, as "yes", "no" or "" (not known); None where the user gave up."""
    default = {True: "y", False: "n", None: "?"}[now]
    key = await app.ask(question, default, {"y": "yes", "n": "no", "?": "not known"})
    return None if key is None else {"y": "yes", "n": "no", "?": ""}[key]


async def choose_words(app: BinderApp, question: str, words: dict[str, str], default: str = "") -> str | None:
    """Choose one of a few by its words (key -> words)."""
    return await app.choose(question, [Choice(key, said) for key, said in words.items()], default)
