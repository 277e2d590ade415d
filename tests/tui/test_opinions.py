"""The opinions screen as a reader uses it: where do they differ, where does it stand, what was left out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from binder.comparison.matrix import matrix
from binder.model.citation import Citation
from binder.model.comparison import Axis, Tier, Verdict
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.opinion import Marked, Matrix
from binder.tui.app import BinderApp
from binder.tui.screens.opinions import OpinionsView
from binder.tui.widgets.opinion_passages import Side
from binder.tui.widgets.side_by_side import SideBySide
from tests.tui.stand_in import StandIn, record
from tests.tui.test_unlock import screen_text
from tests.tui.two_opinions import two_opinions


class TwoDoctors(StandIn):
    """A binder whose first two opinions are the two made-up ones."""

    def __init__(self, count: int = 2) -> None:
        kind = Kind.SECOND_OPINION
        super().__init__(
            replace(record(n, f"Opinion {n}", f"2026-03-{n:02}", kind), opinion=n) for n in range(1, count + 1)
        )
        self.asked: list[tuple[str, str]] = []

    def marked_in_stages(self, a: str, b: str) -> Iterator[Marked]:
        self.asked.append((a, b))
        if a == b:
            raise BinderError("These are the same record.")
        yield Marked(two_opinions(a_record=a, b_record=b))

    def matrix(self, base: str) -> Matrix:
        both = two_opinions(a_record=base)
        return matrix(both.a, [Marked(both)])


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    OpinionsView.remembered.clear()
    yield
    OpinionsView.remembered.clear()


async def settled(pilot: Pilot[int]) -> None:
    """Wait until nothing is being compared and the screen stays as it is."""
    before, same = "", 0
    for _ in range(500):
        await pilot.pause(0.01)
        working = any(w.group == "compare" and not w.is_finished for w in pilot.app.workers)
        now = screen_text(pilot.app)
        same = same + 1 if now == before and not working else 0
        if same == 3:
            return
        before = now
    raise AssertionError("the screen never came to rest")


async def open_opinions(pilot: Pilot[int]) -> SideBySide:
    """Show the opinions, and wait until they stand there or the screen says why not."""
    await pilot.press("4")
    for _ in range(1000):
        await pilot.pause(0.01)
        body = next(iter(pilot.app.screen.query(SideBySide)), None)
        if body is not None and (body.layout_now.blocks or pilot.app.screen.query("OpinionsView.-none")):
            break
    await settled(pilot)
    return pilot.app.screen.query_one(SideBySide)


async def asked(pilot: Pilot[int], words: str) -> None:
    """Wait until the question is on the screen and takes keys."""
    for _ in range(200):
        await pilot.pause(0.02)
        focused = pilot.app.screen.focused
        if words in screen_text(pilot.app) and focused is not None and focused.id == "prompt-keys":
            return
    raise AssertionError(f"never asked {words!r}")


def app_with(binder: StandIn | None = None) -> BinderApp:
    return BinderApp(Path("x.binder"), binder=binder or TwoDoctors())  # type: ignore[arg-type]


async def test_the_first_screen_says_on_which_axes_they_differ_with_quotes_where_there_is_room() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        seen = screen_text(app)
        for words in (
            "Diagnosis",
            "~ refined, in a detail",
            "≠ different",
            "“IIA” 1:5",
            "“IIB” 1:7",
            "It does not judge",
        ):
            assert words in seen


async def test_a_small_window_has_the_axes_in_one_line_and_the_passages_in_most_of_the_rest() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
        lines = screen_text(app).split("\n")
        assert "Diagnosis ~ refined   Staging ≠ differ   Treatment ≠ differ   Timing ≠ differ" in lines[2]
        assert "It does not judge" in screen_text(app)
        assert "= same" in lines[-3] and "≠ differ" in lines[-3] and "↑↓ moved" in lines[-3]
        assert body.size.height >= 14
        assert app.screen.focused is body, "the passages have the keyboard as soon as they stand there"
        assert "stacked, window under 110 columns" in screen_text(app)


async def test_n_visits_every_difference_once_also_those_that_are_perhaps_and_comes_round() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        assert "difference 1 of 5 (sure: 1 of 4)" in screen_text(app)
        visited = [body.current]
        for number in range(2, 6):
            await pilot.press("n")
            await settled(pilot)
            visited.append(body.current)
            assert f"difference {number} of 5" in screen_text(app)
        assert "(perhaps)" in screen_text(app)
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
        assert visited == [0, 1, 2, 3, 0, 3] and "difference 4 of 5 (sure: 4 of 4)" in screen_text(app)


async def test_n_goes_on_through_what_is_only_perhaps_where_nothing_is_sure() -> None:
    binder = TwoDoctors()
    unsure = [replace(d, tier=Tier.POSSIBLE) for d in two_opinions().differences]
    binder.marked_in_stages = lambda a, b: iter(  # type: ignore[method-assign]
        [Marked(replace(two_opinions(a_record=a, b_record=b), differences=tuple(unsure)))]
    )
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        assert "difference 1 of 5 (perhaps)" in screen_text(app)
        await pilot.press("full_stop")
        await settled(pilot)
        assert "No difference is sure; n goes through those that are perhaps." in screen_text(app)
        await pilot.press("n")
        await settled(pilot)
        assert "difference 2 of 5 (perhaps)" in screen_text(app)


async def test_a_difference_tells_its_values_and_its_rule() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("M")
        await settled(pilot)
        seen = screen_text(app)
        assert "A page 1 line 8 “4 weeks” = 28 days" in seen and "B line 8 “2 weeks” = 14 days" in seen
        assert "rule: when to start: both give a time for one step; not the same in days · Enter opens A" in seen


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
        await pilot.press("T")
        await settled(pilot)
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


async def test_m_shows_a_moved_passage_in_the_other_order_and_comes_back() -> None:
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("T")
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert body.order.value == "B's order" and "m goes back" in screen_text(app)
        await pilot.press("m")
        await settled(pilot)
        assert body.order.value == "A's order" and body.current == 3


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
        await pilot.press("T")
        await settled(pilot)
        top, shown = body.scroll_offset.y, body.marked
        await pilot.press("2")
        await settled(pilot)
        body = await open_opinions(pilot)
        assert (body.current, body.scroll_offset.y) == (3, top)
        assert body.marked is shown, "nothing was laid out again"


async def test_moving_down_to_the_end_and_up_again_shows_every_passage() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        body = await open_opinions(pilot)
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


class LongOpinions(TwoDoctors):
    """Two opinions of which the whole is compared only when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def marked_in_stages(self, a: str, b: str) -> Iterator[Marked]:
        whole = two_opinions(a_record=a, b_record=b)
        few = replace(
            whole,
            a_sentences=whole.a_sentences[:4],
            b_sentences=whole.b_sentences,
            axes=tuple(replace(x, verdict=Verdict.COULD_NOT_COMPARE) for x in whole.axes),
            links=whole.links[:4],
            differences=whole.differences[:3],
            only_a=(),
        )
        yield Marked(few)
        assert self.go_on.wait(60)
        yield Marked(whole)


