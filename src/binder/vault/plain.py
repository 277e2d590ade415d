"""Nouns of the model as plain JSON values, and back, by the types their fields declare.

A field added later needs a default: what was kept before it existed takes that. A field that is gone is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Noun = TypeVar("Noun")


def plain(noun: Any) -> dict[str, Any]:
    """A dataclass as JSON has it: enums by their values, tuples as lists.

    Raises:
        TypeError: a field holds what JSON cannot.
    """
    value: dict[str, Any] = json.loads(json.dumps(asdict(noun)))
    return value


def noun(kind: type[Noun], value: dict[str, Any]) -> Noun:
    """A dataclass from what `plain` made of one.

    Raises:
        KeyError: a field without a default is missing.  ValueError: a value is none that its field can take.
    """
    hints = _hints(cast(Hashable, kind))
    given: dict[str, Any] = {}
    for one in fields(kind):  # type: ignore[arg-type]
        if one.name in value:
            given[one.name] = _typed(hints[one.name], value[one.name])
        elif one.default is MISSING and one.default_factory is MISSING:
            raise KeyError(one.name)
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        choices = [one for one in get_args(hint) if one is not type(None)]
        return None if value is None else _typed(choices[0], value)
    if origin is tuple:
        inner = get_args(hint)
        kinds = [inner[0]] * len(value) if inner[1:] == (...,) else inner
        return tuple(_typed(one, item) for one, item in zip(kinds, value, strict=True))
    if origin is dict:
        return {key: _typed(get_args(hint)[1], item) for key, item in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return noun(hint, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value
