"""A binder with everything in it, damaged, saved; and what each record of a binder says, to be held against another."""

from __future__ import annotations

import random
from pathlib import Path

from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.errors import BinderError
from binder.model.record import Intake, Outcome, RecordState
from binder.vault import Salvaged, Vault, salvage

from .conftest import PASSPHRASE, SLICE, ct_slice, lab_report
from .test_check import PAGE

RECORDS, SLICES = 14, 4


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
