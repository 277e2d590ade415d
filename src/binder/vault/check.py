"""Is the binder whole? Everything is read once and held against what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from binder.model.errors import BinderError, Damaged
from binder.vault.connection import Connection
from binder.vault.events import LOST, SEVERAL, Events
from binder.vault.records import OTHERS
from binder.vault.rows import number_of, record_id
from binder.vault.schema import FULL_TEXT, missing_parts
from binder.vault.transcript import TRANSCRIPT, transcript
from binder.vault.vault import Vault

Progress = Callable[[int, int, str], None]
_RESTORE = (
    "Keep this file as it is and take the records named from a backup copy; what is not named can be read and exported."
)
_PUT_BACK = "An older state of part of the file may have been put back: compare it with a backup copy."
_PAGE = re.compile(r"page (\d+)")


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was written.

    Attributes:
        what: one sentence.  records: ids of the records it touches, as far as can be told.
        advice: what to do.
    """

    what: str
    records: tuple[str, ...] = ()
    advice: str = ""


def check(vault: Vault, progress: Progress | None = None) -> list[Damage]:
    """Read the whole binder and list what is damaged; an empty list means it is whole.

    Pages against their authentication codes, the tables' structure, references, full-text index, every original
    against its SHA-256, every citation against the text it quotes, and the log of changes along its chain. Takes about
    10 seconds a gigabyte. An older version of the whole file put in place of the newer cannot be seen from the file.

    Args:
        progress: called as (done, of, what is being checked).
    """
    return list(_Check(vault, progress or (lambda done, total, what: None)).run())


