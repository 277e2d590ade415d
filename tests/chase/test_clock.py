"""The clock of a request, case by case, as the law's text has it.

45 CFR 164.524(b)(2): act no later than 30 days after receipt; once, up to 30 days more, if within the first 30 days a
written statement gives the reasons and the date. 45 CFR 160.203: a shorter state law prevails. The days are calendar
days: weekends and holidays move nothing, except where a state's law counts working days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from binder.chase.clock import Phase, clock
from binder.model.checklist import Need
from binder.model.people import Channel, DepartmentKind
from binder.model.request import Carried, Denial, Extension, Ground, Request

REPORT = Carried("operative-note", Need.REPORT)
LABS = Carried("blood-tests", Need.REPORT)
IMAGES = Carried("imaging-ct", Need.IMAGES)
SLIDES = Carried("pathology-slides", Need.SLIDES)


def asked(**facts: object) -> Request:
    """A request for one record, sent by fax on 2 March 2026, unless said otherwise."""
    base = Request("ORG1", DepartmentKind.MEDICAL_RECORDS, "REQ1", (REPORT,), sent_on="2026-03-02")
    return replace(base, **facts)  # type: ignore[arg-type]


def got(day: str, **facts: object) -> Request:
    """A request that they are known to have received on a day."""
    return asked(sent_on=day, received_on=day, **facts)


def notice(on: str, until: str, reason: str = "archived off site", in_writing: bool = True) -> Extension:
    return Extension(on, until, reason, in_writing)


@dataclass(frozen=True)
class Case:
    """A request, the day one looks, and what is true then."""

    what: str
    request: Request
    on: str
    due: str = ""
    phase: Phase = Phase.RUNNING
    assumed: bool = False
    extended: bool = False
    federal: str = ""


OVERDUE, TODAY, CLOSED, NONE = Phase.OVERDUE, Phase.DUE_TODAY, Phase.CLOSED, Phase.NONE
NOTE = notice("2026-03-25", "2026-04-20")

CASES = [
    # Receipt and the thirty days
    Case("day 8 of 30", got("2026-03-02"), "2026-03-10", "2026-04-01"),
    Case("the thirtieth day is still in time", got("2026-03-02"), "2026-04-01", "2026-04-01", TODAY),
    Case("the thirty-first is late", got("2026-03-02"), "2026-04-02", "2026-04-01", OVERDUE),
    Case("it runs from receipt", asked(received_on="2026-03-06"), "2026-04-02", "2026-04-05"),
    Case("a Sunday moves nothing", got("2026-03-06"), "2026-04-06", "2026-04-05", OVERDUE),
    Case("a holiday moves nothing", got("2026-11-25"), "2026-12-26", "2026-12-25", OVERDUE),
    Case("images are part of the record", got("2026-03-02", carried=(IMAGES,)), "2026-03-10", "2026-04-01"),
    Case("a draft has no clock", asked(sent_on=""), "2026-03-10", "", NONE),
    # The calendar
    Case("over the end of a leap February", got("2028-02-10"), "2028-03-01", "2028-03-11"),
    Case("over the end of a common February", got("2027-02-10"), "2027-03-01", "2027-03-12"),
    Case("due on the leap day", got("2028-01-30"), "2028-02-29", "2028-02-29", TODAY),
    Case("late after the leap day", got("2028-01-30"), "2028-03-01", "2028-02-29", OVERDUE),
    Case("received on the leap day", got("2028-02-29"), "2028-03-01", "2028-03-30"),
    Case("2100 is no leap year", got("2100-01-30"), "2100-02-01", "2100-03-01"),
    Case("from the last of January", got("2026-01-31"), "2026-02-28", "2026-03-02"),
    Case("from the last of April", got("2026-04-30"), "2026-05-30", "2026-05-30", TODAY),
    Case("over the end of the year", got("2026-12-15"), "2026-12-31", "2027-01-14"),
    Case("from New Year's Eve", got("2026-12-31"), "2027-01-31", "2027-01-30", OVERDUE),
    Case("over the start of summer time", got("2026-03-01"), "2026-03-31", "2026-03-31", TODAY),
    Case("over its end", got("2026-10-20"), "2026-11-20", "2026-11-19", OVERDUE),
    # Receipt not known
    Case("a fax is taken to arrive that day", asked(), "2026-03-10", "2026-04-01", assumed=True),
    Case("a letter five days later", asked(channel=Channel.MAIL), "2026-03-10", "2026-04-06", assumed=True),
    Case("certified too", asked(channel=Channel.CERTIFIED_MAIL), "2026-04-07", "2026-04-06", OVERDUE, assumed=True),
    Case(
        "until its green card comes back",
        asked(channel=Channel.CERTIFIED_MAIL, received_on="2026-03-05", receipt_proof="green card"),
        "2026-04-05",
        "2026-04-04",
        OVERDUE,
    ),
    Case("through the portal, that day", asked(channel=Channel.PORTAL), "2026-03-10", "2026-04-01", assumed=True),
    # The one extension
    Case("extended in time", got("2026-03-02", extensions=(NOTE,)), "2026-04-10", "2026-04-20", extended=True),
    Case(
        "extended on the very day",
        got("2026-03-02", extensions=(notice("2026-04-01", "2026-04-20"),)),
        "2026-04-10",
        "2026-04-20",
        extended=True,
    ),
    Case(
        "noticed a day late: overdue stays",
        got("2026-03-02", extensions=(notice("2026-04-02", "2026-04-20"),)),
        "2026-04-03",
        "2026-04-01",
        OVERDUE,
    ),
    Case(
        "noticed without a date",
        got("2026-03-02", extensions=(notice("2026-03-25", ""),)),
        "2026-04-02",
        "2026-04-01",
        OVERDUE,
    ),
    Case(
        "noticed without a reason",
        got("2026-03-02", extensions=(notice("2026-03-25", "2026-04-20", ""),)),
        "2026-04-02",
        "2026-04-01",
        OVERDUE,
    ),
    Case(
        "said on the telephone",
        got("2026-03-02", extensions=(notice("2026-03-25", "2026-04-20", in_writing=False),)),
        "2026-04-02",
        "2026-04-01",
        OVERDUE,
    ),
    Case(
        "to the sixtieth day",
        got("2026-03-02", extensions=(notice("2026-03-25", "2026-05-01"),)),
        "2026-05-01",
        "2026-05-01",
        TODAY,
        extended=True,
    ),
    Case(
        "to the sixty-first: too long",
        got("2026-03-02", extensions=(notice("2026-03-25", "2026-05-02"),)),
        "2026-04-02",
        "2026-04-01",
        OVERDUE,
    ),
    Case(
        "a second one does not count",
        got("2026-03-02", extensions=(NOTE, notice("2026-03-30", "2026-05-01"))),
        "2026-04-21",
        "2026-04-20",
        OVERDUE,
        extended=True,
    ),
    Case(
        "after one by telephone, one in writing counts",
        got("2026-03-02", extensions=(notice("2026-03-20", "2026-04-15", in_writing=False), NOTE)),
        "2026-04-16",
        "2026-04-20",
        extended=True,
    ),
    Case(
        "an earlier date is no extension",
        got("2026-03-02", extensions=(notice("2026-03-10", "2026-03-20"),)),
        "2026-03-25",
        "2026-04-01",
    ),
    Case(
        "extended and late all the same",
        got("2026-03-02", extensions=(NOTE,)),
        "2026-04-21",
        "2026-04-20",
        OVERDUE,
        extended=True,
    ),
    Case(
        "extended over the leap day",
        got("2028-01-31", extensions=(notice("2028-02-29", "2028-03-31"),)),
        "2028-03-15",
        "2028-03-31",
        extended=True,
    ),
    Case(
        "extended from an assumed receipt",
        asked(channel=Channel.MAIL, extensions=(notice("2026-04-06", "2026-05-06"),)),
        "2026-04-20",
        "2026-05-06",
        assumed=True,
        extended=True,
    ),
    # A shorter law of a state
    Case("California: 15 days", got("2026-03-02", state_law="CA"), "2026-03-10", "2026-03-17", federal="2026-04-01"),
    Case(
        "a federal extension does not stretch California's law",
        got("2026-03-02", state_law="CA", extensions=(NOTE,)),
        "2026-03-26",
        "2026-03-17",
        OVERDUE,
        federal="2026-04-20",
    ),
    Case("Texas: 15 business days", got("2026-03-02", state_law="TX"), "2026-03-10", "2026-03-23"),
    Case("Texas over Thanksgiving", got("2026-11-20", state_law="TX"), "2026-12-01", "2026-12-14"),
    Case("Texas, received on a Saturday", got("2026-03-07", state_law="TX"), "2026-03-10", "2026-03-27"),
    Case("Washington: 15 working days", got("2026-03-02", state_law="WA"), "2026-03-24", "2026-03-23", OVERDUE),
    Case(
        "Washington allows 21 if it is said in writing",
        got("2026-03-02", state_law="WA", extensions=(notice("2026-03-20", "2026-03-31"),)),
        "2026-03-30",
        "2026-03-31",
        extended=True,
    ),
    Case(
        "and no more",
        got("2026-03-02", state_law="WA", extensions=(notice("2026-03-20", "2026-04-01"),)),
        "2026-03-30",
        "2026-03-23",
        OVERDUE,
    ),
    Case("Tennessee: 10 working days", got("2026-03-02", state_law="TN"), "2026-03-10", "2026-03-16"),
    Case("Tennessee over two holidays", got("2026-12-18", state_law="TN"), "2027-01-06", "2027-01-05", OVERDUE),
    Case("a limit one typed", got("2026-03-02", law_days=21), "2026-03-10", "2026-03-23"),
    Case("in working days", got("2026-03-02", law_days=10, law_business_days=True), "2026-03-10", "2026-03-16"),
    Case(
        "one's own number goes before the list's",
        got("2026-03-02", state_law="CA", law_days=10),
        "2026-03-10",
        "2026-03-12",
    ),
    Case("a longer one changes nothing", got("2026-03-02", law_days=45), "2026-03-10", "2026-04-01"),
    # What came, what was refused
    Case(
        "a part came, the rest is late",
        got("2026-03-02", carried=(replace(REPORT, received_on="2026-03-20"), LABS)),
        "2026-04-02",
        "2026-04-01",
        OVERDUE,
    ),
    Case(
        "all came",
        got("2026-03-02", carried=(replace(REPORT, received_on="2026-03-20"),)),
        "2026-05-02",
        "2026-04-01",
        CLOSED,
    ),
    Case(
        "refused, all of it",
        got("2026-03-02", carried=(replace(REPORT, denial=Denial("2026-03-20", Ground.POLICY)),)),
        "2026-05-02",
        "2026-04-01",
        CLOSED,
    ),
    Case(
        "refused in part: the rest is due",
        got("2026-03-02", carried=(replace(REPORT, denial=Denial("2026-03-20")), LABS)),
        "2026-03-25",
        "2026-04-01",
    ),
    Case(
        "withdrawn after a part came",
        got(
            "2026-03-02",
            carried=(replace(REPORT, received_on="2026-03-20"), LABS),
            withdrawn_on="2026-03-25",
        ),
        "2026-05-02",
        "2026-04-01",
        CLOSED,
    ),
    # Glass and paraffin have no legal clock, only what was promised
    Case("slides: no law", got("2026-03-02", carried=(SLIDES,)), "2026-06-02", "", NONE),
    Case(
        "slides: the day that was promised",
        got("2026-03-02", carried=(replace(SLIDES, promised_on="2026-03-20"),)),
        "2026-03-21",
        "2026-03-20",
        OVERDUE,
    ),
    Case(
        "a promise does not move the law's day",
        got("2026-03-02", carried=(replace(REPORT, promised_on="2026-03-12"),)),
        "2026-03-15",
        "2026-04-01",
    ),
    Case(
        "nor does a later one",
        got("2026-03-02", carried=(replace(REPORT, promised_on="2026-05-12"),)),
        "2026-04-15",
        "2026-04-01",
        OVERDUE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_the_clock(case: Case) -> None:
    found = clock(case.request, date.fromisoformat(case.on))
    assert (found.due.isoformat() if found.due else "") == case.due
    assert found.phase is case.phase
    assert found.assumed is case.assumed
    assert found.extended is case.extended
    if case.federal:
        assert found.federal is not None and found.federal.isoformat() == case.federal


def test_there_are_at_least_forty_cases() -> None:
    assert len(CASES) >= 40 and len({case.what for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("extension", "why"),
    [
        (notice("2026-04-02", "2026-04-20"), "came after 2026-04-01, the last day for it."),
        (notice("2026-03-25", "2026-04-20", in_writing=False), "was not in writing."),
        (notice("2026-03-25", "2026-04-20", " "), "gives no reason."),
        (notice("2026-03-25", ""), "names no date."),
        (notice("2026-03-25", "2026-05-02"), "names 2026-05-02; no more than 2026-05-01 is allowed."),
        (notice("2026-03-25", "2026-03-30"), "names 2026-03-30, which is within the time anyway."),
    ],
)
def test_why_a_notice_does_not_count_is_said(extension: Extension, why: str) -> None:
    (said,) = clock(got("2026-03-02", extensions=(extension,)), date(2026, 4, 10)).ignored
    assert said == f"The notice of {extension.noticed_on} {why}"


def test_a_second_notice_and_a_state_that_gives_no_more_time_are_named() -> None:
    twice = got("2026-03-02", extensions=(NOTE, notice("2026-03-30", "2026-05-01")))
    assert "only one extension" in clock(twice, date(2026, 4, 10)).ignored[0]
    state = got("2026-03-02", state_law="CA", extensions=(NOTE,))
    assert "its day stays 2026-03-17" in clock(state, date(2026, 4, 10)).ignored[0]


def test_a_complaint_has_180_days_from_the_last_day_of_federal_law() -> None:
    late = clock(got("2026-03-02"), date(2026, 4, 2))
    assert late.late_since == date(2026, 4, 2) and late.left == -1
    assert late.complain_by == date(2026, 9, 28)  # 1 April and 180 days
    assert clock(got("2026-03-02"), date(2026, 4, 1)).complain_by is None
    # California's day has passed, the federal one not: that is no matter for the federal office yet.
    assert clock(got("2026-03-02", state_law="CA"), date(2026, 3, 20)).complain_by is None


def test_a_promise_is_kept_apart_from_the_law() -> None:
    found = clock(got("2026-03-02", carried=(replace(REPORT, promised_on="2026-03-12"), LABS)), date(2026, 3, 15))
    assert found.promised == date(2026, 3, 12) and found.law == "45 CFR 164.524(b)(2)"
    assert clock(got("2026-03-02", carried=(replace(SLIDES, promised_on="2026-03-20"),)), date(2026, 3, 3)).law == (
        "promised"
    )


def test_a_refusal_can_be_complained_of_for_180_days_too() -> None:
    refused = got("2026-03-02", carried=(replace(REPORT, denial=Denial("2026-03-20", Ground.POLICY)),))
    assert clock(refused, date(2026, 3, 25)).complain_by == date(2026, 9, 16)
    assert clock(replace(refused, withdrawn_on="2026-03-22"), date(2026, 3, 25)).complain_by is None