async def beginning_of(pilot: Pilot[int]) -> SideBySide:
    """Show the opinions, and wait until how they begin stands there."""
    await pilot.press("4")
    for _ in range(1000):
        await pilot.pause(0.01)
        body = next(iter(pilot.app.screen.query(SideBySide)), None)
        if body is not None and body.layout_now.blocks and "not compared" in screen_text(pilot.app):
            return body
    raise AssertionError(screen_text(pilot.app))


async def test_it_begins_at_the_first_difference_of_the_first_axis_and_stays_there_while_the_rest_comes() -> None:
    binder = LongOpinions()
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        body = await beginning_of(pilot)
        assert body.comparison is not None and body.current is not None
        assert body.comparison.differences[body.current].axis is Axis.DIAGNOSIS
        assert "· Diagnosis ·" in screen_text(app) and "grade 2" in screen_text(app)
        binder.go_on.set()
        await settled(pilot)
        assert "difference 1 of 5 (sure: 1 of 4) · Diagnosis" in screen_text(app)


async def test_how_long_texts_begin_is_shown_while_the_rest_is_compared_and_the_place_is_kept() -> None:
    binder = LongOpinions()
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        body = await beginning_of(pilot)
        assert len([b for b in body.layout_now.blocks if b.a]) == 4, "the beginning is there"
        await pilot.press("n", "n")
        await pilot.pause()
        held, row = body.block, body._first(body.cursor) - body.scroll_offset.y
        assert held is not None and body.current == 2 and "within 4 weeks" in held.a[0].text
        binder.go_on.set()
        await settled(pilot)
        assert len([b for b in body.layout_now.blocks if b.a]) > 4
        assert body.block is not None and body.block.a[0].text == held.a[0].text and body.current == 2
        assert body._first(body.cursor) - body.scroll_offset.y == row, "on the same row of the screen"
        for size in ((120, 40), (60, 18), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert body.block is not None and body.block.a[0].text == held.a[0].text and body.current == 2
            assert "within 4" in screen_text(app)


async def test_many_passages_are_laid_out_aside_and_only_the_last_look_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binder.tui.widgets.opinion_body.AT_ONCE", 0)
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("T")
        await settled(pilot)
        held = body.block
        await pilot.press("s", "o", "o", "f", "c", "c")
        await settled(pilot)
        assert body.layout_now.mode.value == "side by side" and "by axis (o)" in screen_text(app)
        assert body.block is not None and held is not None and body.block.a == held.a and body.current == 3
