"""Numbers of pages in words."""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 12  # spans that are listed


def pages_in_words(numbers: Iterable[int], word: str = "page") -> str:
    """ "page 3", "pages 1-4, 7"."""
    numbers = list(numbers)
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    listed = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans[:_MOST])
    return f"{word}{'s' * (len(numbers) != 1)} {listed}" + (" and more" if len(spans) > _MOST else "")
