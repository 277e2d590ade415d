"""The check finds what is damaged, names the records, and finds nothing in a whole binder."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from binder.model.checklist import ChecklistItem, Need
from binder.model.document import Document, Page
from binder.model.errors import Damaged, WrongPassphrase
from binder.model.record import RecordState
from binder.vault import Damage, Vault, check

from .conftest import PHRASES, SLICE, ct_slice, lab_report, raw

LONG = bool(os.environ.get("BINDER_LONG_TESTS"))
PAGE = 4096


def fill(vault: Vault) -> None:
    """A small binder with everything in it."""
    noise = random.Random(7)
    with vault.batch():
        for number in range(6):
            filing, document, data = lab_report(number)
            vault.records.add(filing, document, data + noise.randbytes(90_000))
        for number in range(4):
            vault.records.add_instance(ct_slice(number), SLICE, noise.randbytes(60_000))
    vault.records.set_expected("2.25.7", 24)
    vault.set_meta("patient.name", PHRASES[1])
    vault.checklist.seed([ChecklistItem("counts", "Blood counts", (Need.REPORT,))])
    vault.records.update("R2", "trash", state=RecordState.TRASHED)


def everything(vault: Vault) -> list[object]:
    """All that a person could read out of the binder."""
    ids = [record for record, _ in vault.records.ids()]
    return [
        [vault.records.get(i) for i in ids],
        [vault.records.document(i) for i in ids],
        [b"".join(vault.records.original(i)) for i in ids if not vault.records.row(i).study_uid],
        vault.checklist.items(),
        vault.events.recent(1000),
        [hit.record for hit in vault.pages.search("platelets ninety")],
    ]


def test_a_whole_binder_has_nothing_to_report(vault: Vault) -> None:
    fill(vault)
    told: list[tuple[int, int, str]] = []
    assert check(vault, lambda *step: told.append(step)) == []
    assert {what for _, _, what in told} >= {"pages of the file", "originals", "log of changes"}
    assert all(0 <= done <= total for done, total, _ in told)


def flipped(path: Path, key: bytes, page: int, bit: int) -> tuple[Vault | None, list[Damage]]:
    """Open and check a copy in which one bit of one page is flipped."""
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        file.seek(page * PAGE + bit // 8)
        byte = file.read(1)[0]
        file.seek(page * PAGE + bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))
    try:
        opened = Vault.open(copy, key=key)
    except (Damaged, WrongPassphrase):
        return None, [Damage("it does not open")]
    return opened, check(opened)


def test_one_flipped_bit_anywhere_is_found(vault: Vault, path: Path) -> None:
    fill(vault)
    key = vault.key
    whole = everything(vault)
    vault.close()
    pages = path.stat().st_size // PAGE
    noise = random.Random(3)
    for page in range(0, pages, 1 if LONG else max(1, pages // 14)):
        opened, found = flipped(path, key, page, noise.randrange(PAGE * 8))
        assert found, f"page {page + 1} of {pages}"
        if opened is not None:
            try:
                assert everything(opened) == whole  # never another text than the one that was written
            except Damaged:
                pass
            finally:
                opened.close()


def last_pages(path: Path, key: bytes) -> list[int]:
    """The last page, from 0, of each original and of each text that goes over several pages."""
    chains: dict[str, int] = {}
    sql = "SELECT name || path, pageno FROM dbstat WHERE pagetype = 'overflow' AND name IN ('chunk', 'page')"
    for place, number in raw(path, key).execute(f"{sql} ORDER BY path"):
        chains[place.split("+")[0]] = number - 1
    return list(chains.values())


def test_a_flipped_page_that_is_the_last_one_read_is_not_shown_as_zeros(vault: Vault, path: Path) -> None:
    """SQLCipher fails at the page after the one that was altered; there may be none."""
    filing, _, data = lab_report(9)
    long = Document("long.txt", "text/plain", (Page(1, tuple(f"line {number} of many" for number in range(1000))),))
    vault.records.add(replace(filing, facts=(), dates=(), date_basis=None), long, data)
    fill(vault)
    ids = [f"R{number}" for number in range(1, 9)]
    key, wanted = vault.key, {i: (vault.records.document(i), original(vault, i)) for i in ids}
    vault.close()
    for page in last_pages(path, key)[::2]:
        opened, _ = flipped(path, key, page, 999)
        assert opened is not None
        met = False
        for record, written in wanted.items():
            try:
                assert (opened.records.document(record), original(opened, record)) == written
            except Damaged:
                met = True
        opened.close()
        assert met, f"page {page + 1}"


def original(vault: Vault, record: str) -> bytes:
    if vault.records.row(record).study_uid:
        return b"".join(b"".join(vault.records.instance_data(record, "2.25.7.1", at)[1]) for at in range(4))
    return b"".join(vault.records.original(record))


def test_a_damaged_original_is_named_with_its_record(vault: Vault, path: Path) -> None:
    fill(vault)
    key = vault.key
    vault.close()
    pages = path.stat().st_size // PAGE
    named: set[str] = set()
    for page in range(pages // 2, pages, max(1, pages // 20)):
        opened, found = flipped(path, key, page, 99)
        assert opened is not None
        by_what = {damage.what: damage for damage in found}
        assert all(damage.what.endswith(".") and damage.advice.endswith(".") for damage in found)
        originals = [damage for what, damage in by_what.items() if what.startswith("An original")]
        if originals:
            assert len(originals) == 1 and len(originals[0].records) == 1
            named.add(originals[0].records[0])
            others = [row for row, _ in opened.records.ids() if row not in named and row != "R7"]
            for other in others:  # one damaged original does not keep the others from being read
                assert b"".join(opened.records.original(other)).startswith(PHRASES[0].encode())
        opened.close()
    assert len(named) > 2


TAMPERINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "an original": ("UPDATE chunk SET data = zeroblob(length(data)) WHERE id = (SELECT first FROM blob WHERE id = 3)",
                    "An original", ("R3",)),
    "an image": ("UPDATE chunk SET data = x'00' WHERE id = (SELECT first FROM blob WHERE id = 8)",
                 "An original", ("R7",)),
    "a missing piece": ("DELETE FROM chunk WHERE id = (SELECT first FROM blob WHERE id = 1)", "An original", ("R1",)),
    "a cited line": ("UPDATE page SET lines = replace(lines, 'Platelets', 'White cells') WHERE record = 4",
                     "citations in R4", ("R4",)),
    "a lost page": ("DELETE FROM page WHERE record = 5 AND number = 1", "citations in R5", ("R5",)),
    "a lost image": ("DELETE FROM instance WHERE number = 2", "imaging studies", ("R7",)),
    "a lost record": ("DELETE FROM record WHERE id = 6", "refer to others", ()),
    "a record put back": ("UPDATE record SET state = 'filed' WHERE id = 2", "R2 is not in the state", ("R2",)),
    "a fact": ("UPDATE fact SET value = '191' WHERE record = 3", "What was read of R3", ("R3",)),
    "a date found": ("UPDATE date_found SET value = '2026-03-14' WHERE record = 3", "What was read of R3", ("R3",)),
    "a tag": ("UPDATE tag SET value = 'Count' WHERE record = 1", "What was read of R1", ("R1",)),
    "a text without citations": ("UPDATE page SET prose = '' WHERE record = 4", "What was read of R4", ("R4",)),
    "what a disc's index names": ("UPDATE study SET expected = 4", "2.25.7 is not in the state", ()),
    "a setting": ("UPDATE meta SET value = 'Another' WHERE name = 'patient.name'", "patient.name is not in", ()),
    "the index": ("INSERT INTO page_fts (page_fts) VALUES ('delete-all')", "search index", ()),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_was_altered_by_another_program_is_found(vault: Vault, path: Path, what: str) -> None:
    statement, says, records = TAMPERINGS[what]
    fill(vault)
    key = vault.key
    vault.close()
    other = raw(path, key)
    other.execute(statement)
    other.close()
    with Vault.open(path, key=key) as opened:
        found = [damage for damage in check(opened) if says in damage.what]
        assert found and all(set(records) <= set(damage.records) for damage in found)


def test_an_item_not_in_its_last_logged_state_is_found(vault: Vault) -> None:
    fill(vault)
    item = vault.checklist.items()[0]
    vault.checklist.save(replace(item, note="called on Monday"), action="note", summary="Noted")
    assert check(vault) == []
    with vault.transaction() as connection:
        connection.run("UPDATE checklist_item SET note = ''")
    assert [damage.what for damage in check(vault)] == ["counts is not in the state that the log of changes ends with."]


def test_an_older_page_put_back_is_found_or_changes_nothing(vault: Vault, path: Path) -> None:
    fill(vault)
    key = vault.key
    vault.close()
    old = path.read_bytes()
    with Vault.open(path, key=key) as opened:
        opened.records.update("R1", "retitle", title="Count of the first visit")
        opened.records.update("R2", "restore", state=RecordState.FILED)
        opened.set_meta("patient", "Hélène")
        whole = everything(opened)
    new = path.read_bytes()
    changed = [n for n in range(len(old) // PAGE) if old[n * PAGE : (n + 1) * PAGE] != new[n * PAGE : (n + 1) * PAGE]]
    assert changed
    for number in changed:
        span = slice(number * PAGE, (number + 1) * PAGE)
        path.write_bytes(new[: span.start] + old[span] + new[span.stop :])
        assert _found_or_harmless(path, key, whole), f"page {number + 1}"


def _found_or_harmless(path: Path, key: bytes, whole: list[object]) -> bool:
    try:
        with Vault.open(path, key=key) as opened:
            return bool(check(opened)) or everything(opened) == whole
    except Damaged:
        return True


@pytest.mark.parametrize("ask", [lambda v: v.records.get("R1"), lambda v: v.pages.search("platelets")])
def test_reading_a_damaged_place_is_one_clear_sentence(
    vault: Vault, path: Path, ask: Callable[[Vault], object]
) -> None:
    fill(vault)
    key = vault.key
    vault.close()
    data = bytearray(path.read_bytes())
    for page in range(len(data) // PAGE // 3, len(data) // PAGE):
        data[page * PAGE + 100] ^= 1
    path.write_bytes(data)
    with pytest.raises(Damaged, match="binder check"), Vault.open(path, key=key) as opened:
        for record, _ in opened.records.ids():
            ask(opened)
            b"".join(opened.records.original(record))
