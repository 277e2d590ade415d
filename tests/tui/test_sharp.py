"""Pictures drawn point by point, where the terminal can: what goes out is the picture, whole, once, and wiped after."""

from __future__ import annotations

import base64
import io
import random
import re

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.geometry import Region

from binder.model.document import Picture
from binder.tui import sharp
from binder.tui.sharp import GREYS, Sharp, Way
from binder.tui.widgets.picture import PictureView

RAMP = bytes(x for _ in range(14) for x in range(0, 240, 12))  # 20 by 14


def seen(sixel: str) -> tuple[int, int, list[list[int]]]:
    """Read Sixel as a terminal does: the size it declares, and the shade (0 to 100) of each point; -1 where none is."""
    found = re.fullmatch(r'\x1bP0;1;0q"1;1;(\d+);(\d+)(.*)\x1b\\', sixel, re.DOTALL)
    assert found is not None
    width, height, body = int(found[1]), int(found[2]), found[3]
    shades: dict[int, int] = {}
    points = [[-1] * width for _ in range(height)]
    x = top = color = 0
    for one in re.finditer(r"#(\d+);2;(\d+);\d+;\d+|#(\d+)|!(\d+)([?-~])|([?-~])|([$-])", body):
        if one[1]:
            shades[int(one[1])] = int(one[2])
        elif one[3]:
            color = int(one[3])
        elif one[7]:
            x, top = 0, top + 6 * (one[7] == "-")
        else:
            run = int(one[4] or 1)
            for bit in range(6):
                if (ord(one[5] or one[6]) - 63) >> bit & 1:
                    points[top + bit][x : x + run] = [shades[color]] * run
            x += run
    return width, height, points


def test_sixel_draws_every_point_in_its_grey() -> None:
    width, height, points = seen(sharp.sixel(RAMP, 20, 14))
    assert (width, height) == (20, 14)
    wanted = [[(grey * GREYS >> 8) * 100 // (GREYS - 1) for grey in RAMP[:20]]] * 14
    assert points == wanted


def test_kitty_is_sent_the_picture_itself_in_portions() -> None:
    noise = random.Random(7).randbytes(160 * 120)
    sent = sharp.kitty(noise, 160, 120, number=7, columns=20, rows=8)
    parts = re.findall(r"\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\", sent)
    assert parts[0][0] == "a=d,d=I,i=7,q=2" and parts[-1][0] == "a=p,U=1,i=7,c=20,r=8,q=2"
    chunks = parts[1:-1]
    assert chunks[0][0].startswith("a=t,f=100,i=7,q=2,m=1") and chunks[-1][0] == "m=0"
    assert all(len(data) <= 4096 for _, data in chunks)
    picture = Image.open(io.BytesIO(base64.b64decode("".join(data for _, data in chunks))))
    assert (picture.size, picture.tobytes()) == ((160, 120), noise)


def test_a_small_picture_stands_in_the_middle_of_black() -> None:
    assert sharp.centred(b"\x09", 1, 1, (3, 3)) == b"\0\0\0\0\x09\0\0\0\0"


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({"TERM": "xterm-kitty"}, Way.KITTY),
        ({"TERM": "xterm-ghostty"}, Way.KITTY),
        ({"TERM": "foot"}, Way.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Way.SIXEL),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "xterm-256color", "BINDER_PICTURES": "sixel"}, Way.SIXEL),
        ({"TERM": "xterm-kitty", "BINDER_PICTURES": "blocks"}, None),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, None),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "WezTerm"}, None),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, None),
        ({}, None),
    ],
)
def test_what_a_terminal_can_is_told_by_its_name_and_the_users_word(environ: dict[str, str], way: Way | None) -> None:
    assert sharp.known(environ) is way


class Looking(App[None]):
    def __init__(self, way: Way | None) -> None:
        super().__init__()
        self.way = way

    def compose(self) -> ComposeResult:
        view = PictureView()
        view.can = Sharp(self.way, 10, 20) if self.way else None
        view.sharp = view.can is not None
        yield view


async def test_sixel_goes_out_once_after_the_last_row_and_nothing_is_written_over_it() -> None:
    app = Looking(Way.SIXEL)
    async with app.run_test(size=(30, 10)) as pilot:
        view = app.query_one(PictureView)
        assert view.room == (300, 180)
        view.show(Picture(20, 14, RAMP), "slice 1 of 1")
        await app.workers.wait_for_complete()
        await pilot.pause()
        strips = view.render_lines(Region(0, 0, 30, 10))
        assert "preview, not for diagnosis" in strips[0].text
        assert all(not strip.text for strip in strips[1:9])
        sent = [segment.text for segment in strips[9] if "\x1bP" in segment.text]
        assert len(sent) == 1 and seen(sent[0][sent[0].index("\x1bP") :])[:2] == (300, 180)
        assert not any("\x1bP" in strip.text for strip in view.render_lines(Region(0, 0, 30, 1)))
        view.clear()
        assert all(strip.cell_length == 30 for strip in view.render_lines(Region(0, 0, 30, 10)))


async def test_kitty_shows_its_signs_in_the_colour_that_names_the_picture() -> None:
    app = Looking(Way.KITTY)
    async with app.run_test(size=(30, 10)) as pilot:
        view = app.query_one(PictureView)
        view.show(Picture(20, 14, RAMP), "slice 1 of 1")
        await app.workers.wait_for_complete()
        await pilot.pause()
        strips = view.render_lines(Region(0, 0, 30, 10))
        number = int(re.search(r"a=t,f=100,i=(\d+)", strips[1].text)[1])  # type: ignore[index]
        for row, strip in enumerate(strips[1:10]):
            (signs,) = [s for s in strip if s.text.startswith("\U0010eeee")]
            assert signs.text == sharp.placeholders(row, 30)
            assert signs.style is not None and signs.style.color is not None and signs.style.color.number == number


async def test_without_such_a_terminal_there_are_half_blocks() -> None:
    app = Looking(None)
    async with app.run_test(size=(30, 10)) as pilot:
        view = app.query_one(PictureView)
        assert view.room == (30, 18)
        view.show(Picture(20, 14, RAMP))
        await pilot.pause()
        text = "".join(strip.text for strip in view.render_lines(Region(0, 0, 30, 10)))
        assert "\x1b" not in text
