"""Saving what is whole of a damaged binder into a new one, and saying in words what is lost.

Ids stay: R12 is R12 in the new binder. An original is kept only where its bytes give the SHA-256 they were added with.
The log is kept as it was up to the first change that cannot be read; what can be read after it is chained anew.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binder.model.clean import clean
from binder.model.errors import Damaged, Misused
from binder.vault.backup import clear
from binder.vault.check import Damage, Progress, check
from binder.vault.connection import Connection, Row
from binder.vault.events import LOG_HEAD
from binder.vault.format import shown
from binder.vault.originals import Originals
from binder.vault.readable import Readable
from binder.vault.rechain import read_log, settle, write_log
from binder.vault.rows import number_of, record_id
from binder.vault.vault import Batch, Vault, keep_name

_BY_RECORD = {"page": "pages of text", "date_found": "dates", "fact": "facts"}
_NOT_META = ("session.", "keys.", "backup.", LOG_HEAD, "needs_binder")
_ADD_AGAIN = "Its text and facts are kept; add the file again, or take it from a backup."
_LOOK = "Look at it, and take it from a backup if it is missed."


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A binder made of what was whole.

    Attributes:
        path: of the new binder.  records: in it.  lost: what could not be saved, in words; empty where all was whole.
    """

    path: Path
    records: int
    lost: tuple[Damage, ...]


def salvage(
    vault: Vault, to: Path, passphrase: str, *, profile: int | None = None, progress: Progress | None = None
) -> Salvaged:
    """Make a new binder of all that can be read of an opened one, which is only read.

    Args:
        passphrase: of the new binder.  profile: its key profile; as the damaged one's where not given.

    Raises:
        Misused: something stands there already.  DiskFull: nothing was left there.
        Damaged: what was saved does not hold together; nothing was left there.
    """
    if to.exists() or to.is_symlink():
        raise Misused(f"There is already something at {shown(to)}, which is left as it is: name another file.")
    tell = progress or (lambda done, total, what: None)
    part = Path(f"{to}.part")
    clear(part)
    try:
        with Vault.create(part, passphrase, profile=profile or vault.salt[1], actor=vault.actor) as new:
            lost = _Salvage(vault, new, tell).run()
            if damage := check(new, tell):
                raise Damaged(f"What could be read does not hold together ({damage[0].what}): use a backup copy.")
            records = new.records.counts()["records"]
        if to.exists():
            raise Misused(f"Something came to {shown(to)} meanwhile, which is left as it is: name another file.")
        part.rename(to)
        keep_name(to)
    finally:
        clear(part)
    return Salvaged(to, records, tuple(lost))


