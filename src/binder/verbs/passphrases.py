"""Whether a passphrase can be guessed. None is refused: a family decides, once it knows."""

from __future__ import annotations

import unicodedata

from binder.knowledge import load


def too_short(passphrase: str) -> bool:
    """Whether it has fewer characters than are taken for a password anywhere."""
    return _length(passphrase) < int(load("passphrase")["least"])


def caution(passphrase: str) -> str:
    """What to know of a passphrase before it is taken, in two sentences; empty where it is long enough or none."""
    rules, length = load("passphrase"), _length(passphrase)
    if not passphrase or length >= rules["alone"]:
        return ""
    how = "will guess it by trying" if too_short(passphrase) else "may guess it by trying long enough"
    return (
        f"This passphrase has {length} character{'' if length == 1 else 's'}: whoever gets hold of the file {how}. "
        f"Better are four or five words that do not belong together, {rules['alone']} characters or more "
        f"({rules['named']})."
    )


def _length(passphrase: str) -> int:
    """Its characters, as the key is made of them."""
    return len(unicodedata.normalize("NFC", passphrase))
