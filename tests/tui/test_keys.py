"""The user's own keys and settings: each line is checked and a mistake is named."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from binder.model.errors import Misused
from binder.tui.app import BinderApp
from binder.tui.commands import Command, Commanding
from binder.tui.keys import all_commands, checked_keymap, load_keymap
from binder.tui.screens.palette import INDENT, command_lines
from binder.tui.settings import Settings, load_settings
from tests.tui.test_app import app_with, settled
from tests.tui.test_unlock import screen_text

FORBIDDEN = {f"ctrl+{c}" for c in "basjhzo"} | {"\\", "[", "]", "@"}


async def test_a_command_answers_to_the_users_key_and_no_more_to_its_own(config: Path) -> None:
    (config / "binder").mkdir()
    (config / "binder" / "keys.toml").write_text('ShowTimeline = "t,f5"\nUndo = "U"\n')
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await settled(pilot)
        assert app.main is not None and app.main.view_name == "today"
        await pilot.press("t")
        await settled(pilot)
        assert app.main.view_name == "timeline"
        assert " U undo" in screen_text(app).split("\n")[-1]
        await pilot.press("1", "f5")
        await settled(pilot)
        assert app.main.view_name == "timeline"


@pytest.mark.parametrize(
    ("keymap", "said"),
    [
        ({"Undoo": "x"}, "did you mean Undo?"),
        ({"Undo": 5}, "needs its keys in quotes"),
        ({"Undo": ""}, "needs its keys in quotes"),
        ({"Undo": "control-x"}, "'control-x' for Undo is not a key"),
        ({"Undo": "x", "Lock": "x"}, "the key x is given to both Undo and Lock"),
    ],
)
def test_a_mistake_in_the_keymap_is_named(keymap: dict[str, object], said: str) -> None:
    from binder.tui.screens.main import MainScreen

    commands = {c.__name__: c for c in MainScreen.commands}
    with pytest.raises(Misused, match=r"^keys") as error:
        checked_keymap(keymap, commands, "keys.toml")
    assert said in str(error.value)


@pytest.mark.parametrize("key", ["x", "?", "question_mark", "space", "ctrl+x", "f2", "pageup", "shift+tab", "é"])
def test_keys_are_written_as_textual_names_them(key: str) -> None:
    from binder.tui.screens.main_commands import Undo

    assert checked_keymap({"Undo": key}, {"Undo": Undo}, "keys.toml") == {"Undo": key}


def test_a_file_that_is_not_toml_is_one_sentence(config: Path) -> None:
    (config / "binder").mkdir()
    (config / "binder" / "keys.toml").write_text("Undo = = x")
    with pytest.raises(Misused, match="Correct the file or take it away"):
        load_keymap()


@pytest.mark.parametrize(
    ("text", "said"),
    [("colour = 1", "no setting named 'colour'"), ("lock_after_minutes = 'soon'", "a number of minutes")],
)
def test_a_mistake_in_the_settings_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(Misused) as error:
        load_settings(tmp_path / "settings.toml")
    assert said in str(error.value)


def test_settings_have_sensible_defaults(config: Path) -> None:
    assert load_settings() == Settings(lock_after_minutes=10)


def test_every_command_has_its_own_name_words_and_sentence() -> None:
    commands = all_commands()
    for name, command in commands.items():
        assert command.__doc__, name
        assert command.help().endswith("."), name
        assert command.text, name
    assert len({id(c) for c in commands.values()}) == len(commands)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_in_help_every_command_stands_in_its_columns_and_no_word_of_it_is_cut_off(width: int) -> None:
    app = BinderApp(Path("x.binder"), keymap={})
    for command in all_commands().values():
        lines = help_lines(app, command, width)
        assert lines[0][8:10] == "  " and lines[0][INDENT - 1] == " " and lines[0][INDENT] != " ", lines[0]
        assert all(cell_len(line) <= width - 2 for line in lines), lines
        assert " ".join(" ".join(line[INDENT:] for line in lines).split()) == command.help()


def test_in_help_a_key_of_the_users_that_is_longer_than_its_column_cuts_nothing_off() -> None:
    app = BinderApp(Path("x.binder"), keymap={"PutAsidePerson": "ctrl+shift+pagedown"})
    command = all_commands()["PutAsidePerson"]
    lines = help_lines(app, command, 80)
    assert "pagedown" in lines[0].lower() and all(cell_len(line) <= 78 for line in lines)
    assert " ".join(" ".join(lines).split()).endswith(command.help())


def help_lines(app: BinderApp, command: type[Command], width: int) -> list[str]:
    """The rows of a command in `?` and `:`."""

    class Anywhere(Commanding):
        def why_not(self, command: type[Command]) -> str | None:
            return None

    screen = SimpleNamespace(app=app)
    rows = command_lines(screen, Anywhere(), command, width)  # type: ignore[arg-type]
    return ["".join(words for words, _ in pieces) for _, pieces in rows]


def test_no_command_sits_on_a_key_that_terminals_and_multiplexers_take() -> None:
    for name, command in all_commands().items():
        if not name.startswith(("Wish",)):
            assert not FORBIDDEN & set(command.keys.split(",")), name


def test_an_unknown_theme_is_no_reason_not_to_start() -> None:
    app = BinderApp(Path("x.binder"), settings=Settings(theme="no such theme"), keymap={})
    assert app.theme in app.available_themes
