"""The user's settings: a TOML file in the configuration folder, every value checked, every default sensible."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from binder.model.errors import Misused

DEFAULT_THEME = "textual-dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user may set.

    Attributes:
        lock_after_minutes: the app locks after so long without a key; 0: never.
        theme: a theme of Textual by name.
    """

    lock_after_minutes: float = 10
    theme: str = DEFAULT_THEME


def config_folder() -> Path:
    """Where settings.toml and keys.toml are looked for."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "binder"


def read_toml(path: Path) -> dict[str, object]:
    """The file's content; empty where there is no such file.

    Raises:
        Misused: it is not TOML, or cannot be read.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misused(f"{path} cannot be used: {error}. Correct the file or take it away.") from None


def load_settings(path: Path | None = None) -> Settings:
    """The settings of the user.

    Raises:
        Misused: a name or a value that is not known, named in the sentence.
    """
    path = path or config_folder() / "settings.toml"
    values = read_toml(path)
    for name in values.keys() - {"lock_after_minutes", "theme"}:
        raise Misused(f"{path}: there is no setting named {name!r} (there are lock_after_minutes and theme).")
    minutes = values.get("lock_after_minutes", 10)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or minutes < 0:
        raise Misused(f"{path}: lock_after_minutes is a number of minutes, or 0 for never, not {minutes!r}.")
    theme = values.get("theme", os.environ.get("TEXTUAL_THEME") or DEFAULT_THEME)
    return Settings(lock_after_minutes=float(minutes), theme=str(theme))
