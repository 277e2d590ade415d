"""The coin of the house: whatever is claimed on a screen carries a Citation and opens at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one line: page and line from 1, columns from 0, end exclusive."""

    page: int
    line: int
    start: int
    end: int

    def meets(self, other: Span) -> bool:
        """Whether the two have characters in common."""
        same_line = (self.page, self.line) == (other.page, other.line)
        return same_line and max(self.start, other.start) < min(self.end, other.end)


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted place in a record's text as read.

    Attributes:
        page, line: from 1.  start, end: columns from 0, end exclusive.
        quote: exactly the characters that stand there.
        record: id of the record; empty while the text belongs to no binder.
    """

    page: int
    line: int
    start: int
    end: int
    quote: str
    record: str = ""

    @property
    def span(self) -> Span:
        """The place without the words."""
        return Span(self.page, self.line, self.start, self.end)

    def holds(self, line: str) -> bool:
        """Whether the quote still stands where it is said to stand."""
        return line[self.start : self.end] == self.quote
