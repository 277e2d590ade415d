"""What a user keeps beside the binder for letters: own templates, and fonts for names that the own typeface lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from binder.model.errors import BinderError

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "/System/Library/Fonts",
)
_ENDINGS = (".ttf", ".otf", ".ttc")
_MOST = 500  # font files looked at; a machine with more has the usual ones among the first


def own_folder() -> Path:
    """Where binder looks for what the user has made for it."""
    import platformdirs

    return platformdirs.user_config_path("binder", appauthor=False)


def own_templates() -> Path:
    """Where the user's own letter templates lie."""
    return own_folder() / "letters"


def fonts_for(text: str) -> list[Path]:
    """Font files that have the characters of a text which the own typeface lacks; none where it has them all.

    Raises:
        BinderError: no font on this machine has one of them; which, and what to do.
    """
    from binder.letters.page import missing

    wanted = missing(text)
    chosen: list[Path] = []
    if wanted:
        for path in _installed():
            left = _without(wanted, path)
            if len(left) < len(wanted):
                chosen.append(path)
                wanted = left
            if not wanted:
                break
    if wanted:
        folder = own_folder() / "fonts"
        raise BinderError(
            f"No font on this machine can print {' '.join(wanted[:20])}. Put a font file that can (such as Noto Sans "
            f"for that script) into {folder}, or write the letter as text (-o FILE.txt)."
        )
    return chosen


def _without(wanted: str, path: Path) -> str:
    """What of some characters a font file lacks; all of them where it cannot be read."""
    from binder.letters.page import missing

    try:
        return missing(wanted, [path])
    except Exception:  # a font file that is damaged or of an odd kind is passed over
        return wanted


def _installed() -> Iterator[Path]:
    """Font files: those the user gave binder first, then the machine's, plain ones of the usual families first."""
    yield from sorted(_files(own_folder() / "fonts"))
    found: list[Path] = []
    for folder in _FOLDERS:
        found += _files(Path(folder).expanduser())
        if len(found) > _MOST:
            break
    yield from sorted(found[:_MOST], key=_usual)


def _files(folder: Path) -> list[Path]:
    return [
        Path(parent) / name
        for parent, _, names in os.walk(folder)
        for name in sorted(names)
        if name.lower().endswith(_ENDINGS)
    ]


def _usual(path: Path) -> tuple[bool, bool, str]:
    name = path.name.lower()
    plain = not any(style in name for style in ("bold", "italic", "oblique", "light", "thin", "black", "mono"))
    return not plain, "sans" not in name and "unicode" not in name, str(path)
