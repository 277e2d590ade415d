"""Moving about in two opinions: from difference to difference, to an axis, to the source, to the other place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.model.citation import Citation
from binder.model.comparison import Tier
from binder.model.opinion import Marked
from binder.model.passages import Side
from binder.tui.widgets.lines import Lines
from tests.tui.test_unlock import screen_text
from tests.tui.two_doctors import TwoDoctors, app_with, open_opinions, settled
from tests.tui.two_opinions import two_opinions

pytestmark = pytest.mark.usefixtures("nothing_remembered")


async def test_n_visits_every_difference_once_also_those_that_are_perhaps_and_comes_round() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        assert "difference 4 of 5, sure" in screen_text(app)
        visited = [body.current]
        for number in (5, 1, 2, 3):
            await pilot.press("n")
            await settled(pilot)
            visited.append(body.current)
            how = "perhaps" if number == 5 else "sure"
            assert f"difference {number} of 5, {how}" in screen_text(app)
        assert sorted(number for number in visited if number is not None) == [0, 1, 2, 3, 4]
        await pilot.press("n")
        await settled(pilot)
        assert body.current == visited[0]
        await pilot.press("N")
        await settled(pilot)
        assert body.current == visited[-1]


async def test_full_stop_and_comma_go_past_what_is_only_perhaps() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        assert ". sure one" in screen_text(app)
        visited = [body.current]
        for key in (".", ".", ".", ".", ","):
            await pilot.press("full_stop" if key == "." else "comma")
            await settled(pilot)
            visited.append(body.current)
        assert visited == [3, 0, 1, 2, 3, 2] and "difference 3 of 5, sure" in screen_text(app)


async def test_n_goes_on_through_what_is_only_perhaps_where_nothing_is_sure() -> None:
    binder = TwoDoctors()
    unsure = [replace(d, tier=Tier.POSSIBLE) for d in two_opinions().differences]
    binder.marked_in_stages = lambda a, b: iter(  # type: ignore[method-assign]
        [Marked(replace(two_opinions(a_record=a, b_record=b), differences=tuple(unsure)))]
    )
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        assert "difference 4 of 5, perhaps" in screen_text(app)
        await pilot.press("full_stop")
        await settled(pilot)
        assert "No difference is sure; n goes through those that are perhaps." in screen_text(app)
        await pilot.press("n")
        await settled(pilot)
        assert "difference 5 of 5, perhaps" in screen_text(app)


async def test_a_difference_tells_its_values_and_its_rule() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("M")
        await settled(pilot)
        seen = screen_text(app)
        assert "A page 1 line 8 “4 weeks” = 28 days" in seen and "B line 8 “2 weeks” = 14 days" in seen
        assert "why: when to start: both give a time for one step; not the same in days · Enter opens A" in seen


async def test_a_long_value_is_read_in_whole_and_its_passage_stays_in_sight() -> None:
    long = "total neoadjuvant therapy with induction chemotherapy, then chemoradiotherapy and surgery: advised against"
    binder = TwoDoctors()
    made = [replace(d, b_value=long if d.a_value == "28 days" else d.b_value) for d in two_opinions().differences]
    binder.marked_in_stages = lambda a, b: iter(  # type: ignore[method-assign]
        [Marked(replace(two_opinions(a_record=a, b_record=b), differences=tuple(made)))]
    )
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        await pilot.press("M")
        await settled(pilot)
        detail = app.screen.query_one("#opinions-detail", Lines)
        assert long in " ".join(detail.text.split()) and detail.size.height == detail.text.count("\n") + 1
        assert "Surgery should take place" in screen_text(app) and "Treatment should start" in screen_text(app)
        tall = detail.size.height
        await pilot.press("n")
        await settled(pilot)
        assert detail.size.height in (3, tall), "it is not made a row or two smaller from one to the next"


async def test_a_letter_goes_to_the_differences_of_its_axis() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        for key, number in (("D", 0), ("S", 1), ("T", 3), ("M", 2)):
            await pilot.press(key)
            await settled(pilot)
            assert body.current == number


async def test_enter_opens_the_source_of_the_chosen_side_at_its_words() -> None:
    app = app_with()
    opened: list[tuple[str, Citation | None]] = []
    app.open_record = lambda record_id, citation=None: opened.append((record_id, citation))  # type: ignore[method-assign]
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        for key in ("S", "enter", "tab", "enter"):
            await pilot.press(key)
            await settled(pilot)
        (first, a), (second, b) = opened
        assert (first, second) == ("R1", "R2")
        assert a is not None and (a.page, a.line, a.quote) == (1, 5, "IIA")
        assert b is not None and (b.page, b.line, b.quote) == (1, 7, "IIB")


async def test_where_only_one_doctor_speaks_enter_opens_that_one() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        assert body.side is Side.A
        index = next(i for i, block in enumerate(body.layout_now.blocks) if not block.a)
        body.go_to_block(index)
        await settled(pilot)
        assert body.active_side is Side.B and "Enter opens B" in screen_text(app)


async def test_m_shows_a_moved_passage_in_the_other_order_and_comes_back() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert body.order.value == "B's order" and "m goes back" in screen_text(app)
        await pilot.press("m")
        await settled(pilot)
        assert body.order.value == "A's order" and body.current == 3


async def test_wording_has_its_own_keys() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("right_square_bracket")
        await settled(pilot)
        assert body.block is not None and body.block.a[0].text == "The margins are clear."
        await pilot.press("w")
        await settled(pilot)
        assert "Marks on other words: on" in screen_text(app)


async def test_moving_down_to_the_end_and_up_again_shows_every_passage() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("g")
        seen = set()
        for _ in range(45):
            seen |= set(screen_text(app).split("\n"))
            await pilot.press("j")
            await pilot.pause(0.02)
        whole = "\n".join(seen)
        for words in ("margins are clear", "social worker", "geneticist", "Letrozole", "performance status"):
            assert words in whole
        for _ in range(45):
            await pilot.press("k")
        assert body.scroll_offset.y == 0


@pytest.mark.parametrize(("size", "clause"), [((80, 24), False), ((100, 30), True), ((120, 40), True)])
async def test_a_high_window_tells_the_clause_in_which_the_words_stand(size: tuple[int, int], clause: bool) -> None:
    binder = TwoDoctors()
    a, b = "I would have her operated on within four weeks at the latest", "She can be treated in two weeks from now"
    made = [replace(d, a_said=a, b_said=b) if d.a_value == "28 days" else d for d in two_opinions().differences]
    binder.marked_in_stages = lambda a, b: iter(  # type: ignore[method-assign]
        [Marked(replace(two_opinions(a_record=a, b_record=b), differences=tuple(made)))]
    )
    app = app_with(binder)
    async with app.run_test(size=size) as pilot:
        await open_opinions(pilot)
        await pilot.press("M")
        await settled(pilot)
        detail = " ".join(app.screen.query_one("#opinions-detail", Lines).text.split())
        assert ("have her operated on" in detail) is clause and "28 days" in detail and "14 days" in detail
        assert ("treated in two weeks" in detail) is clause and "…" not in detail
