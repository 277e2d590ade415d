"""Values of a DICOM dataset, taken with care: whatever a file says of itself may be wrong, and costs itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pydicom

from binder.model.clean import clean

KEEP = 400  # characters of a tag


@cache
def _tag(name: str) -> Any:
    return pydicom.tag.Tag(name)


def value_of(dataset: Any, name: str) -> Any:
    """An element's value, or None where it is absent or cannot be understood: every access may raise."""
    try:
        tag = _tag(name)
        # Asking a dataset itself for what it has not costs ten times as much as asking its keys.
        return dataset[tag].value if dataset is not None and tag in dataset.keys() else None  # noqa: SIM118
    except Exception:  # a wrong value of any kind must cost this value only
        return None


def sequence_of(dataset: Any, name: str) -> Iterable[Any]:
    """The items of a sequence; none where it is absent or something else."""
    value = value_of(dataset, name)
    return value if isinstance(value, pydicom.sequence.Sequence) else ()


def texts_of(dataset: Any, name: str, keep: int = KEEP) -> tuple[str, ...]:
    """The values of an element as clean text."""
    value = value_of(dataset, name)
    if value is None:
        return ()
    many = value if isinstance(value, pydicom.multival.MultiValue | list | tuple) else (value,)
    try:
        return tuple(clean(str(item).strip(" \0"))[:keep] for item in many[:64])
    except Exception:
        return ()


def text_of(dataset: Any, name: str, keep: int = KEEP) -> str:
    """A value as one clean line, at most `keep` characters; empty where it is absent."""
    return "\\".join(texts_of(dataset, name, keep))[:keep]


def number_of(dataset: Any, name: str) -> int | None:
    """A whole number, or None where it is absent or none."""
    match = re.fullmatch(r"([+-]?\d{1,9})(\.0*)?", text_of(dataset, name).strip())
    return int(match[1]) if match else None


def iso_date(value: str) -> str:
    """A DICOM date ("20260314", or "2026.03.14" as before 1993) in ISO 8601; empty where it is none."""
    match = re.match(r"(\d{4})[.:-]?(\d\d)[.:-]?(\d\d)(?!\d)", value.strip())
    if not match or not ("01" <= match[2] <= "12" and "01" <= match[3] <= "31") or match[1] < "1800":
        return ""
    return f"{match[1]}-{match[2]}-{match[3]}"
