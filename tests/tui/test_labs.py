"""Lab values over time: newest value and flag in words, the course, and each value's own line one key away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from binder.binder import LabSeries
from binder.model.citation import Citation
from binder.model.record import Fact, FactType, Record
from binder.tui.app import BinderApp
from binder.tui.screens.labs import course, name_width, range_words, series_line
from binder.tui.widgets.record_list import RecordList
from tests.tui.stand_in import StandIn, record
from tests.tui.test_timeline import settled
from tests.tui.test_unlock import screen_text


def value(name: str, number: str, day: str, at: int, flag: str = "", **more: Any) -> tuple[Record, Fact]:
    report = record(at, f"Blood count {at}", day)
    cited = Citation(1, at, 0, len(name), name, report.id)
    return report, Fact(FactType.LAB, name, number, cited, flag=flag, date=day, **more)


PLATELETS = LabSeries("Platelets", "10*3/uL", (
    value("Platelets", "197", "2025-12-16", 1, low="150", high="400"),
    value("Platelets", "118", "2026-02-14", 2, "L", low="150", high="400"),
    value("Platelets", "91", "2026-03-13", 3, "L", low="150", high="400"),
))  # fmt: skip
ALBUMIN = LabSeries("Albumin", "g/dL", (value("Albumin", "3.8", "2026-03-13", 4, low="3.5"),))


class Laboratory(StandIn):
    def labs(self, name: str = "") -> list[LabSeries]:
        return [ALBUMIN, PLATELETS]


def app() -> BinderApp:
    return BinderApp(Path("x.binder"), binder=Laboratory(()))  # type: ignore[arg-type]


def lines(app: BinderApp) -> list[str]:
    return screen_text(app).split("\n")


async def open_labs(pilot: Pilot[int]) -> RecordList:
    await pilot.press("l")
    await settled(pilot)
    return pilot.app.screen.query_one("#labs-list", RecordList)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_analyte_is_one_line_with_its_newest_value_flag_range_and_day(size: tuple[int, int]) -> None:
    lab = app()
    async with lab.run_test(size=size) as pilot:
        await open_labs(pilot)
        line = next(one for one in lines(lab) if "Platelets" in one)
        for words in ("91 L", "10*3/uL", "150-400", "13 Mar 2026", "▇▃▁"):
            assert words in line
        assert ("first L 14 Feb 2026: 118" in line) is (size[0] >= 110)


async def test_enter_opens_the_values_and_a_value_opens_the_line_that_states_it() -> None:
    lab = app()
    opened: list[tuple[str, Citation | None]] = []
    lab.open_record = lambda record_id, citation=None: opened.append((record_id, citation))  # type: ignore[method-assign]
    async with lab.run_test(size=(80, 24)) as pilot:
        await open_labs(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert [one for one in lines(lab) if "14 Feb 2026" in one and "118 L" in one]
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        cited = PLATELETS.points[1][1].citation
        assert opened == [(cited.record, cited)]
        await pilot.press("up", "up", "enter")
        await settled(pilot)
        assert not [one for one in lines(lab) if "118 L" in one]


async def test_the_list_narrows_to_a_name_or_to_what_was_flagged() -> None:
    lab = app()
    async with lab.run_test(size=(80, 24)) as pilot:
        await open_labs(pilot)
        await pilot.press("f")
        await settled(pilot)
        assert "Albumin" not in screen_text(lab) and "flagged only" in screen_text(lab)
        await pilot.press("f", "slash", *"albu", "enter")
        await settled(pilot)
        assert "Albumin" in screen_text(lab) and "Platelets" not in screen_text(lab)
        assert "1 of 2 analytes" in screen_text(lab)


def test_a_course_is_drawn_between_the_lowest_and_the_highest_value() -> None:
    assert course(["0", "10", "30", "70"]) == "▁▂▄▇"
    assert course(["5", "5"]) == "▄▄"
    assert course(["negative", "4"]) == ""
    assert len(course([str(n) for n in range(50)])) == 8
    assert course(["< 0.1", "2.5"]) == "▁▇"


def test_a_range_is_said_as_the_report_gives_it() -> None:
    assert range_words(PLATELETS.points[0][1]) == "150-400"
    assert range_words(ALBUMIN.points[0][1]) == "> 3.5"


def test_a_name_has_what_the_width_leaves_and_bars_leave_a_gap_to_the_next_line() -> None:
    names = ("Lactate dehydrogenase", "Neutrophils, absolute", "MCV")
    assert name_width(names, 78) == name_width(names, 118) == len("Lactate dehydrogenase")
    assert name_width(("MCV",), 78) < name_width(("Thyroid stimulating hormone receptor antibody",), 150) == 45
    wide = "".join(text for text, _ in series_line(PLATELETS, 78, name_width(("x" * 90,), 78)))
    assert len(wide) <= 78
    assert "█" not in course(["1", "2", "3"])


def test_a_flag_is_a_letter_and_not_only_a_colour() -> None:
    words = "".join(text for text, _ in series_line(PLATELETS, 80))
    assert "91 L" in words
