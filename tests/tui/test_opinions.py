"""The opinions screen as a reader opens it: where do they differ, how does it stand there, what was left out."""

from __future__ import annotations

import re

import pytest

from tests.tui.stand_in import StandIn, record
from tests.tui.test_unlock import screen_text
from tests.tui.two_doctors import TwoDoctors, app_with, asked, open_opinions, settled

pytestmark = pytest.mark.usefixtures("nothing_remembered")


async def test_the_first_screen_says_on_which_axes_they_differ_with_quotes_where_there_is_room() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        seen = screen_text(app)
        for words in (
            "Diagnosis",
            "~ refined: details differ",
            "≠ different",
            "“IIA” 1:5",
            "“IIB” 1:7",
            "It does not judge",
        ):
            assert words in seen


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_a_small_window_quotes_both_halves_of_every_axis_that_differs_above_ten_rows_of_passages(
    size: tuple[int, int],
) -> None:
    app = app_with()
    async with app.run_test(size=size) as pilot:
        body = await open_opinions(pilot)
        head = screen_text(app).split("\n")[1:6]
        assert "A  Dr. One" in head[0] and "B  Dr. Two" in head[0]
        halves = (("grade 2", "grade 3"), ("IIA", "IIB"), ("not recommended", "give"), ("4 weeks", "2 weeks"))
        for row, name, (a, b) in zip(
            head[1:], ("Diagnosis ~", "Staging ≠", "Treatment ≠", "Timing ≠"), halves, strict=True
        ):
            assert re.search(rf"^ {name} +A “{a}” 1:\d+ +B “{b}” 1:\d+$", row)
        assert "It does not judge" in screen_text(app)
        assert body.size.height >= 10
        assert app.screen.focused is body, "the passages have the keyboard as soon as they stand there"
        assert "stacked, window under 110 columns" in screen_text(app)


async def test_it_begins_at_what_the_head_quotes_first_of_the_treatment() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        assert body.current == 3 and "· Treatment ·" in screen_text(app)
        assert "Chemotherapy is not recommended at this time." in screen_text(app)


async def test_help_says_what_the_marks_mean() -> None:
    app = app_with()
    async with app.run_test(size=(120, 60)) as pilot:
        await open_opinions(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        seen = screen_text(app)
        assert "What the marks mean" in seen and "unsure pair: the two may not speak of one thing" in seen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_list_takes_the_room_of_the_head_and_its_other_keys_say_why_they_rest(size: tuple[int, int]) -> None:
    app = app_with()
    async with app.run_test(size=size) as pilot:
        body = await open_opinions(pilot)
        before = body.size.height
        await pilot.press("t")
        await settled(pilot)
        seen = screen_text(app)
        assert body.size.height >= before + 5 and "A  Dr. One, 2 Mar 2026" in seen and "B  Dr. Two, 24 Mar 2026" in seen
        await pilot.press("n")
        await settled(pilot)
        assert "This is a list in the passages' place: Esc goes back to them." in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert body.size.height == before and body.current == 3


async def test_the_side_by_side_pair_stands_on_one_row() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        row = next(line for line in screen_text(app).split("\n") if "Surgery should take place" in line)
        assert "≠M" in row and "Treatment should start" in row


async def test_s_changes_the_layout_and_it_is_remembered_on_the_next_opening() -> None:
    async with app_with().run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert body.layout_now.mode.value == "side by side"
        assert "side by side (s)" in screen_text(pilot.app)
    async with app_with().run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        assert body.layout_now.mode.value == "side by side"


async def test_resizing_keeps_the_place_and_changes_the_layout() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        held = body.block
        assert held is not None
        for size in ((80, 24), (100, 30), (60, 15), (160, 50)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert body.block is not None and body.block.a == held.a and body.current == 3
            assert "not recommended" in screen_text(app)
        assert body.layout_now.mode.value == "side by side"


async def test_b_order_reads_bs_text_from_the_top_and_keeps_the_place() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("S")
        await settled(pilot)
        held = body.block
        await pilot.press("o")
        await settled(pilot)
        assert [b.b[0].number for b in body.layout_now.blocks if b.b] == list(range(8))
        assert body.block is not None and held is not None and body.block.a == held.a
        await pilot.press("o")
        await settled(pilot)
        assert "by axis (o)" in screen_text(app) and "STAGING" in screen_text(app)


async def test_c_leaves_only_differences_and_says_how_many_are_hidden() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("c")
        await settled(pilot)
        seen = screen_text(app)
        assert "margins are clear" not in seen and "social worker" in seen
        assert "1 passage without a difference found (c shows it)" in seen
        assert "2 not shown (c)" in seen


async def test_x_lists_what_was_not_compared_and_esc_comes_back_to_the_place() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("n", "n")
        await settled(pilot)
        at = body.current
        await pilot.press("x")
        await settled(pilot)
        assert "B page 2: a table" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert not body.listing and body.current == at and "IIA" in screen_text(app)
        assert app.main is not None and app.main.view_name == "opinions"


async def test_t_opens_the_table_where_the_sentence_under_the_cursor_is_seen() -> None:
    app = app_with()
    async with app.run_test(size=(80, 16)) as pilot:
        body = await open_opinions(pilot)
        for key, words in (("D", "grade 2"), ("M", "4 weeks")):
            await pilot.press(key)
            await settled(pilot)
            place = body.current, body.scroll_offset.y
            await pilot.press("t")
            await settled(pilot)
            lit = [run.text for row in body._list for run in row.runs if run.ink == "firm-a"]
            assert words in lit[0] and lit[0] in screen_text(app)
            assert (body.scroll_offset.y == 0) is (key == "D"), "from its top where the words are seen there"
            await pilot.press("t")
            await settled(pilot)
            assert (body.current, body.scroll_offset.y) == place


async def test_t_opens_the_table_at_its_top_where_the_cursor_stands_on_nothing_in_it() -> None:
    app = app_with()
    async with app.run_test(size=(80, 16)) as pilot:
        body = await open_opinions(pilot)
        body.action_go_bottom()
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)
        assert body.scroll_offset.y == 0 and "ALL OPINIONS, AXIS BY AXIS" in screen_text(app)


async def test_without_two_opinions_the_screen_says_how_to_mark_them() -> None:
    app = app_with(StandIn([record(1, "Blood count", "2026-03-13")]))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        assert "press o" in screen_text(app)
        await pilot.press("n")
        await settled(pilot)
        assert "There are no two opinions to compare yet." in screen_text(app)


async def test_one_opinion_is_named_and_another_asked_for() -> None:
    app = app_with(TwoDoctors(1))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        seen = " ".join(screen_text(app).split())
        assert "One opinion is marked: R1, Opinion 1" in seen


async def test_v_chooses_among_three_and_says_why_not_among_two() -> None:
    binder = TwoDoctors(3)
    app = app_with(binder)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("v")
        await asked(pilot, "A is which opinion?")
        await pilot.press("3")
        await asked(pilot, "B is which opinion?")
        await pilot.press("1")
        await settled(pilot)
        assert binder.asked == [("R1", "R2"), ("R3", "R1")]
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert "three opinions" in screen_text(app)


async def test_it_is_left_and_found_again_where_it_stood() -> None:
    binder = TwoDoctors()
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        top, shown = body.scroll_offset.y, body.marked
        await pilot.press("2")
        await settled(pilot)
        body = await open_opinions(pilot)
        assert (body.current, body.scroll_offset.y) == (3, top)
        assert body.marked is shown, "nothing was laid out again"
