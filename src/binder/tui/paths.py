"""Paths as people type or drag them into the line, and what Tab makes of them, as in a shell."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from binder.model.clean import clean

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

_QUOTES = "'\""
_NAMED = 20  # of several names; the line holds no more


@dataclass(frozen=True, slots=True)
class Completed:
    """What Tab made of a line.

    Attributes:
        line: the path as far as there is one way to go on.
        words: what is said of it; empty where it is one whole name.
    """

    line: str
    words: str = ""


async def ask_path(app: BinderApp, question: str, default: str = "") -> Path | None:
    """Ask for a path, which Tab completes; None where the user gave up or typed nothing."""
    typed = await app.ask(question, default, complete=complete_path)
    return typed_path(typed) if typed else None


def typed_path(typed: str) -> Path:
    """The path that was typed, or dragged into the terminal, which puts it in quotes."""
    return Path(os.path.expanduser(typed.strip(_QUOTES)))


def complete_path(typed: str) -> Completed:
    """Complete a path as far as it is unambiguous; reads one folder: call it in a thread."""
    bare = typed.lstrip(_QUOTES)
    if bare == "~":
        return Completed(typed + "/")
    begun = bare.rpartition("/")[2]
    folder = bare.removesuffix(begun)
    try:
        with os.scandir(os.path.expanduser(folder or ".")) as entries:
            found = sorted((entry for entry in entries if _goes_on(entry.name, begun)), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return Completed(typed, f"There is no folder {folder}")
    except (OSError, ValueError):
        return Completed(typed, f"{folder} cannot be read.")
    if not found:
        return Completed(typed, f"Nothing there begins with “{begun}”." if begun else "That folder is empty.")
    if len(found) == 1:
        return Completed(typed.removesuffix(begun) + _named(found[0]))
    common = os.path.commonprefix([entry.name for entry in found])  # noqa: RUF071 character by character is meant
    words = f"{len(found)} there:  " + "  ".join(map(_named, found[:_NAMED]))
    return Completed(typed.removesuffix(begun) + common, words)


def _goes_on(name: str, begun: str) -> bool:
    """Whether a name is one to go on with: hidden ones only where asked for, none that could act on the terminal."""
    return name.startswith(begun) and (bool(begun) or not name.startswith(".")) and clean(name) == name


def _named(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if entry.is_dir() else entry.name
