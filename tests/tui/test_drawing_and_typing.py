"""Keys that arrive all at once, as over a slow line or from a paste, do what they would do typed one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.binder import Binder
from tests.tui.conftest import PASSPHRASE
from tests.tui.terminal import app_in_terminal

pytestmark = pytest.mark.pty


def test_words_typed_right_behind_the_slash_are_searched_for(family: Path, config: Path) -> None:
    with app_in_terminal(family, config) as terminal:
        terminal.until("Passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.until("Test Person")
        terminal.type("2/slides\r")
        terminal.until("slides")
        terminal.read(quiet=0.5)
        assert "Find: slides" in terminal.text or "1 of 3" in terminal.text or "1 record" in terminal.text
        terminal.type("q")
        terminal.read()
    with Binder.open(family, passphrase=PASSPHRASE) as binder:
        assert not {event.action for event in binder.events(20)} & {"undo", "opinion", "state", "settle", "trash"}


def test_a_whole_dialogue_may_be_typed_ahead(family: Path, config: Path) -> None:
    with app_in_terminal(family, config) as terminal:
        terminal.until("Passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.until("Test Person")
        terminal.type("3jw")
        terminal.type("not needed, says Dr. Example\r")
        terminal.until("waived")
        terminal.read(quiet=0.5)
    with Binder.open(family, passphrase=PASSPHRASE) as binder:
        waived = [line.item for line in binder.checklist() if line.item.state.value == "waived"]
        assert [item.note for item in waived] == ["not needed, says Dr. Example"]


def test_moving_on_leaves_nothing_of_the_item_before_on_the_screen(family: Path, config: Path) -> None:
    """The words of an item are drawn again only where they changed; the terminal must still show all of them."""
    with app_in_terminal(family, config) as terminal:
        terminal.until("Passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.until("Test Person")
        terminal.type("3")
        terminal.until("Pathology report · needs report")
        terminal.type("j")
        terminal.until("Pathology glass slides · needs slides")
        terminal.read(quiet=0.5)
        partly = terminal.text
        terminal.resize(81, 24)  # everything is drawn anew
        terminal.read(quiet=0.7)
        terminal.resize(80, 24)
        terminal.read(quiet=0.7)
        assert partly == terminal.text
