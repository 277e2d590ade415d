"""The long list: only what is seen is asked for, and a cursor move draws two lines."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from binder.tui.styles import style_paths
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList


class CountedRows:
    """So many rows made up on demand; counts the lines that were drawn."""

    def __init__(self, count: int) -> None:
        self.count, self.drawn, self.asked = count, 0, set[int]()

    def __len__(self) -> int:
        return self.count

    def key(self, index: int) -> str:
        return f"k{index}"

    def prepare(self, start: int, stop: int) -> None:
        self.asked.update(range(start, stop))

    def line(self, index: int, width: int) -> Pieces:
        self.drawn += 1
        return [(f"row {index}", "")]

    def find(self, key: str) -> int | None:
        return int(key[1:]) if key.startswith("k") and int(key[1:]) < self.count else None


class ListApp(App[None]):
    CSS_PATH = style_paths()  # type: ignore[assignment]

    def __init__(self, rows: object) -> None:
        super().__init__()
        self.list = RecordList(rows, empty="Nothing here.")  # type: ignore[arg-type]
        self.heard: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.show(self.list.rows)
        self.list.focus()

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        self.heard.append(("highlighted", event.key))

    def on_record_list_selected(self, event: RecordList.Selected) -> None:
        self.heard.append(("selected", event.key))

    def seen(self) -> list[str]:
        return [self.list.render_line(y).text.strip() for y in range(self.list.size.height)]


async def test_a_hundred_thousand_rows_are_never_all_asked_for() -> None:
    rows = CountedRows(100_000)
    app = ListApp(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        assert app.list.key == "k99999"
        assert app.seen()[-1] == "▌row 99999"
        await pilot.press("g")
        assert app.list.key == "k0"
    assert len(rows.asked) < 200


async def test_moving_the_cursor_draws_two_lines() -> None:
    rows = CountedRows(1_000)
    app = ListApp(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        rows.drawn = 0
        await pilot.press("down")
        await pilot.pause()
        assert app.list.key == "k2"
        assert rows.drawn == 2


async def test_at_the_edge_the_list_jumps_half_a_page() -> None:
    app = ListApp(CountedRows(100))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press(*["down"] * 19)
        assert app.list.scroll_offset.y == 0
        await pilot.press("down")
        await pilot.pause()
        assert app.list.key == "k20"
        assert app.list.scroll_offset.y == 10


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["j", "j", "k"], 1),
        (["ctrl+d"], 10),
        (["ctrl+d", "ctrl+u"], 0),
        (["pagedown"], 19),
        (["pagedown", "pageup"], 0),
        (["end"], 99),
        (["G", "home"], 0),
        (["k"], 0),
        (["G", "j"], 99),
    ],
)
async def test_keys_move_the_cursor(keys: list[str], row: int) -> None:
    app = ListApp(CountedRows(100))
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.list.key == f"k{row}"
        assert any(line == f"▌row {row}" for line in app.seen())


async def test_the_cursor_passes_over_headings_and_takes_an_item_of_several_lines_as_one() -> None:
    lines = [
        ("", [("March", "heading")]),
        ("a", [("first", "")]),
        ("a", [("  more", "dim")]),
        ("", []),
        ("b", [("second", "")]),
    ]
    app = ListApp(ListRows(lines))
    async with app.run_test() as pilot:
        assert app.list.key == "a"
        assert app.seen()[1:3] == ["▌first", "▌  more"]
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.list.key == "b"
        assert ("selected", "b") in app.heard
        await pilot.press("k")
        assert app.list.key == "a"


async def test_the_cursor_stays_on_its_item_when_other_rows_are_shown() -> None:
    lines = [(key, [(key, "")]) for key in "abcdef"]
    app = ListApp(ListRows(lines))
    async with app.run_test() as pilot:
        await pilot.press("j", "j", "j")
        app.list.show(ListRows(lines[2:]))
        assert app.list.key == "d"
        app.list.show(ListRows([line for line in lines if line[0] != "d"]))
        assert app.list.key == "c" or app.list.key == "e" or app.list.key == "b"
        app.list.show(ListRows([]))
        assert app.list.key == ""
        await pilot.pause()
        assert "Nothing here." in app.seen()[1]


async def test_text_of_a_row_cannot_act_on_the_terminal_nor_leave_its_line() -> None:
    app = ListApp(ListRows([("a", [("\x1b[2J\x1b]0;gotcha\x07red\u202etxt [bold]x[/bold]", "warn")])]))
    async with app.run_test(size=(60, 10)):
        line = app.list.render_line(0)
        assert line.cell_length == 60
        assert not any(ord(c) < 32 or c in "\x1b\x07\u202e" for c in line.text)
        assert "[bold]x[/bold]" in line.text


async def test_wide_characters_are_cut_by_cells() -> None:
    app = ListApp(ListRows([("a", [("検査" * 40, ""), ("never seen", "")])]))
    async with app.run_test(size=(61, 10)):
        line = app.list.render_line(0)
        assert line.cell_length == 61
        assert "…" in line.text and "never" not in line.text
