"""Patterns that are looked for only where a sign of them stands: most sentences have none, and signs are soon seen."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Cued:
    """A pattern together with its signs: letters, in lower case, one of which stands in all that it fits."""

    __slots__ = ("_flags", "_made", "_signs", "_written")

    def __init__(self, pattern: str, *signs: str, flags: re.RegexFlag = re.I) -> None:
        """Take in the pattern; it is compiled where its first sign is seen."""
        self._written, self._signs, self._flags = pattern, signs, flags
        self._made: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern by itself."""
        if self._made is None:
            self._made = re.compile(self._written, self._flags)
        return self._made

    def finditer(self, text: str, lower: str) -> Iterator[re.Match[str]]:
        """All places of the pattern in a text.

        Args:
            lower: the text in lower case.
        """
        for sign in self._signs:
            if sign in lower:
                return self.pattern.finditer(text)
        return iter(())

    def search(self, text: str, lower: str) -> re.Match[str] | None:
        """The first place of the pattern in a text; see `finditer`."""
        for sign in self._signs:
            if sign in lower:
                return self.pattern.search(text)
        return None
