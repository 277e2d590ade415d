"""The encrypted file: keys, connections, schema, records, originals, text and search, checklist, log, check."""

from __future__ import annotations

from binder.vault.backup import Backup, back_up
from binder.vault.check import Damage, check
from binder.vault.keys import DEFAULT_PROFILE, PROFILES, key_from_recovery_code, recovery_code
from binder.vault.pages import Hit
from binder.vault.restore import Restored, restore
from binder.vault.salvage import Salvaged, salvage
from binder.vault.selection import RecordFilter
from binder.vault.sessions import Session
from binder.vault.vault import Batch, Vault

__all__ = [
    "DEFAULT_PROFILE",
    "PROFILES",
    "Backup",
    "Batch",
    "Damage",
    "Hit",
    "RecordFilter",
    "Restored",
    "Salvaged",
    "Session",
    "Vault",
    "back_up",
    "check",
    "key_from_recovery_code",
    "recovery_code",
    "restore",
    "salvage",
]
