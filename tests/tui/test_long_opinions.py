"""Long opinions: how they begin is shown first, the rest comes while one reads, and the place is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from binder.model.comparison import Axis, Verdict
from binder.model.opinion import Marked
from binder.tui.widgets.side_by_side import SideBySide
from tests.tui.test_unlock import screen_text
from tests.tui.two_doctors import TwoDoctors, app_with, open_opinions, settled
from tests.tui.two_opinions import two_opinions

pytestmark = pytest.mark.usefixtures("nothing_remembered")


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
            whole=False,
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
        if body is not None and body.layout_now.blocks and "not yet compared" in screen_text(pilot.app):
            return body
    raise AssertionError(screen_text(pilot.app))


async def test_it_begins_at_a_sure_difference_and_goes_to_the_treatment_when_the_rest_has_come() -> None:
    binder = LongOpinions()
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        body = await beginning_of(pilot)
        assert body.comparison is not None and body.current is not None
        assert body.comparison.differences[body.current].axis is Axis.DIAGNOSIS
        assert "· Diagnosis ·" in screen_text(app) and "grade 2" in screen_text(app)
        binder.go_on.set()
        await settled(pilot)
        assert "difference 4 of 5, sure · Treatment" in screen_text(app)


async def test_how_long_texts_begin_is_shown_while_the_rest_is_compared_and_the_place_is_kept() -> None:
    binder = LongOpinions()
    app = app_with(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        body = await beginning_of(pilot)
        assert len([b for b in body.layout_now.blocks if b.a]) == 4, "the beginning is there"
        await pilot.press("n", "n")
        await pilot.pause()
        held = body.block
        assert held is not None and body.current == 2 and "within 4 weeks" in held.a[0].text
        binder.go_on.set()
        await settled(pilot)
        assert len([b for b in body.layout_now.blocks if b.a]) > 4
        assert body.block is not None and body.block.a[0].text == held.a[0].text and body.current == 2
        top = body._first(body.cursor) - body.scroll_offset.y
        assert 0 <= top < body.size.height, "in sight, although the head has quotes now"
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
        held = body.block
        await pilot.press("s", "o", "o", "f", "c", "c")
        await settled(pilot)
        assert body.layout_now.mode.value == "side by side" and "by axis (o)" in screen_text(app)
        assert body.block is not None and held is not None and body.block.a == held.a and body.current == 3
