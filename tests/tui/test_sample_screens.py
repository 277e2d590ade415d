"""The record, checklist and review screens over the real sample binder: real file, real reading, real pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.checklist import ItemState
from binder.model.kinds import Kind
from binder.model.record import Record, RecordState
from binder.sample import make
from binder.tui.app import BinderApp
from binder.tui.screens.record import RecordView
from binder.tui.widgets.picture import PictureView
from tests.tui.cabinet import screen_text, settle_down, status, type_words


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample binder in a file; every test here leaves it changed as a user would."""
    path = tmp_path_factory.mktemp("sample") / "sample.binder"
    make(path, passphrase="sample").close()
    return path


@pytest.fixture
def binder(sample: Path) -> Iterator[Binder]:
    with Binder.open(sample, passphrase="sample") as opened:
        yield opened


def app_on(binder: Binder) -> BinderApp:
    return BinderApp(binder.path, binder=binder, keymap={})


def first(binder: Binder, kind: Kind) -> Record:
    return next(r for r in binder.rows(i for i, _ in binder.ids()) if r.kind is kind)


async def test_every_record_opens_and_shows_its_name(binder: Binder) -> None:
    app = app_on(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        for record_id, _ in binder.ids():
            app.open_record(record_id)
            await settle_down(pilot)
            assert app.screen.query_one(RecordView).opened.record.id == record_id  # type: ignore[union-attr]
            assert (
                f"{record_id} · " in screen_text(app, "#record-head")
                or app.screen.query_one(RecordView).tab == "picture"
            )


async def test_every_fact_of_the_newest_blood_count_opens_at_its_own_words(binder: Binder) -> None:
    record = binder.record(next(r.id for r in binder.rows(i for i, _ in binder.ids()) if r.kind is Kind.LAB_REPORT))
    assert record.filing.facts
    app = app_on(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        for fact in record.filing.facts:
            app.open_record(record.id, fact.citation)
            await settle_down(pilot)
            page, line, text = app.screen.query_one(RecordView).text.cursor_line
            assert (page, line) == (fact.citation.page, fact.citation.line)
            assert fact.citation.holds(text) and "no longer" not in status(app)


async def test_the_scan_is_drawn_slice_by_slice_in_other_windows(binder: Binder) -> None:
    scan = first(binder, Kind.IMAGING_STUDY)
    app = app_on(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(scan.id)
        picture = app.screen.query_one
        await settle_down(pilot, lambda: picture(PictureView).picture is not None)
        before = picture(PictureView).picture
        await pilot.press("right", "w", "w")
        await settle_down(pilot)
        after = picture(PictureView).picture
        assert before is not None and after is not None and before.grey != after.grey
        assert "slice 13 of 24 · lung" in screen_text(app) and "not for diagnosis" in screen_text(app)


async def test_a_report_page_is_drawn_too(binder: Binder) -> None:
    report = first(binder, Kind.PATHOLOGY_REPORT)
    app = app_on(binder)
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_record(report.id)
        await settle_down(pilot)
        await pilot.press("p")
        await settle_down(pilot, lambda: app.screen.query_one(PictureView).picture is not None)
        assert "page 1 of" in screen_text(app)


async def test_the_locked_letter_says_that_a_wrong_password_does_not_open_it(binder: Binder) -> None:
    locked = next(r for r in binder.rows(i for i, _ in binder.ids()) if r.state is RecordState.UNREADABLE)
    app = app_on(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(locked.id)
        await settle_down(pilot)
        await pilot.press("P")
        await settle_down(pilot)
        await type_words(pilot, "surely not this")
        await settle_down(pilot)
        assert "password" in status(app).casefold() and binder.record(locked.id).state is RecordState.UNREADABLE


async def test_the_medication_list_is_accepted_by_space_and_enter_and_undone(binder: Binder) -> None:
    proposed = first(binder, Kind.MEDICATION_LIST)
    app = app_on(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "medication-list")
        await settle_down(pilot)
        await pilot.press("space", "enter")
        await settle_down(pilot)
        item = binder.item("medication-list")
        assert item.state is ItemState.RECEIVED and [r.record for r in item.receipts] == [proposed.id]
        await pilot.press("u")
        await settle_down(pilot)
        assert binder.item("medication-list").state is ItemState.WANTED


async def test_the_whole_queue_is_settled_by_enters(binder: Binder) -> None:
    waiting = [record.id for record in binder.review_queue()]
    assert waiting
    app = app_on(binder)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("review")
        await settle_down(pilot)
        for _ in waiting:
            await pilot.press("enter")
            await settle_down(pilot)
            if app.main is not None and app.main.prompt.asking:  # the document of another person: Enter says no
                await pilot.press("enter")
                await settle_down(pilot)
                assert "Gerald" in screen_text(app)
                assert any("another person" in record.reason for record in binder.review_queue()), (
                    "not filed by Enter alone"
                )
                await pilot.press("x")
                await settle_down(pilot)
        assert binder.review_queue() == [] and "Nothing waits for review" in screen_text(app)
