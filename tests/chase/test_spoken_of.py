"""What the documents speak of and what is not here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.chase.spoken_of import spoken_line, spoken_of
from binder.model.checklist import Need
from binder.model.citation import Citation
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType
from tests.chase.conftest import make_record


def mention(what: str, day: str, own: str = "2026-02-20", record: str = "R4") -> tuple[str, Fact]:
    quote = f"{what} of {day}"
    cited = replace(Citation(1, 6, 0, len(quote), quote), record=record)
    return own, Fact(FactType.MENTIONED_RECORD, what, day, cited, date=day)


def test_an_earlier_scan_that_is_not_here_is_told_with_the_words_that_speak_of_it() -> None:
    (one,) = spoken_of(
        [mention("CT chest", "2025-12-02")], [make_record("R4", Kind.IMAGING_REPORT, "2026-02-20", "PET/CT")]
    )
    assert (one.title, one.needs, one.record) == ("CT chest of 2025-12-02", (Need.REPORT, Need.IMAGES), "R4")
    assert one.citation.quote == "CT chest of 2025-12-02"


@pytest.mark.parametrize(
    ("what", "day", "kind", "date", "title"),
    [
        ("CT chest", "2025-12-02", Kind.IMAGING_REPORT, "2025-12-02", "CT chest with contrast"),
        ("CT chest", "2025-12-02", Kind.IMAGING_STUDY, "2025-12-01", "CT, CHEST"),
        ("CT chest", "2025-12", Kind.IMAGING_REPORT, "2025-12-19", "CT chest"),
        ("biopsy", "2025-11-03", Kind.PATHOLOGY_REPORT, "2025-11-05", "Surgical pathology report"),
        ("colonoscopy", "2025-01-03", Kind.PROCEDURE_NOTE, "2025-01-03", "Colonoscopy"),
    ],
)
def test_what_is_here_is_not_asked_for(what, day, kind, date, title) -> None:
    assert spoken_of([mention(what, day)], [make_record("R1", kind, date, title)]) == []


def test_another_scan_of_that_day_does_not_stand_for_it() -> None:
    here = make_record("R1", Kind.IMAGING_REPORT, "2025-12-02", "MRI brain")
    assert [s.title for s in spoken_of([mention("CT chest", "2025-12-02")], [here])] == ["CT chest of 2025-12-02"]


def test_two_documents_that_speak_of_the_same_scan_make_one_line() -> None:
    said = [mention("CT chest", "2025-12-02"), mention("CT of the chest", "2025-12-02", record="R9")]
    assert len(spoken_of(said, [])) == 1


def test_a_report_that_names_its_own_day_speaks_of_nothing_else() -> None:
    assert spoken_of([mention("CT chest", "2026-02-20")], []) == []


def test_words_that_name_no_paper_are_left_alone() -> None:
    assert spoken_of([mention("stress at work", "2025-12-02"), mention("consultation, Dr. Wu", "")], []) == []


def test_today_says_it_in_one_line_and_nothing_where_there_is_nothing() -> None:
    said = spoken_of([mention("CT chest", "2025-12-02"), mention("biopsy", "2025-11-03")], [])
    (line,) = spoken_line(said)
    assert line.text == "Spoken of, not here: CT chest of 2025-12-02 and 1 more"
    assert line.action == "record:R4"
    assert spoken_line([]) == []
