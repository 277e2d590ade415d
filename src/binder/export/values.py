"""FHIR's primitive types: what may stand in a JSON value, and what a text has to become to stand there."""

from __future__ import annotations

import hashlib
import re
from datetime import date as calendar_date
from typing import Any

Resource = dict[str, Any]
NUMBER = "\0number:"  # marks text that is to be written as a JSON number, digit for digit
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_UID = re.compile(r"[0-2](\.(0|[1-9]\d*))+")
_LARGEST = 2**31 - 1
_PLAIN = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,12})(?:[.,](?P<part>\d{1,9}))?")
_COMPARED = re.compile(r"\s*(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<value>\S+?)\s*")
_COMPARATORS = {"≤": "<=", "≥": ">="}


def words(text: str) -> str:
    """A FHIR string: no control characters but line ends, no blanks around it."""
    if not text.isprintable():
        text = "".join(c for c in text if c >= " " or c in "\t\r\n")
    return text.strip()


def code(text: str) -> str:
    """A FHIR code: words parted by single blanks."""
    return " ".join(words(text).split())


def date(text: str) -> str:
    """A FHIR date to its precision, or empty where the text is none that exists."""
    if not _DATE.fullmatch(text):
        return ""
    try:
        calendar_date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return ""
    return text


def instant(text: str) -> bool:
    """Whether this is a moment to the second with its offset."""
    return bool(_INSTANT.fullmatch(text))


def natural(value: int | None) -> int | None:
    """An unsignedInt, or None where the value is none."""
    return value if value is not None and 0 <= value <= _LARGEST else None


def number(text: str) -> str:
    """A printed number marked to be written with its own digits, or empty where it is none beyond doubt.

    "1,234" may be a thousand or a good one, so it is none; "5,4" is.
    """
    match = _PLAIN.fullmatch(text.strip())
    if match is None or ("," in text and len(match["part"] or "") == 3):
        return ""
    whole = match["whole"].lstrip("0") or "0"
    return NUMBER + match["sign"] + whole + (f".{match['part']}" if match["part"] else "")


def compared(text: str) -> tuple[str, str]:
    """(comparator, number) of a printed value such as "<0.5"; the number is empty where there is none."""
    match = _COMPARED.fullmatch(text)
    if match is None:
        return "", ""
    sign = match["sign"] or ""
    return _COMPARATORS.get(sign, sign), number(match["value"])


def dicom_uid(uid: str, otherwise: str) -> str:
    """The UID, or where the file carries none that is well formed, one made of that place (PS3.5 B.2: under 2.25)."""
    if _UID.fullmatch(uid) and len(uid) <= 64:
        return uid
    digest = hashlib.sha256(f"{uid}\0{otherwise}".encode("utf-8", "replace")).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def lean(value: Any) -> Any:
    """The same without empty strings, lists, objects and nulls, which FHIR forbids."""
    if isinstance(value, dict):
        return {name: kept for name, inner in value.items() if _said(kept := _inner(inner))}
    return [kept for inner in value if _said(kept := _inner(inner))]


def _inner(value: Any) -> Any:
    return lean(value) if isinstance(value, dict | list) else value


def _said(value: Any) -> bool:
    return bool(value) or (value == 0 and value is not None)