def last_states(events: Events) -> dict[tuple[str, str], dict[str, Any]]:
    """The fields of each record, item and setting as the log of changes leaves them; only those that were changed."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for entity, name, state in _states(events):
        after = {field: value for field, value in state.items() if field != TRANSCRIPT}
        for other, fields in after.pop(OTHERS, {}).items():
            last.setdefault(("record", other), {}).update(fields)
        last.setdefault((entity, name), {}).update(after)
        if entity != "record":  # the log keeps these whole; an empty one means it was taken away
            last[entity, name] = after
    return last


def _states(events: Events) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for event in events.changes():
        if event.entity == SEVERAL:
            yield from (event.after or {}).get("changes", ())
        else:
            yield event.entity, event.entity_id, event.after or {}


class _Check:
    def __init__(self, vault: Vault, progress: Progress) -> None:
        self.vault = vault
        self.progress = progress

    @property
    def connection(self) -> Connection:
        """A connection that has met no damage yet."""
        return self.vault.connection

    def run(self) -> Iterator[Damage]:
        steps: tuple[tuple[str, Callable[[], Iterator[Damage]]], ...] = (
            ("pages of the file", self._pages),
            ("tables", self._structure),
            ("references", self._references),
            ("search index", self._full_text),
            ("originals", self._originals),
            ("texts and citations", self._texts),
            ("log of changes", self._log),
            ("last changes", self._last_changes),
        )
        for done, (what, step) in enumerate(steps):
            self.progress(done, len(steps), what)
            found: list[Damage] = []
            try:
                found += step()
            except Damaged:
                found.append(Damage(f"The {what} could not be read to the end.", (), _RESTORE))
            if found:
                self.connection.broken = True  # the pragmas meet damage without raising; the next step starts afresh
            yield from found
        self.progress(len(steps), len(steps), "")

    def _pages(self) -> Iterator[Damage]:
        found = self.connection.all("PRAGMA cipher_integrity_check")
        if found:
            numbers = [m[1] for row in found if (m := _PAGE.search(str(row[0])))]
            which = f" ({', '.join(numbers[:10])}{' ...' if len(numbers) > 10 else ''})" if numbers else ""
            yield Damage(f"{len(found)} pages of the file were altered or cut off{which}.", (), _RESTORE)

    def _structure(self) -> Iterator[Damage]:
        found = [str(row[0]) for row in self.connection.all("PRAGMA integrity_check(20)")]
        if found != ["ok"]:
            yield Damage(f"The structure of the tables is broken in at least {len(found)} places.", (), _RESTORE)
        missing = missing_parts(self.connection)
        if missing:
            yield Damage(f"Parts of the tables are missing: {', '.join(missing)}.", (), _RESTORE)

    def _references(self) -> Iterator[Damage]:
        tables = {str(row[0]) for row in self.connection.all("PRAGMA foreign_key_check")}
        if tables:
            yield Damage(f"Rows refer to others that are missing, in: {', '.join(sorted(tables))}.", (), _RESTORE)
        wrong = self.connection.all(
            "SELECT id FROM record WHERE study_uid IS NOT NULL "
            "AND instances <> (SELECT count(*) FROM instance WHERE instance.record = record.id)"
        )
        if wrong:
            ids = tuple(record_id(number) for (number,) in wrong)
            yield Damage(f"{len(ids)} imaging studies hold more or fewer images than were counted.", ids, _RESTORE)

    def _full_text(self) -> Iterator[Damage]:
        if self.vault.read_only:
            return  # the index is checked by a statement that counts as writing
        for table in FULL_TEXT:
            try:
                with self.vault.transaction() as connection:
                    connection.run(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
            except Damaged:
                advice = (
                    "The documents are unharmed; only search may miss words. The index can be built anew from them."
                )
                yield Damage("The search index does not agree with the texts.", (), advice)
                return

    def _originals(self) -> Iterator[Damage]:
        blobs = self.connection.all("SELECT id, lower(hex(sha256)), size FROM blob ORDER BY id")
        total = sum(size for _, _, size in blobs)
        done = 0
        for blob, wanted, size in blobs:
            self.progress(done >> 20, total >> 20, "originals, MiB")
            done += size
            try:
                good = self.vault.blobs.hash(blob) == wanted
            except BinderError:
                good = False
            if not good:
                records = self._records_of(blob)
                yield Damage(f"An original of {size} bytes is not what was added.", records, _RESTORE)

    def _records_of(self, blob: int) -> tuple[str, ...]:
        try:
            rows = self.connection.all(
                "SELECT id FROM record WHERE blob = ? UNION SELECT record FROM instance WHERE blob = ?", [blob, blob]
            )
        except Damaged:
            return ()
        return tuple(record_id(number) for (number,) in rows)

    def _texts(self) -> Iterator[Damage]:
        ids = [record for (record,) in self.connection.all("SELECT id FROM record ORDER BY id")]
        logged = self.vault.events.last_of("record", TRANSCRIPT)
        for done, number in enumerate(ids):
            if done % 100 == 0:
                self.progress(done, len(ids), "texts and citations")
            rid = record_id(number)
            try:
                wrong = self._wrong_citations(rid)
            except BinderError:
                yield Damage(f"The text of {rid} cannot be read.", (rid,), _RESTORE)
                continue
            if rid in logged and logged[rid] != transcript(self.connection, number):
                yield Damage(f"What was read of {rid} is not what the log of changes says.", (rid,), _PUT_BACK)
            if wrong:
                advice = "Look at the record: what is claimed of it may no longer stand where it is said to stand."
                yield Damage(f"{wrong} citations in {rid} do not match its text.", (rid,), advice)

    def _wrong_citations(self, rid: str) -> int:
        found = self.vault.records.get(rid)
        pages = {page.number: page.lines for page in self.vault.pages.of(number_of(rid))}
        if len(pages) != found.pages:
            return max(1, found.pages - len(pages))
        citations = [f.citation for f in found.filing.facts] + [d.citation for d in found.filing.dates if d.citation]
        if found.filing.date_basis and found.filing.date_basis.citation:
            citations.append(found.filing.date_basis.citation)
        wrong = 0
        for c in citations:
            lines = pages.get(c.page, ())
            if not (0 < c.line <= len(lines) and c.holds(lines[c.line - 1])):
                wrong += 1
        return wrong

    def _last_changes(self) -> Iterator[Damage]:
        """Hold records and checklist against the log: an older state of a page put back passes every other test."""
        for (entity, name), wanted in last_states(self.vault.events).items():
            if not self._stands(entity, name, wanted):
                records = (name,) if entity == "record" else ()
                yield Damage(f"{name} is not in the state that the log of changes ends with.", records, _PUT_BACK)

    def _stands(self, entity: str, name: str, wanted: dict[str, Any]) -> bool:
        if LOST in wanted:
            return True
        try:
            if entity == "record":
                return self.vault.records.plain(name, wanted) == wanted
            if entity == "checklist":
                return self.vault.checklist.plain(name) == wanted
            if entity in self.vault.shelves:
                return self.vault.shelves[entity].plain(name) == wanted
            if entity == "meta":
                return {"value": self.vault.meta(name)} == wanted
            return entity != "study" or {"expected": self.vault.instances.expected(name)} == wanted
        except BinderError:
            return False

    def _log(self) -> Iterator[Damage]:
        bad = self.vault.events.verify()
        if bad is not None:
            yield Damage(
                f"The log of changes is not what was written, from change {bad} on.",
                (),
                _PUT_BACK,
            )
