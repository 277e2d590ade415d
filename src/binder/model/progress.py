"""How far a long piece of work has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Said between two steps of long work.

    Attributes:
        done: steps finished.  total: how many there are; None while unknown.
        name: clean label of the one just finished or under way.  failed: how many went wrong so far.
    """

    done: int
    total: int | None
    name: str = ""
    failed: int = 0

    def __str__(self) -> str:
        """For example "37 of 120, 2 failed: letter.pdf"."""
        of = f" of {self.total}" if self.total is not None else ""
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.done}{of}{failed}" + (f": {self.name}" if self.name else "")
