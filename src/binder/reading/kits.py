"""What a worker has at hand. It can import nothing once it is locked, and most need only a part of all parsers.

"text" is always there; the others are imported when a first document needs them, in the process that workers are
forked from, and the document is then read by a worker that has them.
"""

from __future__ import annotations

TEXT, IMAGE, SCAN, DICOM, PYPDF = "text", "image", "scan", "dicom", "pypdf"
KITS = (TEXT, IMAGE, SCAN, DICOM, PYPDF)
REST_ON = {SCAN: IMAGE, DICOM: IMAGE}  # both draw, photos too

_at_hand: set[str] | None = None  # None outside a worker, where anything may be imported at any time


class Missing(Exception):
    """This worker lacks what the document needs. `kit` names it."""

    def __init__(self, kit: str) -> None:
        super().__init__(kit)
        self.kit = kit


def only(kits: set[str]) -> None:
    """From now on there are only these."""
    global _at_hand
    _at_hand = kits


def need(kit: str) -> None:
    """Raise Missing where this process has not got it."""
    if _at_hand is not None and kit not in _at_hand:
        raise Missing(kit)
