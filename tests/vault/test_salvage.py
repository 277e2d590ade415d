"""What is whole of a damaged binder comes into a new one under its old ids; what is lost is said in words."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.errors import BinderError, Damaged, DiskFull, Misused
from binder.model.record import Intake, Outcome, RecordState
from binder.vault import Salvaged, Vault, check, keys, salvage
from binder.vault.salvage import _Salvage

from .conftest import PASSPHRASE, SLICE, ct_slice, lab_report, raw
from .test_check import LONG, PAGE, everything

RECORDS, SLICES = 14, 4


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The derivation of keys is tested elsewhere; here it would take most of the time."""
    quick = lambda passphrase, salt: bytearray(hashlib.sha256(passphrase.encode() + salt).digest())  # noqa: E731
    monkeypatch.setattr(keys, "derive", quick)


def fill(vault: Vault) -> None:
    """A binder with everything in it, its originals of one, two and three pieces."""
    noise = random.Random(7)
    with vault.batch():
        for number in range(1, RECORDS + 1):
            filing, document, data = lab_report(number)
            added = vault.records.add(filing, document, data + noise.randbytes(60_000 if number % 5 else 300_000))
            intake = Intake(f"folder/{number}.pdf", Outcome.ADDED, added.id, added.kind, added.date, added.title)
            vault.intake.note(added.sha256, intake)
        for number in range(SLICES):
            vault.records.add_instance(ct_slice(number), SLICE, noise.randbytes(60_000))
    vault.checklist.seed([ChecklistItem(f"item-{n}", f"Item {n}", (Need.REPORT,)) for n in range(12)])
    for number in range(1, RECORDS + 1):
        vault.records.update(f"R{number}", "retitle", title=f"The count of visit {number}")
    vault.records.update("R2", "trash", state=RecordState.TRASHED)
    vault.records.update("R3", "opinion", opinion=1)
    vault.checklist.save(
        ChecklistItem("item-3", "Item 3", (Need.REPORT,), state=ItemState.WAIVED), action="waive", summary="Waived"
    )
    vault.set_meta("patient.name", "Hélène Vantongeren")


def damaged(path: Path, key: bytes, *pages: int) -> Vault | None:
    """The binder read-only, a bit flipped in each of these pages; None where it does not even open."""
    copy = path.with_suffix(".damaged")
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * PAGE + 1234] ^= 8
    copy.write_bytes(data)
    try:
        return Vault.open(copy, key=key, read_only=True, actor="ruth")
    except BinderError:
        return None


def saved(vault: Vault, to: Path) -> tuple[Salvaged, bytes]:
    """Salvage, and the new binder's key."""
    to.unlink(missing_ok=True)
    with vault:
        done = salvage(vault, to, PASSPHRASE, profile=1)
    with Vault.open(to, passphrase=PASSPHRASE) as opened:
        return done, opened.key


def kept(vault: Vault) -> dict[str, dict[str, object]]:
    """What each record says, part by part; what cannot be read is left out."""
    found: dict[str, dict[str, object]] = {}
    for number in range(1, RECORDS + 2):
        parts = found[f"R{number}"] = {}
        for name, ask in (
            ("row", lambda i: vault.records.row(i)),
            ("record", lambda i: vault.records.get(i)),
            ("document", lambda i: vault.records.document(i)),
            ("original", lambda i: b"".join(vault.records.original(i))),
            ("study", lambda i: vault.records.study(i)),
        ):
            try:
                parts[name] = ask(f"R{number}")
            except BinderError:
                vault.connection.broken = True
    return found


