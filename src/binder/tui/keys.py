"""The user's own keys: keys.toml in the configuration folder, `CommandName = "key,key"`, each line checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from binder.model.errors import Misused
from binder.tui.commands import Command
from binder.tui.settings import config_folder, read_toml

_KEY = re.compile(r"(?:(?:ctrl|shift|alt|super|hyper|meta)\+)*(?P<base>.|[a-z][a-z0-9_]*)", re.DOTALL)
_NAMED = {str(key.value) for key in Keys} | set(KEY_NAME_REPLACEMENTS) | set(KEY_NAME_REPLACEMENTS.values()) | {"space"}


def all_commands() -> dict[str, type[Command]]:
    """Every command of the app by name; imports the modules of all views."""
    from binder.tui.screens.main import VIEWS, import_view

    for name in VIEWS:
        import_view(name)
    return {command.__name__: command for command in _below(Command)}


def _below(command: type[Command]) -> Iterable[type[Command]]:
    for sub in command.__subclasses__():
        yield sub
        yield from _below(sub)


def load_keymap(path: Path | None = None) -> dict[str, str]:
    """The user's keymap, ready for `App.set_keymap`; empty where there is no file.

    Raises:
        Misused: an unknown command, a key that is none, or one key for two commands, named in the sentence.
    """
    path = path or config_folder() / "keys.toml"
    wanted = read_toml(path)
    return checked_keymap(wanted, all_commands(), str(path)) if wanted else {}


def checked_keymap(wanted: Mapping[str, object], commands: Mapping[str, type[Command]], where: str) -> dict[str, str]:
    """Check a keymap against the commands there are; see `load_keymap`."""
    keymap: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name, keys in wanted.items():
        if name not in commands:
            near = _nearest(name, commands)
            raise Misused(f"{where}: there is no command named {name!r}" + (f"; did you mean {near}?" if near else "."))
        if not isinstance(keys, str) or not keys.strip():
            raise Misused(f'{where}: {name} needs its keys in quotes, as in {name} = "x,ctrl+x".')
        keymap[name] = ",".join(_checked_key(key.strip(), name, taken, where) for key in keys.split(","))
    return keymap


def _checked_key(key: str, name: str, taken: dict[str, str], where: str) -> str:
    match = _KEY.fullmatch(key)
    if match is None or not _is_key(match["base"]):
        raise Misused(
            f"{where}: {key!r} for {name} is not a key; keys are written like x, ctrl+x, f2, space or pageup."
        )
    if key in taken:
        raise Misused(f"{where}: the key {key} is given to both {taken[key]} and {name}; give one of them another.")
    taken[key] = name
    return key


def _is_key(base: str) -> bool:
    """Whether it is one character, a key of Textual, or a character by its name ("question_mark")."""
    if len(base) == 1 or base in _NAMED:
        return True
    try:
        return bool(unicodedata.lookup(base.replace("_", " ")))
    except KeyError:
        return False


def _nearest(name: str, commands: Iterable[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(name, list(commands), n=1)), "")
