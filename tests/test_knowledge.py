"""The data files say what TOML says, however they are read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import binder.knowledge
from binder.knowledge import parse

FILES = sorted(Path(binder.knowledge.__file__).parent.rglob("*.toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_data_file_says_what_tomllib_reads_in_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert parse(text) == tomllib.loads(text)


def test_a_block_keeps_its_lines_and_stands_in_its_table() -> None:
    text = "one = '''\na | b\nc\n'''\n[two.three]\nfour = '''x'''\nfive = 5\n"
    assert parse(text) == {"one": "a | b\nc\n", "two": {"three": {"four": "x", "five": 5}}}


def test_what_is_not_toml_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        parse("one = '''\na\n'''\ntwo = \n")
