"""What Today says about the file itself: a backup that is due, a clock that is wrong, who else is in the binder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from binder.chase import TodayLine, today
from binder.chase.kept import ahead, kept_lines
from binder.model.keeping import Keeping

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def lines(**facts: object) -> list[TodayLine]:
    return list(kept_lines(Keeping(**facts), NOW))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"records": 9}, None),
        ({"records": 10}, "No backup yet of 10 records"),
        ({"records": 40, "last_backup": "2026-03-05T13:00:00+00:00", "changes_since": 99}, None),
        (
            {"records": 40, "last_backup": "2026-03-01T09:00:00+02:00", "changes_since": 1},
            "The last backup is 19 days old; 1 change since",
        ),
        ({"records": 40, "last_backup": "2020-01-01T00:00:00+00:00", "changes_since": 0}, None),
        ({"records": 40, "last_backup": "not a day", "changes_since": 5}, "No backup yet of 40 records"),
    ],
)
def test_a_backup_is_asked_for_when_it_is_due_and_only_then(facts: dict[str, object], says: str | None) -> None:
    found = lines(**facts)
    assert [line.text for line in found] == ([] if says is None else [says])
    assert all(line.urgency == "soon" and "another disk" in line.hint for line in found)


def test_a_last_change_that_is_yet_to_come_is_said() -> None:
    assert lines(last_change="2026-03-20T13:05:00+01:00") == []  # two clocks may differ a little
    (line,) = lines(last_change="2027-01-01T00:00:00+00:00")
    assert "2027-01-01" in line.text and "clock" in line.hint
    assert ahead("2026-03-20T12:11:00+00:00", NOW) and not ahead("2026-03-20T12:09:00+00:00", NOW)
    assert not ahead("", NOW)


def test_the_others_in_the_binder_are_named_with_what_they_have_open() -> None:
    found = lines(others=(("jonas", "Timeline"), ("maria", "")))
    assert [(line.urgency, line.text) for line in found] == [
        ("info", "jonas has this binder open too: Timeline"),
        ("info", "maria has this binder open too"),
    ]


def test_they_stand_on_today_also_where_nothing_else_does() -> None:
    keeping = Keeping(records=12)
    assert [line.text for line in today([], [], [], keeping=keeping, now=NOW)][1:] == ["No backup yet of 12 records"]
    assert not any("backup" in line.text for line in today([], [], [], now=NOW))
