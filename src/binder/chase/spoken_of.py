"""Records that the documents speak of and that are not here: an earlier scan compared with, a biopsy of last year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binder.chase.imaging import modality, modality_in
from binder.chase.line import TodayLine
from binder.model.checklist import Need
from binder.model.citation import Citation
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType, Record

_NEAR = 3  # days between what a document says and what the record itself says
_KINDS: tuple[tuple[re.Pattern[str], tuple[Kind, ...]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), kinds)
    for words, kinds in (
        (r"biops|patholog|cytolog", (Kind.PATHOLOGY_REPORT, Kind.PATHOLOGY_CONSULT)),
        (r"genetic", (Kind.MOLECULAR_REPORT,)),
        (r"operative|surgery|resection", (Kind.OPERATIVE_NOTE, Kind.PROCEDURE_NOTE, Kind.DISCHARGE_SUMMARY)),
        (r"oscopy|\bEGD\b", (Kind.PROCEDURE_NOTE, Kind.OPERATIVE_NOTE)),
        (r"discharge", (Kind.DISCHARGE_SUMMARY,)),
        (r"tumou?r board", (Kind.TUMOR_BOARD,)),
    )
)
_IMAGING = (Kind.IMAGING_REPORT, Kind.IMAGING_STUDY)
_OVERSIZE = 60


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """A record that a document names with its date and that is not in the binder.

    Attributes:
        title: as an item of the checklist could be called ("CT chest of 2025-12-02").  date: ISO, to its precision.
        needs: what to ask for.  citation: the words that speak of it, with the record they stand in.
    """

    title: str
    date: str
    needs: tuple[Need, ...]
    citation: Citation

    @property
    def record(self) -> str:
        """The record that speaks of it."""
        return self.citation.record


def spoken_of(facts: Iterable[tuple[str, Fact]], records: Iterable[Record]) -> list[SpokenOf]:
    """What is spoken of and not here, newest first, each once.

    Args:
        facts: (the date of the record that states it, the fact).
        records: all that could be what is meant, whether filed already or still waiting for review.
    """
    here = list(records)
    found: dict[tuple[str, str], SpokenOf] = {}
    for own, fact in facts:
        if fact.type is not FactType.MENTIONED_RECORD or not fact.date or fact.date == own or not fact.citation.record:
            continue
        code = modality_in(fact.name)
        if not (_IMAGING if code else _kinds(fact.name)) or any(_is_it(record, fact, code) for record in here):
            continue
        what = fact.name if len(fact.name) <= _OVERSIZE else code or fact.name[:_OVERSIZE]
        needs = (Need.REPORT, Need.IMAGES) if code else (Need.REPORT,)
        key = (code or ",".join(_kinds(fact.name)), fact.date)
        found.setdefault(key, SpokenOf(f"{what[:1].upper()}{what[1:]} of {fact.date}", fact.date, needs, fact.citation))
    return sorted(found.values(), key=lambda one: one.date, reverse=True)


def spoken_line(spoken: list[SpokenOf]) -> list[TodayLine]:
    """One line for Today, or none."""
    if not spoken:
        return []
    more = f" and {len(spoken) - 1} more" if len(spoken) > 1 else ""
    text = f"Spoken of, not here: {spoken[0].title}{more}"
    return [TodayLine("info", text, f"record:{spoken[0].record}", "add it to the checklist if it is needed")]


def _kinds(what: str) -> tuple[Kind, ...]:
    return next((kinds for words, kinds in _KINDS if words.search(what)), ())


def _is_it(record: Record, fact: Fact, code: str) -> bool:
    """Whether a record is what a document speaks of: the same sort of paper or scan, about the same day."""
    if record.kind not in (_IMAGING if code else _kinds(fact.name)) or not _about(record.date, fact.date):
        return False
    return not code or modality(record) in ("", code)


def _about(a: str, b: str) -> bool:
    """Whether two ISO dates can be the same day: within three days, or as far as the shorter one is precise."""
    if len(a) < len("2026-01-01") or len(b) < len("2026-01-01"):
        return bool(a and b) and (a.startswith(b) or b.startswith(a))
    try:
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= _NEAR
    except ValueError:
        return False
