"""Opening says when the binder was last changed and by whom, so that an older copy put in its place is noticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.tui.app import BinderApp
from tests.tui.cabinet import status
from tests.tui.conftest import PASSPHRASE
from tests.tui.test_sharing import until


@pytest.mark.parametrize("view", ["today", "timeline"])
async def test_the_last_change_is_told_wherever_one_begins(
    family: Path, open_family: Callable[[], Binder], view: str
) -> None:
    with Binder.open(family, passphrase=PASSPHRASE, actor="jonas") as other:
        other.set_patient("Rosa Example", "1957-03-21")
    app = BinderApp(family, binder=open_family(), view=view)
    async with app.run_test(size=(80, 24)):
        await until(lambda: "Last change: 20" in status(app) and "by jonas" in status(app))
