"""Facts of law, checklists and lexicons as dated data files, each naming its `source` and when it was `dated`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Return the data file of that name ("kinds" for kinds.toml), read once; treat it as read-only.

    Raises FileNotFoundError where there is none, tomllib.TOMLDecodeError where it is not TOML.
    """
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
