"""A binder of every format there ever was opens for ever: the files in frozen/ are never made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from binder.model.checklist import ItemState
from binder.model.kinds import Kind
from binder.vault import Vault, check, schema

from .frozen.make import LETTER, PASSPHRASE, SLICE

FROZEN = sorted((Path(__file__).parent / "frozen").glob("version-*.frozen"))


def test_the_first_format_is_among_them() -> None:
    assert "version-1" in [path.stem for path in FROZEN]


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.stem)
def test_a_frozen_binder_opens_and_says_what_it_always_said(frozen: Path, path: Path) -> None:
    shutil.copyfile(frozen, path)
    with Vault.open(path, passphrase=PASSPHRASE) as vault:
        assert check(vault) == []
        letter = vault.records.get("R1")
        assert (letter.title, letter.kind, letter.date, letter.opinion) == (
            "Opinion of Dr. Harbor", Kind.SECOND_OPINION, "2026-03-13", 2,
        )  # fmt: skip
        assert b"".join(vault.records.original("R1")) == LETTER
        assert [fact.value for fact in letter.filing.facts] == ["IIA"]
        assert letter.filing.date_basis is not None and letter.filing.date_basis.citation is not None
        assert letter.filing.date_basis.citation.quote == "March 13, 2026"
        assert letter.filing.patient is not None and letter.filing.patient.name == "Rosa Example"
        study = vault.records.study("R2")
        assert study.expected == 24 and b"".join(vault.records.instance_data("R2", "2.25.7.1", 0)[1]) == SLICE
        assert [hit.record for hit in vault.pages.search("surgery weeks")] == ["R1"]
        (item,) = vault.checklist.items()
        assert item.state is ItemState.RECEIVED and item.receipts[0].record == "R1"
        assert vault.meta("patient.name") == "Rosa Example"
        kept = [] if frozen.stem == "version-1" else ["How sure is the stage?"]
        assert [question.text for question in vault.questions.all()] == kept
        assert vault.events.recent(1)[0].actor == "nora" or len(schema.MIGRATIONS) > 1
        undone = vault.events.undo()
        assert undone is not None and undone.summary == "Retitled"
        assert vault.records.row("R1").title == "Second opinion, Lakeside"
