"""What a reader does on the opinions screen, on a real binder: it is kept, shown beside binder's words, and undone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from binder.binder import Binder
from binder.model.comparison import Axis, Verdict
from binder.model.opinion import Form, Seen, Why
from binder.tui.app import BinderApp
from binder.tui.widgets.side_by_side import SideBySide
from tests.comparison.test_learned import POLYP_A, POLYP_B
from tests.tui.test_unlock import screen_text
from tests.tui.two_doctors import open_opinions, settled
from tests.verbs.conftest import FIRST, PASSPHRASE, SECOND, THIRD

pytestmark = pytest.mark.usefixtures("nothing_remembered")


@pytest.fixture(scope="module")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    path = folder / "three.binder"
    with Binder.create(path, PASSPHRASE, patient="Test Person", profile=1) as binder:
        for number, text in enumerate((FIRST, SECOND, THIRD), 1):
            (folder / f"letter {number}.txt").write_text(text)
            list(binder.add([folder / f"letter {number}.txt"], opinion=number))
    return path


@pytest.fixture
def app(_kept: Path, tmp_path: Path) -> BinderApp:
    path = Path(shutil.copy(_kept, tmp_path / "three.binder"))
    return BinderApp(path, binder=Binder.open(path, passphrase=PASSPHRASE, actor="Ana"))


async def until(pilot: Pilot[int], so: Callable[[], object]) -> None:
    for _ in range(400):
        if so():
            return
        await pilot.pause(0.02)
    raise AssertionError(screen_text(pilot.app))


async def answer(pilot: Pilot[int], question: str, *keys: str) -> None:
    """Wait for a question and answer it with keys."""

    def asked() -> bool:
        focused = pilot.app.screen.focused
        return question in screen_text(pilot.app) and focused is not None and (focused.id or "").startswith("prompt")

    await until(pilot, asked)
    await pilot.press(*keys)
    await pilot.pause()


def head_of(app: BinderApp) -> list[str]:
    """The rows in which the axes stand."""
    height = app.screen.query_one("#opinions-axes").size.height
    return screen_text(app).splitlines()[1 : 1 + height]


def block_with(body: SideBySide, words: str) -> int:
    for index, block in enumerate(body.layout_now.blocks):
        if any(words in passage.text for passage in (*block.a, *block.b)):
            return index
    raise AssertionError(words)


async def test_passages_are_taken_apart_and_u_takes_it_back(app: BinderApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("j")  # away from the difference it begins with
        body.go_to_block(block_with(body, "within 4 weeks"))
        await pilot.press("minus")
        await until(pilot, lambda: not body.layout_now.blocks[block_with(body, "within 4 weeks")].linked)
        await settled(pilot)
        seen = screen_text(app)
        assert "u takes it back" in seen and re.search(r"\+A\??÷", seen) and "÷ apart" in seen
        assert "taken apart by you from B" in seen and "(binder: paired)" in seen
        await pilot.press("u")
        await until(pilot, lambda: body.layout_now.blocks[block_with(body, "within 4 weeks")].linked)
        assert "÷" not in screen_text(app)


@pytest.mark.parametrize("moved", [False, True])
async def test_the_cursor_stays_on_the_row_that_was_mended(app: BinderApp, moved: bool) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        if moved:
            body.go_to_block(block_with(body, "Letrozole"))
        (here, *_), (there, *_) = body.layout_now.blocks[body.cursor].a, body.layout_now.blocks[body.cursor].b
        await pilot.press("minus")
        await until(pilot, lambda: not body.layout_now.blocks[block_with(body, here.text)].linked)
        await settled(pilot)
        assert body.block is not None and here in body.block.a and body.block.apart
        assert "taken apart by you from B" in screen_text(app)
        await pilot.press("plus")
        body.go_to_block(next(n for n, b in enumerate(body.layout_now.blocks) if there in b.b))
        await pilot.press("plus")
        await until(pilot, lambda: body.layout_now.blocks[block_with(body, here.text)].tied)
        await settled(pilot)
        assert body.block is not None and body.block.tied and here in body.block.a and there in body.block.b
        await pilot.press("u")
        await until(pilot, lambda: not body.layout_now.blocks[block_with(body, here.text)].tied)
        await settled(pilot)
        assert body.block is not None and body.block.apart and here in body.block.a


async def test_of_several_sentences_in_a_row_one_is_taken_out_and_the_others_stay(tmp_path: Path) -> None:
    with Binder.create(tmp_path / "two.binder", PASSPHRASE, patient="Test Person", profile=1) as binder:
        for number, text in enumerate((POLYP_A, POLYP_B), 1):
            (tmp_path / f"letter {number}.txt").write_text(text)
            list(binder.add([tmp_path / f"letter {number}.txt"], opinion=number))
    binder = Binder.open(tmp_path / "two.binder", passphrase=PASSPHRASE, actor="Ana")
    async with BinderApp(tmp_path / "two.binder", binder=binder).run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        both = block_with(body, "is the right way")
        assert both == block_with(body, "snare tip")
        body.go_to_block(both)
        await pilot.press("minus")
        await until(pilot, lambda: "Which sentence does not belong here?" in screen_text(pilot.app))
        await pilot.press("2")
        await until(pilot, lambda: block_with(body, "is the right way") != block_with(body, "snare tip"))
        assert body.layout_now.blocks[block_with(body, "is the right way")].linked
        assert not body.layout_now.blocks[block_with(body, "snare tip")].linked
        await settled(pilot)
        assert body.cursor == block_with(body, "snare tip"), "the cursor goes with what was taken out"


def rows_of(body: SideBySide) -> dict[str, tuple[str, str]]:
    """Every row by its first words: its words, and what the gutter shows but for what a person did there."""
    return {
        (block.a or block.b)[0].text: (" | ".join(p.text for p in (*block.a, *block.b)), block.mark.rstrip("&÷*"))
        for block in body.layout_now.blocks
    }


async def taken_apart(pilot: Pilot[int], body: SideBySide, words: str, *keys: str) -> None:
    """Go to the row with some words and take it apart; keys answer which sentence, where there are several."""
    body.go_to_block(block_with(body, words))
    marks = len(pilot.app.binder.marks())  # type: ignore[attr-defined]
    await pilot.press("minus")
    if keys:
        await answer(pilot, "Which sentence does not belong here?", *keys)
    await until(pilot, lambda: len(pilot.app.binder.marks()) > marks)  # type: ignore[attr-defined]
    await settled(pilot)


async def test_rows_are_mended_one_after_another_and_u_takes_each_back(tmp_path: Path) -> None:
    with Binder.create(tmp_path / "two.binder", PASSPHRASE, patient="Test Person", profile=1) as binder:
        for number, text in enumerate((POLYP_A, POLYP_B, THIRD), 1):
            (tmp_path / f"letter {number}.txt").write_text(text)
            list(binder.add([tmp_path / f"letter {number}.txt"], opinion=number))
    binder = Binder.open(tmp_path / "two.binder", passphrase=PASSPHRASE, actor="Ana")
    app = BinderApp(tmp_path / "two.binder", binder=binder)
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        seen = [rows_of(body)]
        both = body.layout_now.blocks[block_with(body, "is the right way")]
        here = (both.a or both.b)[0].text
        await taken_apart(pilot, body, "snare tip", "2")
        seen.append(rows_of(body))
        assert {k: v for k, v in seen[1].items() if k in seen[0] and k != here} == {
            k: v for k, v in seen[0].items() if k != here
        }, "no other row looks otherwise"
        other = next(b for b in body.layout_now.blocks if b.linked and not b.apart and len(b.a) == len(b.b) == 1)
        await taken_apart(pilot, body, other.a[0].text)
        seen.append(rows_of(body))
        body.go_to_block(block_with(body, other.a[0].text))
        await pilot.press("plus")
        await settled(pilot)
        body.go_to_block(block_with(body, "snare tip"))
        await pilot.press("plus")
        await until(pilot, lambda: body.layout_now.blocks[block_with(body, "snare tip")].tied)
        await settled(pilot)
        assert block_with(body, "snare tip") == block_with(body, other.a[0].text)
        seen.append(rows_of(body))
        await pilot.press("y")
        await answer(pilot, "Your verdict on which axis?", "t")
        await answer(pilot, "Treatment: you say", "n")
        await answer(pilot, "A note", *"asked her", "enter")
        await until(pilot, lambda: body.marked is not None and body.marked.verdicts)
        await settled(pilot)
        assert rows_of(body) == seen[-1], "a verdict of one's own changes no row"
        await pilot.press("u")
        await until(pilot, lambda: body.marked is not None and not body.marked.verdicts)
        for before in reversed(seen[:-1]):
            await pilot.press("u")
            await until(pilot, lambda before=before: rows_of(body) == before)
        assert not app.binder.marks()


async def test_a_question_stays_beside_its_passages_when_they_are_taken_apart(app: BinderApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("j")  # away from the difference it begins with
        body.go_to_block(block_with(body, "within 4 weeks"))
        await pilot.press("asterisk")
        await answer(pilot, "Ask which doctor?", "b")
        await answer(pilot, "Question:", "enter")
        await until(pilot, lambda: body.marked is not None and body.marked.questions)
        await settled(pilot)
        await taken_apart(pilot, body, "within 4 weeks")
        for words in ("within 4 weeks", "within 2 weeks"):
            row = body.layout_now.blocks[block_with(body, words)]
            assert not row.linked and row.mark.endswith("÷*"), row.mark
        assert "on the question list: Q1" in screen_text(app)
        await pilot.press("u")
        await until(pilot, lambda: body.layout_now.blocks[block_with(body, "within 4 weeks")].linked)
        assert body.marked is not None and body.marked.asked and not body.marked.unshown


async def test_passages_are_tied_in_two_steps(app: BinderApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        body.go_to_block(block_with(body, "within 4 weeks"))
        await pilot.press("minus")
        await until(pilot, lambda: app.binder.marks())
        await settled(pilot)
        body.go_to_block(block_with(body, "within 4 weeks"))
        await pilot.press("plus")
        await settled(pilot)
        assert "press +" in screen_text(app)
        body.go_to_block(block_with(body, "within 2 weeks"))
        await pilot.press("plus")
        await until(pilot, lambda: body.layout_now.blocks[block_with(body, "within 4 weeks")].tied)
        await settled(pilot)
        block = body.layout_now.blocks[block_with(body, "within 4 weeks")]
        assert "within 2 weeks" in block.b[0].text and "&" in block.mark
        body.go_to_block(block_with(body, "within 4 weeks"))
        await pilot.press("plus")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "Nothing was tied" in screen_text(app) and len(app.binder.marks()) == 1


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_verdict_of_ones_own_stands_beside_binders(app: BinderApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await open_opinions(pilot)
        await pilot.press("y")
        await answer(pilot, "Your verdict on which axis?", "s")
        await answer(pilot, "Staging: you say", "r")
        await answer(pilot, "Why do they differ?", "1")
        await answer(pilot, "A note", *"new scan", "enter")
        await until(pilot, lambda: app.binder.marks())
        await settled(pilot)
        (mark,) = app.binder.marks()
        assert (mark.axis, mark.verdict, mark.why) == (Axis.STAGING, Verdict.REFINED, Why.NEW_MATERIAL)
        assert mark.note == "new scan" and mark.machine == "different"
        seen = screen_text(app)
        assert ("you: ~ refined" if size[0] == 120 else "you:~") in seen and "≠" in seen
        await pilot.press("t")
        body = app.screen.query_one(SideBySide)
        await until(pilot, lambda: body.listing == "t")
        whole = " ".join("".join(run.text for run in row.runs) for row in body._list)
        assert "you: ~ refined" in whole and "scan" in whole


async def test_a_difference_goes_on_the_question_list(app: BinderApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        await pilot.press("S")
        await settled(pilot)
        at = body.current
        await pilot.press("asterisk")
        await answer(pilot, "Ask which doctor?", "b")
        await answer(pilot, "Question:", "enter")
        await until(pilot, lambda: body.marked is not None and body.marked.asked)
        await settled(pilot)
        assert body.current == at and "on the question list: Q1" in screen_text(app) and "*" in body.block.mark  # type: ignore[union-attr]
        await pilot.press("asterisk")
        await answer(pilot, "Ask which doctor?", "b")
        await answer(pilot, "Question:", "enter")
        await until(pilot, lambda: "asks the second doctor this already" in screen_text(app))


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (100, 30)])
async def test_while_a_question_is_written_the_head_stays_as_it_was(app: BinderApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await open_opinions(pilot)
        await pilot.press("S")
        await settled(pilot)
        before = head_of(app)
        await pilot.press("asterisk")
        await answer(pilot, "Ask which doctor?", "b")
        await settled(pilot)
        assert "Question:" in screen_text(app) and head_of(app) == before
        await pilot.press("escape")


async def test_a_sealed_opinion_is_not_shown_beside_another_until_it_is_unsealed(app: BinderApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        assert "IIB" in screen_text(app)
        await pilot.press("b")
        await answer(pilot, "Which opinion?", "2")
        await until(pilot, lambda: "is read blind" in screen_text(app))
        seen = " ".join(screen_text(app).split())
        assert "second read stays independent" in seen and "v chooses other opinions" in seen and "IIB" not in seen
        await pilot.press("t")
        await until(pilot, lambda: "ALL OPINIONS" in screen_text(app))
        assert "IIB" not in screen_text(app) and "sealed, read blind" in screen_text(app)
        app.data_changed()
        await settled(pilot)
        assert "ALL OPINIONS" in screen_text(app), "the table stays when something changed meanwhile"
        await pilot.press("escape")
        await until(pilot, lambda: "second read stays independent" in " ".join(screen_text(app).split()))
        await pilot.press("b")
        await answer(pilot, "Which opinion?", "2")
        await answer(pilot, "Unseal opinion 2?", "y")
        await until(pilot, lambda: "IIB" in screen_text(app))
        assert app.binder.events(1)[0].action == "unseal"


async def test_what_is_known_of_an_opinion_is_asked_one_by_one(app: BinderApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_opinions(pilot)
        await pilot.press("p")
        await answer(pilot, "Particulars of which opinion?", "2")
        await answer(pilot, "Whose opinion is it?", *(["backspace"] * 30), *"Dr. Lind", "enter")
        await answer(pilot, "How was it given?", "l")
        await answer(pilot, "Had the doctor seen", "y")
        await answer(pilot, "What did the doctor have", *"slides; CT", "enter")
        await until(pilot, lambda: app.binder.opinion(2).known)
        known = app.binder.opinion(2)
        assert (known.practitioner, known.form, known.seen_first) == ("Dr. Lind", Form.LETTER, Seen.YES)
        assert known.materials == ("slides", "CT")
        await until(pilot, lambda: "B  Dr. Lind" in screen_text(app))


async def test_find_goes_through_both_texts_and_esc_ends_it(app: BinderApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        body = await open_opinions(pilot)
        body.go_to_block(block_with(body, "within 4 weeks"))
        await pilot.press("minus")
        await until(pilot, lambda: app.binder.marks())
        await settled(pilot)
        body.go_to_block(0)
        for wanted in ("1 of 2", "2 of 2", "1 of 2"):
            await pilot.press("slash")
            typed = [] if body.find else list("WEEKS")
            await answer(pilot, "Find in both:", *typed, "enter")
            await until(pilot, lambda wanted=wanted: f"“WEEKS”: {wanted}" in screen_text(app))
            assert body.block is not None and "weeks" in (body.block.a or body.block.b)[0].text
        await pilot.press("slash")
        await answer(pilot, "Find in both:", *(["backspace"] * 9), *"zebra", "enter")
        await until(pilot, lambda: "“zebra” stands in no passage" in screen_text(app))
        await pilot.press("escape")
        await settled(pilot)
        assert not body.find and app.main is not None and app.main.view_name == "opinions"


async def test_it_is_written_to_a_file_that_is_asked_for(app: BinderApp, tmp_path: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("e")
        where = tmp_path / "two.md"
        await answer(pilot, "NOT encrypted", *(["backspace"] * 30), *str(where), "enter")
        await until(pilot, lambda: "It is not encrypted." in screen_text(app))
        assert "IIB" in where.read_text() and app.binder.events(1)[0].action == "export"


async def test_the_table_lays_every_doctor_beside_the_first(app: BinderApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await open_opinions(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "ALL OPINIONS" in screen_text(app))
        row = next(line for line in screen_text(app).split("\n") if "Sand" in line)
        assert "Okafor" in row and "Lindqvist" in row
        for size in ((80, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert "ALL OPINIONS" in screen_text(app)
        await pilot.press("n")
        await settled(pilot)
        assert "Esc goes back" in screen_text(app)
        await pilot.press("t")
        await settled(pilot)
        assert "ALL OPINIONS" not in screen_text(app)