class _Salvage:
    """One pass over a damaged binder."""

    def __init__(self, old: Vault, new: Vault, tell: Progress) -> None:
        self.old = old
        self.new = new
        self.tell = tell
        self.read = Readable(old)
        self.lost: list[Damage] = []
        self.log: list[Row] = []
        self.originals = Originals(self.read)
        self.records: set[int] = set()
        self.bereft: set[int] = set()  # of these, those whose original is lost
        self.batch = Batch(new.connection)

    def run(self) -> list[Damage]:
        """Copy everything in the order in which one thing refers to another; say what is lost."""
        steps = (
            ("log of changes", self._read_log),
            ("originals", self._originals),
            ("records", self._records),
            ("images", self._images),
            ("texts and facts", self._texts),
            ("checklist and settings", self._rest),
            ("log of changes", self._write_log),
        )
        for done, (what, step) in enumerate(steps):
            self.tell(done, len(steps), f"saving: {what}")
            with self.new.batch() as self.batch:
                step(self.new.connection)
        return self.lost

    def lose(self, what: str, records: Iterable[str] = (), advice: str = _LOOK) -> None:
        """Note something as lost."""
        self.lost.append(Damage(clean(what), tuple(records), advice))

    # -- originals

    def _originals(self, connection: Connection) -> None:
        self.originals.save(connection, self.batch, lambda done, total: self.tell(done, total, "originals"))

    # -- records

    def _records(self, connection: Connection) -> None:
        with self._small("How many images some discs name is lost.", "Add the discs again."):
            for row in self.read.by_key("study", "uid"):
                connection.run("INSERT INTO study VALUES (?, ?)", row)
        names = self.read.columns("record")
        rows = {row[0]: dict(zip(["id", *names[1:]], row, strict=True)) for row in self._record_rows(names)}
        known = {number_of(row[5]) for row in self.log if row[4] == "record" and row[5]}
        for number in sorted({*rows, *known}):
            found = rows.get(number) or self._rebuilt(number, names)
            if found is None:
                self.lose(f"{record_id(number)} could not be read at all.", [record_id(number)])
            else:
                self._save_record(connection, found)

    def _record_rows(self, names: list[str]) -> Iterator[Row]:
        return self.read.by_id("record", ", ".join(f'"{name}"' for name in names[1:]))

    def _save_record(self, connection: Connection, row: dict[str, Any]) -> None:
        rid = record_id(row["id"])
        if row["blob"] is not None and not self.originals.is_saved(row["blob"]):
            self.lose(f"The original of {rid} ({row['title'] or row['name']}) is lost.", [rid], _ADD_AGAIN)
            row["blob"] = None
            self.bereft.add(row["id"])
        self._insert(connection, "record", row)
        self.records.add(row["id"])

    def _rebuilt(self, number: int, names: list[str]) -> dict[str, Any] | None:
        """A record whose row is lost, from what the log says of it and its original."""
        rid = record_id(number)
        last: dict[str, Any] = {}
        added: Row | None = None
        for row in self.log:
            if row[4] == "record" and row[5] == rid and row[8]:
                last.update(json.loads(row[8]))
                added = added or row
        blob = self.originals.saved.get(bytes.fromhex(last.get("sha256", "")))
        if added is None or (blob is None and "study_uid" not in last):
            return None
        self.lose(f"What was known of {rid} ({last.get('title', '')}) is lost; its original is kept.", [rid])
        return self._bare(number, names, blob, last, added)

    def _bare(
        self, number: int, names: list[str], blob: int | None, last: dict[str, Any], added: Row
    ) -> dict[str, Any]:
        size = self.new.connection.value("SELECT size FROM blob WHERE id = ?", [blob], default=0)
        rest: dict[str, Any] = {"kind_basis": [], "date_basis": None, "patient": None, "doubts": []}
        known = {
            "id": number, "blob": blob, "name": last.get("title", ""), "media_type": "application/octet-stream",
            "size": size, "state": "needs_review", "reason": "Its description was lost: look at the original.",
            "added_at": added[1], "added_by": added[2], "warnings": "[]", "kind": last.get("kind", "other"),
            "title": last.get("title", ""), "date": last.get("date", ""), "date_precision": "unknown",
            "filing": json.dumps(rest), "study_uid": last.get("study_uid"), "opinion": last.get("opinion"),
        }  # fmt: skip
        numbers = ("pages", "pictures", "instances", "diagnostic")
        plain = {"kind_confidence": 0.0, "date_confidence": 0.0, **dict.fromkeys(numbers, 0)}
        return {name: known.get(name, plain.get(name, "")) for name in names}

    def _insert(self, connection: Connection, table: str, row: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        connection.run(f"INSERT INTO {table} ({names}) VALUES ({','.join('?' * len(row))})", tuple(row.values()))

    # -- images, texts, facts

    def _images(self, connection: Connection) -> None:
        names = self.read.columns("instance")
        for row in self.read.by_id("instance", ", ".join(names[1:])):
            found = dict(zip(names, row, strict=True))
            if found["record"] in self.records and self.originals.is_saved(found["blob"]):
                self._insert(connection, "instance", found)
        counted: dict[int, int] = dict(connection.all("SELECT record, count(*) FROM instance GROUP BY record"))
        studies = connection.all("SELECT id, title, instances FROM record WHERE study_uid IS NOT NULL")
        for number, title, before in studies:
            now = counted.get(number, 0)
            if now < before:
                rid = record_id(number)
                self.lose(f"{before - now} of {before} images of {rid} ({title}) are lost.", [rid])
            connection.run("UPDATE record SET instances = ? WHERE id = ?", [now, number])

    def _texts(self, connection: Connection) -> None:
        for table, what in _BY_RECORD.items():
            self._copy_of_records(connection, table, what)
        self._tags(connection)
        counted: dict[int, int] = dict(connection.all("SELECT record, count(*) FROM page GROUP BY record"))
        for number, title, before in connection.all("SELECT id, title, pages FROM record"):
            now = counted.get(number, 0)
            if now < before:
                rid = record_id(number)
                self.lose(f"{before - now} of {before} pages of text of {rid} ({title}) are lost.", [rid])
            connection.run("UPDATE record SET pages = ? WHERE id = ?", [now, number])
        self._drop_citations(connection)

    def _tags(self, connection: Connection) -> None:
        lost = []
        for number in sorted(self.records):
            rows = self.read.ask("SELECT * FROM tag WHERE record = ?", [number])
            if rows is None:
                lost.append(record_id(number))
            for row in rows or []:
                connection.run("INSERT INTO tag VALUES (?,?,?,?)", row)
        if lost:
            self.lose("What some files say of themselves (their tags) is lost.", lost, "The documents are unharmed.")

    def _copy_of_records(self, connection: Connection, table: str, what: str) -> None:
        names, failed, last = self.read.columns(table), self.read.failed, 0
        touched: set[int] = set()
        for row in self.read.by_id(table, ", ".join(f'"{name}"' for name in names[1:])):
            found = dict(zip(names, row, strict=True))
            if found["record"] in self.records:
                self._insert(connection, table, found)
                if self.read.failed > failed:
                    touched |= self._between(last, found["record"])
                    failed = self.read.failed
                last = found["record"]
        if self.read.failed > failed:
            touched |= self._between(last, max(self.records, default=0))
        if touched and table != "page":  # lost pages are counted for each record
            some = [record_id(number) for number in sorted(touched)]
            self.lose(f"Some {what} could not be read.", some, "Look into the text of the records named.")

    def _between(self, first: int, last: int) -> set[int]:
        """The records that may miss something where rows between those of two records cannot be read."""
        again = {number_of(row[5]) for row in self.log if row[3] == "reread"}  # these lie out of order
        return {n for n in self.records if min(first, last) <= n <= max(first, last)} | (again & self.records)

    def _drop_citations(self, connection: Connection) -> None:
        """Take away what cites a page that is lost: no claim stands without its place."""
        for table in ("fact", "date_found"):
            connection.run(
                f"DELETE FROM {table} WHERE page IS NOT NULL AND NOT EXISTS (SELECT 1 FROM page "
                f"WHERE page.record = {table}.record AND page.number = {table}.page)"
            )
        for number, filing in connection.all("SELECT id, filing FROM record"):
            kept = json.loads(filing)
            place = (kept.get("date_basis") or {}).get("citation")
            there = "SELECT 1 FROM page WHERE record = ? AND number = ?"
            if place and connection.one(there, [number, place[0]]) is None:
                kept["date_basis"] = None
                connection.run("UPDATE record SET filing = ? WHERE id = ?", [json.dumps(kept), number])

    # -- the rest

    def _rest(self, connection: Connection) -> None:
        with self._small("Some settings are lost.", "Look at the patient's name and birth date."):
            for name, value in self.read.by_key("meta", "name"):
                if not name.startswith(_NOT_META):
                    connection.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
        with self._small("Some items or receipts of the checklist are lost.", "Go over the checklist."):
            self._checklist(connection)
        with self._small("Some requests, letters, people, questions or marks are lost.", "Go over them."):
            for row in self.read.by_key("entry", "entity, id"):
                connection.run("INSERT INTO entry VALUES (?,?,?,?)", row)
        with self._small("Which files were offered before is lost in part.", "They may be added again."):
            self._intake(connection)

    @contextlib.contextmanager
    def _small(self, what: str, advice: str) -> Iterator[None]:
        """Say that something is lost of a small table, where part of it cannot be read."""
        failed = self.read.failed
        yield
        if self.read.failed > failed:
            self.lose(what, (), advice)

    def _intake(self, connection: Connection) -> None:
        names, were = self.read.columns("intake"), set(self.originals.were.values())
        for row in self.read.by_id("intake", ", ".join(names[1:])):
            found = dict(zip(names, row, strict=True))
            if self._still_seen(found, were):
                self._insert(connection, "intake", found)

    def _still_seen(self, found: dict[str, Any], were: set[bytes]) -> bool:
        """Whether a file may still be passed over when it is offered again: not where its original is lost."""
        if found["record"] is not None and found["record"] not in self.records - self.bereft:
            return False
        digest = bytes(found["sha256"] or b"")
        return digest in self.originals.saved or digest not in were

    def _checklist(self, connection: Connection) -> None:
        for row in self.read.by_key("checklist_item", "id"):
            connection.run(f"INSERT INTO checklist_item VALUES ({','.join('?' * len(row))})", row)
        there = {name for (name,) in connection.all("SELECT id FROM checklist_item")}
        for row in self.read.by_key("receipt", "item, position"):
            if row[0] in there:
                record = row[5] if row[5] in self.records else None
                connection.run("INSERT INTO receipt VALUES (?,?,?,?,?,?)", (*row[:5], record))

    # -- the log

    def _read_log(self, connection: Connection) -> None:
        self.log = read_log(self.read)

    def _write_log(self, connection: Connection) -> None:
        write_log(connection, self.log)
        missing = (self.log[-1][0] if self.log else 0) - len(self.log)
        if missing or not self.log:
            self.lose(f"{missing or 'All'} changes are lost from the log of changes.")
        for what in settle(self.new, self.records):
            self.lose(what)
        lost = f"; lost: {' '.join(one.what for one in self.lost)}" if self.lost else "; nothing was lost"
        self.new.events.append("salvage", "binder", "", f"Saved from {shown(self.old.path)}{lost}")
