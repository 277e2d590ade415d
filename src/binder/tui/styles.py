"""Where the style sheets are: inside the installed package, or at the top of a working tree."""

from __future__ import annotations

import re
from pathlib import Path

import binder


def style_folder() -> Path:
    """The folder of the .tcss files.

    Raises:
        FileNotFoundError: neither place has them, so the installation is broken.
    """
    package = Path(binder.__file__).resolve().parent
    for folder in (package / "styles", package.parent.parent / "styles"):
        if (folder / "theme.tcss").is_file():
            return folder
    raise FileNotFoundError("binder's style sheets are missing: install it again")


def style_paths() -> list[Path]:
    """Every style sheet, theme.tcss first, the others by name."""
    return sorted(style_folder().glob("*.tcss"), key=lambda path: (path.name != "theme.tcss", path.name))


def style_variables() -> dict[str, str]:
    """The variables of theme.tcss, for every sheet: Textual keeps a variable to the file that sets it."""
    return dict(re.findall(r"^\$([\w-]+):\s*(.+?);", (style_folder() / "theme.tcss").read_text("utf-8"), re.MULTILINE))
