"""A small binder in memory for the record, checklist and review screens: papers, a scan, a checklist; no file."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from binder.binder import ChecklistLine
from binder.chase import proposals, receive, set_state, starting_items, status_words
from binder.chase.review import in_review
from binder.filing import left_open
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.citation import Citation
from binder.model.document import Document, Page, Picture
from binder.model.errors import BinderError, Unreadable
from binder.model.kinds import Kind
from binder.model.record import (
    DateFound,
    DateRole,
    Fact,
    FactType,
    Filing,
    Person,
    Precision,
    Record,
    RecordState,
)
from binder.model.study import Instance, Series, Study
from binder.tui.app import BinderApp
from binder.tui.widgets.line_input import LineInput
from binder.verbs.requests import RequestLine
from tests.tui.stand_in import StandIn

PATIENT = Person("Anna Beispiel", "1961-05-04", "000123", "patient")
LAB_TEXT = (
    "               RIVERSIDE LABORATORY",
    "Patient: Anna Beispiel          Born: 05/04/1961",
    "",
    "Collected: 02/14/2026 08:12     Reported: 02/15/2026",
    "",
    "COMPLETE BLOOD COUNT        Result    Flag   Unit       Range",
    "White cells                 6.1              10*3/uL    4.0-11.0",
    "Hemoglobin                  11.2      L      g/dL       12.0-16.0",
    "Platelets                   118       L      10*3/uL    150-400",
    "",
    "Platelets below the range on this day; the sample was checked for clots and none were seen under the microscope.",
)


def cite(lines: Iterable[str], line: int, words: str, page: int = 1, record: str = "") -> Citation:
    """The place of words on a line."""
    at = list(lines)[line - 1].index(words)
    return Citation(page, line, at, at + len(words), words, record)


def lab(name: str, value: str, line: int, **more: str) -> Fact:
    return Fact(FactType.LAB, name, value, cite(LAB_TEXT, line, name), **more)


def found(value: str, role: DateRole, line: int, words: str, text: Iterable[str], other: str = "") -> DateFound:
    return DateFound(value, role, cite(text, line, words), Precision.DAY, other)


COLLECTED = found("2026-02-14", DateRole.COLLECTED, 4, "02/14/2026", LAB_TEXT)
LAB_RECORD = Record(
    "R1",
    "cbc_feb.pdf",
    Filing(
        Kind.LAB_REPORT,
        0.95,
        ("COMPLETE BLOOD COUNT",),
        "Complete blood count",
        "2026-02-14",
        Precision.DAY,
        COLLECTED,
        0.97,
        (COLLECTED, found("2026-02-15", DateRole.REPORTED, 4, "02/15/2026", LAB_TEXT)),
        PATIENT,
        "Dr. Iris Lund",
        "Riverside Laboratory",
        facts=(
            lab("White cells", "6.1", 7, unit="10*3/uL", low="4.0", high="11.0"),
            lab("Hemoglobin", "11.2", 8, unit="g/dL", low="12.0", high="16.0", flag="L"),
            lab("Platelets", "118", 9, unit="10*3/uL", low="150", high="400", flag="L"),
        ),
    ),
    media_type="application/pdf",
    source="portal.zip > cbc_feb.pdf",
    size=84_000,
    pages=1,
    pictures=1,
    sha256="ab" * 32,
)
LETTER_TEXT = (
    "Valley Oncology",
    "03/04/2026",
    "Dear Dr. Reyes,",
    "Thank you for referring Anna Beispiel, whom I saw in consultation today.",
    "I recommend that the pathology slides be read again.",
)
LETTER_DATE = found("2026-03-04", DateRole.LETTER, 2, "03/04/2026", LETTER_TEXT, "2026-04-03")


def letter(number: int, state: RecordState = RecordState.NEEDS_REVIEW) -> Record:
    """A letter whose date can be read two ways."""
    filing = Filing(
        Kind.CONSULT_NOTE,
        0.5,
        ("in consultation",),
        f"Consultation {number}",
        "2026-03-04",
        Precision.DAY,
        LETTER_DATE,
        0.5,
        (LETTER_DATE,),
        PATIENT,
        "Dr. Ada Okafor",
        "Valley Oncology",
        doubts=("Its date 03/04/2026 can be read as 4 March or 3 April 2026.",),
    )
    return Record(f"R{number}", f"scan{number:04}.pdf", filing, state, "application/pdf", pages=1, size=20_000)


PATHOLOGY = Record(
    "R7",
    "path.pdf",
    Filing(Kind.PATHOLOGY_REPORT, 0.9, title="Surgical pathology", date="2026-01-12", date_precision=Precision.DAY),
    pages=2,
    size=120_000,
)
LOCKED = Record(
    "R8",
    "locked.pdf",
    Filing(),
    RecordState.UNREADABLE,
    "application/pdf",
    size=30_000,
    reason="It is locked with a password: give the password to read it.",
)


def instance(series: str, number: int, modality: str) -> Instance:
    uid = f"1.2.3.{series}.{number}"
    return Instance(uid, "1.2.840.10008.5.1.4.1.1.2", "1.2.3", series, modality=modality, instance_number=number,
                    rows=64, columns=64, has_pixels=True)  # fmt: skip


STUDY = Study(
    "1.2.3",
    "2026-01-20",
    "CT chest and abdomen",
    "A77",
    "BEISPIEL^ANNA",
    "000123",
    "1961-05-04",
    "Riverside Imaging",
    (
        Series("s1", 1, "CT", "Scout", (instance("s1", 1, "CT"),)),
        Series("s2", 2, "CT", "Axial 5 mm", tuple(instance("s2", n, "CT") for n in range(1, 25))),
        Series("s3", 3, "SR", "Dose report", (replace(instance("s3", 1, "SR"), has_pixels=False),)),
    ),
)
SCAN = Record(
    "R9",
    "disc",
    Filing(Kind.IMAGING_STUDY, 1.0, title="CT chest and abdomen", date="2026-01-20", date_precision=Precision.DAY),
    media_type="application/dicom",
    study_uid="1.2.3",
    instances=26,
    expected=30,
    size=13_400_000,
    pictures=25,
    diagnostic=True,
    tags=(("Modality", "CT"), ("StudyDescription", "CT chest and abdomen")),
)


class Cabinet(StandIn):
    """A binder with a lab report, letters to review, a pathology report, a locked file and a scan."""

    def __init__(self, records: Iterable[Record] | None = None) -> None:
        standing = [LAB_RECORD, letter(2), letter(3), letter(4), PATHOLOGY, LOCKED, SCAN]
        super().__init__(standing if records is None else records)
        self.items: dict[str, ChecklistItem] = {item.id: item for item in starting_items()}
        self.drawn: list[tuple[str, int, str | None, tuple[float, float] | None]] = []
        self.history: list[tuple[str, dict[str, Record], dict[str, ChecklistItem]]] = []

    def _remember(self, words: str) -> None:
        self.history.append((words, dict(self.by_id), dict(self.items)))

    def undo(self) -> str | None:
        if not self.history:
            return None
        words, self.by_id, self.items = self.history.pop()
        return words

    def document(self, record_id: str) -> Document:
        lines = {"R1": LAB_TEXT, "R2": LETTER_TEXT, "R3": LETTER_TEXT, "R4": LETTER_TEXT}.get(record_id, ())
        pages = (Page(1, lines),) if lines else ()
        return Document(self.by_id[record_id].name, "application/pdf", pages)

    def study(self, record_id: str) -> Study:
        return STUDY

    def picture(
        self,
        record_id: str,
        number: int = 1,
        *,
        width: int,
        height: int,
        window: tuple[float, float] | None = None,
        series: str | None = None,
    ) -> Picture:
        self.drawn.append((record_id, number, series, window))
        side = min(width, height)
        grey = bytearray()
        for y in range(side):
            for x in range(side):
                far = math.hypot(x - side / 2, y - side / 2) / (side / 2)
                grey.append(0 if far > 0.95 else int(90 + 60 * math.cos(x / 5 + number) * math.cos(y / 7)))
        return Picture(side, side, bytes(grey), f"window {window[0]:g}/{window[1]:g}" if window else "")

    def settle(self, record_id: str, *, kind: Any = None, date: Any = None, title: Any = None) -> Record:
        record = self.by_id[record_id]
        self._remember(f"{record.title}: settled")
        changes: dict[str, Any] = {"doubts": ()}
        if kind is not None:
            changes["kind"] = kind
        if title is not None:
            changes["title"] = title
        if isinstance(date, DateFound):
            changes |= {"date": date.value, "date_basis": date}
        elif date is not None:
            if len(date) not in (4, 7, 10):
                raise BinderError(f"{date!r} is no date: write it as 2026-03-13, 2026-03 or 2026.")
            changes |= {"date": date, "date_basis": None, "date_confidence": 1.0}
        changed = replace(record.filed_as(**changes), state=RecordState.FILED, reason="")
        self.by_id[record_id] = changed
        return changed

    def correct(self, record_id: str, *, kind: Any = None, date: Any = None, title: Any = None) -> Record:
        before = self.by_id[record_id]
        doubts = left_open(before.filing.doubts, kind=kind is not None, date=date is not None)
        changed = self.settle(record_id, kind=kind, date=date, title=title)
        if doubts:
            changed = replace(changed.filed_as(doubts=doubts), state=before.state, reason="; ".join(doubts))
            self.by_id[record_id] = changed
        return changed

    def trash(self, record_id: str) -> Record:
        self._remember(f"{self.by_id[record_id].title}: put aside")
        self.by_id[record_id] = replace(self.by_id[record_id], state=RecordState.TRASHED)
        return self.by_id[record_id]

    def reread(self, record_id: str, password: str) -> Record:
        if password != "open sesame":
            raise Unreadable("The password does not open it: try another.", needs_password=True)
        self.by_id[record_id] = replace(self.by_id[record_id], state=RecordState.FILED, reason="")
        return self.by_id[record_id]

    def checklist(self) -> list[ChecklistLine]:
        items, records = list(self.items.values()), list(self.by_id.values())
        offered = proposals(items, records)
        return [
            ChecklistLine(
                i,
                tuple(p for p in offered if p.item == i.id),
                status_words(i, offered, records),
                tuple(record.id for record in in_review(i, records, PATIENT)),
            )
            for i in items
        ]

    def receive(
        self,
        item_id: str,
        *,
        need: Need | None = None,
        on: str = "",
        what: str = "",
        record: str = "",
        request: str | None = None,
    ) -> ChecklistItem:
        changed = receive(self.items[item_id], need or self.items[item_id].missing[0], on, what, record)
        self._remember(f"{changed.title}: received")
        self.items[item_id] = changed
        return changed

    def requests(self) -> list[RequestLine]:
        return []

    def set_item_state(self, item_id: str, state: ItemState, note: str = "", *, on: str = "") -> ChecklistItem:
        changed = set_state(self.items[item_id], state, note)
        self._remember(f"{changed.title}: {state.label}")
        self.items[item_id] = replace(changed, requested_on=on) if state is ItemState.REQUESTED else changed
        return self.items[item_id]

    def add_item(self, title: str, needs: tuple[Need, ...] = (Need.REPORT,), why: str = "") -> ChecklistItem:
        item = ChecklistItem("own", title, needs, why=why, custom=True, group="yours", position=len(self.items))
        self._remember(f"{title}: added")
        self.items[item.id] = item
        return item


def app_with(cabinet: StandIn) -> BinderApp:
    """The app over a binder in memory."""
    return BinderApp(Path("test.binder"), binder=cabinet, keymap={})  # type: ignore[arg-type]


async def type_words(pilot: Pilot[Any], words: str) -> None:
    """Wait for the question, type words over what stands in the line, and Enter."""
    for _ in range(300):
        line = pilot.app.screen.focused
        if isinstance(line, LineInput):
            break
        await pilot.pause(0.01)
    assert isinstance(line, LineInput), "no question is asked"
    await pilot.press("ctrl+u")
    line.insert_text_at_cursor(words)
    await pilot.press("enter")
    await pilot.pause()


def screen_text(app: BinderApp, selector: str = "#views") -> str:
    """What is seen of a widget and of what it holds, as plain text."""
    region = app.screen.query_one(selector).region
    rows = [strip.text for strip in app.screen._compositor.render_strips()]
    return "\n".join(row[region.x : region.right].rstrip() for row in rows[region.y : region.bottom])


def status(app: BinderApp) -> str:
    """The status line."""
    assert app.main is not None
    return app.main.status.words


async def settle_down(pilot: Pilot[Any], until: Callable[[], bool] = lambda: True) -> None:
    """Let workers and threads finish, or come to a question, until something is so."""
    app = pilot.app
    assert isinstance(app, BinderApp)
    for _ in range(300):
        await pilot.pause()
        asking = app.main is not None and app.main.prompt.asking
        if (asking or all(worker.is_finished for worker in app.workers)) and until():
            break
        await asyncio.sleep(0.01)
    await pilot.pause()


if __name__ == "__main__":
    app_with(Cabinet()).run(mouse=False)
