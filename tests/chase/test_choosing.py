"""Choosing: candidates side by side, formats with dated prices, and whether waiting is safe."""

from __future__ import annotations

from datetime import date

from binder.chase import choosing
from binder.chase.decisions import answer_waiting
from binder.knowledge import load
from binder.model.appointment import Format
from binder.model.decision import Case, WaitingAnswer
from binder.model.people import DoctorRole, Organization, Practitioner, Standing

FIRST = Practitioner("Dr. Wren", "DR1", DoctorRole.FIRST_OPINION, organization="ORG1")
PLACES = [Organization("Saltmarsh Hospital", "ORG1"), Organization("Tidewell Institute", "ORG2")]
TODAY = date(2026, 3, 10)


def test_candidates_stand_side_by_side_and_nobody_is_ranked() -> None:
    moor = Practitioner("Dr. Moor", "DR2", organization="ORG2", board_certified=True, cases="about forty a year")
    pell = Practitioner("Dr. Pell", "DR3", organization="ORG1", accepts_plan=False)
    rows = {row.id: row for row in choosing.compare_candidates([moor, pell], FIRST, PLACES)}
    assert list(rows) == ["experience", "subspecialty", "board", "academic", "independent", "plan"]
    assert [one.words for one in rows["experience"].answers] == ["about forty a year", "not asked yet"]
    assert [one.good for one in rows["board"].answers] == [True, None]
    assert [one.good for one in rows["independent"].answers] == [True, False]
    assert rows["plan"].answers[1].words == "no"
    assert rows["experience"].ask == "How often do you treat this condition?"


def test_a_doctor_of_whom_nothing_is_known_is_not_called_independent() -> None:
    (row,) = [r for r in choosing.compare_candidates([Practitioner("Dr. New")], FIRST, PLACES) if r.id == "independent"]
    assert row.answers[0].good is None


def test_who_is_who() -> None:
    chosen = Practitioner("Dr. Moor", "DR2", DoctorRole.SECOND_OPINION, Standing.CHOSEN)
    assert choosing.first_doctor([chosen, FIRST]) == FIRST and choosing.chosen([FIRST, chosen]) == chosen
    assert choosing.chosen([FIRST]) is None


def test_every_price_has_its_date_and_source() -> None:
    found = {one.name: one for one in choosing.prices()}
    assert found["Cleveland Clinic, written second opinion"].words == "about USD 1,690 (2026-06-25)"
    assert found["Dana-Farber, online second opinion"].words == "about USD 2,400 (date not known)"
    assert all(one.source for one in found.values())
    assert {entry["id"] for entry in load("choosing")["formats"]} == {one.value for one in Format}


def test_whether_waiting_is_safe() -> None:
    case = Case()
    assert "Nobody has asked yet" in choosing.waiting(case, TODAY).words
    case = answer_waiting(case, WaitingAnswer("2026-03-01", "Dr. Wren", "two weeks are fine", 14), TODAY)
    found = choosing.waiting(case, TODAY)
    assert found.until == date(2026, 3, 15) and found.words.endswith("5 days left")
    assert choosing.waiting(case, date(2026, 3, 15)).words.endswith("today is the last of them")
    assert choosing.waiting(case, date(2026, 3, 16)).words.endswith("that time is over")
    case = answer_waiting(case, WaitingAnswer("2026-03-09", "Dr. Wren", urgent=True), TODAY)
    assert choosing.waiting(case, TODAY).urgent and "emergency" in choosing.waiting(case, TODAY).words


def test_the_lists_of_the_guides_are_here() -> None:
    data = load("choosing")
    assert len(data["reasons"]) >= 11 and len(data["finders"]) >= 9 and len(data["scripts"]) >= 5
    assert "1-800-4-CANCER" in [one.get("phone") for one in data["finders"]]
