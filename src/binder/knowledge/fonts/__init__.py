"""The typeface of what binder prints: DejaVu Sans Condensed (Latin, Greek, Cyrillic, Hebrew, Arabic; see LICENSE.txt).

It travels with binder so that a letter looks the same, and prints every name it can, on any machine.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

REGULAR: Traversable = files(__name__) / "DejaVuSansCondensed.ttf"
BOLD: Traversable = files(__name__) / "DejaVuSansCondensed-Bold.ttf"