def test_a_whole_binder_is_saved_whole(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    whole, log = everything(vault), vault.events.recent(1000)
    key = vault.key
    vault.close()
    before = path.read_bytes()
    opened = Vault.open(path, key=key, read_only=True, actor="ruth")
    done, new_key = saved(opened, tmp_path / "new.binder")
    assert done.lost == () and done.records == RECORDS  # one of them is put aside
    assert path.read_bytes() == before and new_key != key
    with Vault.open(done.path, key=new_key) as new:
        found = everything(new)
        assert found[:4] + found[5:] == whole[:4] + whole[5:]
        assert new.meta("patient.name") == "Hélène Vantongeren"
        assert new.events.recent(1000)[1:] == log  # the same log, and one change more
        assert new.events.recent(1)[0].summary.endswith("nothing was lost")
        assert new.intake.all() != []
        assert check(new) == []


def test_whichever_page_is_damaged_the_rest_is_saved_and_the_loss_said(
    vault: Vault, path: Path, tmp_path: Path
) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    vault.close()
    pages = path.stat().st_size // PAGE
    step = 1 if LONG else max(1, pages // 40)
    unopened, harmless = 0, 0
    for page in range(0, pages, step):
        opened = damaged(path, key, page)
        if opened is None:
            unopened += 1
            continue
        done, new_key = saved(opened, tmp_path / "new.binder")
        with Vault.open(done.path, key=new_key) as new:
            harmless += _agrees(new, whole, done, f"page {page + 1} of {pages}")
    assert unopened <= 15  # the first page and those that describe the tables
    assert harmless > 0  # an index, a search index: nothing of it is missed


def _agrees(new: Vault, whole: dict[str, dict[str, object]], done: Salvaged, where: str) -> bool:
    """Every part of every record is as it was, or is named as lost."""
    assert check(new) == [], where
    named = {record for loss in done.lost for record in loss.records}
    for record, parts in kept(new).items():
        for name, was in whole[record].items():
            assert parts.get(name) == was or record in named, f"{where}: {name} of {record} differs"
            if name == "original" and name in parts:
                assert parts[name] == was, where  # never other bytes, named or not
    assert all(loss.what.endswith(".") and loss.advice for loss in done.lost)
    return not done.lost


def test_many_damaged_pages_still_leave_the_rest(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    vault.close()
    pages = path.stat().st_size // PAGE
    noise = random.Random(5)
    opened = damaged(path, key, *noise.sample(range(pages // 6, pages), 12))
    assert opened is not None
    done, new_key = saved(opened, tmp_path / "new.binder")
    assert done.lost
    with Vault.open(done.path, key=new_key) as new:
        _agrees(new, whole, done, "twelve pages")
        assert done.records >= RECORDS // 2


def test_an_original_that_was_lost_can_be_added_again(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, sha256 = vault.key, vault.records.row("R4").sha256
    vault.close()
    other = raw(path, key)
    other.execute("UPDATE chunk SET data = x'00' WHERE id = (SELECT first FROM blob WHERE id = 4)")
    other.close()
    done, new_key = saved(Vault.open(path, key=key, read_only=True), tmp_path / "new.binder")
    assert [(loss.what, loss.records) for loss in done.lost] == [
        ("The original of R4 (The count of visit 4) is lost.", ("R4",))
    ]
    with Vault.open(done.path, key=new_key) as new:
        assert new.intake.seen(sha256) is None
        assert new.pages.search("herons") == [] and new.records.get("R4").filing.facts
        with pytest.raises(Damaged, match="add the file again"):
            new.records.original("R4")


def test_a_record_whose_description_is_lost_keeps_its_original(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key = vault.key
    original = b"".join(vault.records.original("R6"))
    vault.close()
    other = raw(path, key)
    other.execute("DELETE FROM record WHERE id = 6")
    other.close()
    done, new_key = saved(Vault.open(path, key=key, read_only=True), tmp_path / "new.binder")
    assert "R6" in {record for loss in done.lost for record in loss.records}
    with Vault.open(done.path, key=new_key) as new:
        found = new.records.get("R6")
        assert found.title == "The count of visit 6" and found.state is RecordState.NEEDS_REVIEW
        assert b"".join(new.records.original("R6")) == original


def test_originals_whose_own_row_is_lost_are_found_by_their_bytes(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    digests = [(bytes.fromhex(vault.records.row(f"R{n}").sha256), n) for n in (4, 5, 6)]
    vault.close()
    other = raw(path, key)
    other.execute("DELETE FROM blob WHERE id BETWEEN 4 AND 6")
    other.close()
    opened = Vault.open(path, key=key, read_only=True)
    with pytest.MonkeyPatch.context() as patch:  # the index of digests lies on other pages, which may be whole
        patch.setattr(_Salvage, "_index_of_digests", lambda self: iter(digests))
        done, new_key = saved(opened, tmp_path / "new.binder")
    assert done.lost == ()
    with Vault.open(done.path, key=new_key) as new:
        assert {i: parts["original"] for i, parts in kept(new).items() if "original" in parts} == {
            i: parts["original"] for i, parts in whole.items() if "original" in parts
        }


def test_a_log_with_a_gap_is_chained_anew_and_said(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    count = len(vault.events.recent(1000))
    vault.close()
    other = raw(path, key)
    other.execute("DROP TRIGGER event_kept")
    other.execute("DELETE FROM event WHERE seq BETWEEN 25 AND 30")
    other.close()
    done, new_key = saved(Vault.open(path, key=key, read_only=True), tmp_path / "new.binder")
    assert [loss.what for loss in done.lost] == ["6 changes are lost from the log of changes."]
    with Vault.open(done.path, key=new_key) as new:
        assert check(new) == [] and new.events.verify() is None
        assert kept(new) == whole
        assert len(new.events.recent(1000)) >= count - 6


def test_nothing_is_overwritten_and_nothing_half_left(
    vault: Vault, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)
    to = tmp_path / "new.binder"
    to.write_text("a letter")
    with pytest.raises(Misused):
        salvage(vault, to, PASSPHRASE, profile=1)
    assert to.read_text() == "a letter"
    to.unlink()

    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(_Salvage, "_rest", full)
    with pytest.raises(DiskFull):
        salvage(vault, to, PASSPHRASE, profile=1)
    assert [name for name in os.listdir(tmp_path) if name.startswith("new")] == []
