"""A real binder without documents for the screens of the chase: a place to ask, and days counted from today."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

from textual.pilot import Pilot

from binder.binder import Binder
from binder.model.checklist import Need
from binder.model.people import Channel, Contact, Department, DepartmentKind, Organization
from binder.model.request import Request
from binder.tui.app import BinderApp
from binder.tui.widgets.line_input import LineInput
from tests.tui.cabinet import settle_down
from tests.tui.stand_in import StandIn

PHONE = "555-010-0158"


def day(days: int) -> str:
    """ISO date of so many days from now; negative: ago."""
    return (date.today() + timedelta(days)).isoformat()


def a_place(binder: Binder, name: str = "Saltmarsh Imaging", kind: DepartmentKind = DepartmentKind.RADIOLOGY) -> str:
    """A place with one desk; its id."""
    desk = Department(kind, contact=Contact(PHONE, "555-010-0159"))
    return binder.save_organization(Organization(name, departments=(desk,))).id


def asked(binder: Binder, place: str, sent: int | None, item: str = "imaging-ct") -> Request:
    """A request for the images of an item, sent so many days ago."""
    made = binder.make_request(place, DepartmentKind.RADIOLOGY, [(item, Need.IMAGES)])
    return binder.send_request(made.id, day(-sent), Channel.FAX)[0] if sent is not None else made


@asynccontextmanager
async def shown(
    binder: Binder | StandIn, view: str, place: object = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[BinderApp, Pilot[Any]]]:
    """The app on a view; the binder stays open afterwards, to be looked at."""
    app = BinderApp(binder.path, binder=binder, keymap={})  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await settle_down(pilot)
        if app.main is not None:
            await app.main.show(view, place)
        await settle_down(pilot)
        yield app, pilot
        app._binder = None  # what the test looks at afterwards stays open


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after another, each carried out before the next."""
    for key in keys:
        await pilot.press(key)
        await settle_down(pilot)


async def write(pilot: Pilot[Any], words: str) -> None:
    """Write words over what stands in the line, and Enter."""
    for _ in range(300):
        line = pilot.app.screen.focused
        if isinstance(line, LineInput):
            break
        await asyncio.sleep(0.01)
    assert isinstance(line, LineInput), "no question is asked"
    line.value = words
    await press(pilot, "enter")
