"""Days as people type them: what is clear is read, what can be two days is said to be."""

from __future__ import annotations

import pytest

from binder.chase.days import readings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-13", ("2026-03-13",)),
        ("2026-3-4", ("2026-03-04",)),
        ("11/29/2026", ("2026-11-29",)),
        ("29/11/2026", ("2026-11-29",)),
        ("03/04/2026", ("2026-03-04", "2026-04-03")),
        ("3-4-2026", ("2026-03-04", "2026-04-03")),
        ("05/05/2026", ("2026-05-05",)),
        ("29.11.2026", ("2026-11-29",)),
        ("11.29.2026", ()),
        ("Nov 29, 2026", ("2026-11-29",)),
        ("29 November 2026", ("2026-11-29",)),
        ("Feb 30, 2026", ()),
        ("2026-02-30", ()),
        ("Novel 3, 2026", ()),
        ("2026", ()),
        ("soon", ()),
        ("", ()),
    ],
)
def test_a_typed_day_is_read_in_every_way_it_can_be_meant(typed: str, meant: tuple[str, ...]) -> None:
    assert readings(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026", "2026"), ("2026-03", "2026-03"), ("3/2026", "2026-03"), ("Mar 2026", "2026-03"), ("2026-13", "")],
)
def test_a_month_or_a_year_will_do_for_a_document(typed: str, meant: str) -> None:
    assert readings(typed, partial=True) == ((meant,) if meant else ())
    assert readings(typed) == ()
