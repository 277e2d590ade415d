"""A binder with the opinions of two made-up doctors, and how their screen is opened and waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from binder.comparison.matrix import matrix
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.opinion import Marked, Matrix
from binder.tui.app import BinderApp
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
