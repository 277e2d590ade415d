"""Facts of law, checklists and lexicons as dated data files, each naming its `source` and when it was `dated`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_MARK = "'''"


@cache
def load(name: str) -> dict[str, Any]:
    """Return the data file of that name ("kinds" for kinds.toml), read once; treat it as read-only.

    Raises FileNotFoundError where there is none, tomllib.TOMLDecodeError where it is not TOML.
    """
    return parse((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Any]:
    """What TOML says, as tomllib reads it; blocks in ''' are set aside first, as tomllib goes over each letter of them.

    Three such marks stand nowhere but around a block in these files.
    """
    parts = text.split(_MARK)
    if len(parts) < 3 or not len(parts) % 2:
        return tomllib.loads(text)
    told = "".join(part if n % 2 == 0 else f'"{_MARK}{n}"' for n, part in enumerate(parts))
    return _put_back(tomllib.loads(told), parts)


def _put_back(table: dict[str, Any], parts: list[str]) -> dict[str, Any]:
    for key, value in table.items():
        if isinstance(value, dict):
            _put_back(value, parts)
        elif isinstance(value, str) and value.startswith(_MARK):
            table[key] = parts[int(value[len(_MARK) :])].removeprefix("\n")
    return table
