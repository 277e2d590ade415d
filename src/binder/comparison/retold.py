"""Sentences in other words than the other text's: where one report is laid beside its own amendment."""

from __future__ import annotations

import re

from binder.comparison.found import Opinion

RUN = 5  # letters
SHARE = 0.7  # share of a sentence's runs of letters that the other text has, below which it is not that text's
CLEAN = 0.9  # share of the other sentences that must stand there letter for letter; else the unlikeness is misreading


def retold(opinion: Opinion, other: Opinion) -> set[int]:
    """The sentences of one text that the other has in other words or not at all, however it is cut into sentences.

    None where the texts are unlike all over in single letters, as two recognitions of one scan are.
    """
    letters = [_letters(s.text) for s in opinion.statements]
    told = [_letters(s.text) for s in other.statements]
    whole, same = "".join(told), set(told)
    there = set(_runs(whole))
    unknown = [(n, _runs(one)) for n, one in enumerate(letters) if one not in same]
    found = {n for n, runs in unknown if sum(run in there for run in runs) < SHARE * len(runs)}
    exact = sum(one in same or one in whole for n, one in enumerate(letters) if n not in found)
    return found if exact >= CLEAN * (len(letters) - len(found)) else set()


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _runs(letters: str) -> list[str]:
    return [letters[i : i + RUN] for i in range(max(1, len(letters) - RUN + 1))]
