"""Records go in whole, come back as they were, and remember what stood before a change."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from binder.model.document import Document, Page
from binder.model.errors import BinderError
from binder.model.record import Filing, Precision, RecordState
from binder.vault import Vault, check

from .conftest import PASSPHRASE, lab_report


def test_a_record_comes_back_as_it_was_filed(vault: Vault) -> None:
    filing, document, data = lab_report()
    added = vault.records.add(filing, document, data, source="portal.zip > counts/1.pdf")
    got = vault.records.get(added.id)
    assert added.id == "R1"
    assert got.filing.facts[0].citation.record == "R1"
    unsigned = replace(filing.facts[0], citation=replace(filing.facts[0].citation, record="R1"))
    date = replace(filing.dates[0], citation=replace(filing.dates[0].citation, record="R1"))  # type: ignore[type-var]
    assert got.filing == replace(filing, facts=(unsigned,), dates=(date,), date_basis=date)
    assert (got.name, got.source, got.size, got.pages) == ("count-1.pdf", "portal.zip > counts/1.pdf", len(data), 2)
    assert (got.state, got.added_by, got.reader, got.tags) == (RecordState.FILED, "ruth", "test 1", document.tags)
    assert vault.records.document("R1") == document
    assert b"".join(vault.records.original("R1")) == data


def test_lines_keep_their_number_even_where_they_are_empty(vault: Vault) -> None:
    pages = (Page(1, ()), Page(2, ("",)), Page(3, ("", "a", "")), Page(7, ("  two   blanks",), prose="p\nq"))
    vault.records.add(Filing(), Document("a.txt", "text/plain", pages=pages), b"a")
    assert vault.records.document("R1").pages == pages


def test_what_has_doubts_waits_for_a_person(vault: Vault) -> None:
    filing, document, data = lab_report()
    doubtful = replace(filing, doubts=("Two dates could be its own.", "The name differs."))
    vault.records.add(filing, document, data)
    added = vault.records.add(doubtful, document, data + b"2")
    assert (added.state, added.reason) == (RecordState.NEEDS_REVIEW, "Two dates could be its own. The name differs.")
    assert vault.records.review_queue() == ["R2"]
    vault.records.update("R2", "settle", "Accepted", state=RecordState.FILED, doubts=(), reason="")
    assert vault.records.review_queue() == []
    assert vault.records.row("R2").filing.doubts == ()


def test_an_unreadable_file_is_kept_with_its_reason_and_can_be_read_later(vault: Vault) -> None:
    locked = Document("locked.pdf", "application/pdf")
    added = vault.records.add(Filing(), locked, b"%PDF", state=RecordState.UNREADABLE, reason="It needs a password.")
    assert (added.state, added.reason) == (RecordState.UNREADABLE, "It needs a password.")
    filing, document, _ = lab_report()
    read = vault.records.reread(added.id, filing, document)
    assert (read.state, read.reason, read.pages, read.filing.facts[0].value) == (RecordState.FILED, "", 2, "91")
    assert vault.pages.search("platelets")[0].record == added.id
    again = vault.records.reread(added.id, Filing(), replace(document, pages=document.pages[1:]))
    assert (again.pages, again.filing.facts, vault.pages.search("platelets")) == (1, (), [])
    assert b"".join(vault.records.original(added.id)) == b"%PDF"
    assert check(vault) == []


def test_bytes_are_stored_once_however_often_they_come(vault: Vault) -> None:
    filing, document, _ = lab_report()
    data = bytes(range(256)) * 4096
    first = vault.records.add(filing, document, data)
    size = vault.connection.value("SELECT count(*) FROM chunk")
    second = vault.records.add(filing, document, io.BytesIO(data))
    assert vault.connection.value("SELECT count(*) FROM chunk") == size == 4
    assert first.sha256 == second.sha256
    assert vault.records.find(first.sha256) == first.id
    assert vault.records.find("00" * 32) is None


def test_an_opinion_number_belongs_to_one_record(vault: Vault) -> None:
    for number in (1, 2, 3):
        vault.records.add(*lab_report(number))
    vault.records.update("R1", "opinion", opinion=1)
    vault.records.update("R2", "opinion", opinion=2)
    vault.records.update("R3", "opinion", "R3 is the first opinion", opinion=1)
    assert [r.id for r in vault.records.opinions()] == ["R3", "R2"]
    assert vault.records.row("R1").opinion is None
    vault.events.undo()
    assert [r.id for r in vault.records.opinions()] == ["R1", "R2"]
    found = vault.records.by_opinion(2)
    assert found is not None and found.id == "R2"
    vault.records.update("R2", "trash", state=RecordState.TRASHED)
    assert vault.records.by_opinion(2) is None


def test_a_date_typed_by_a_person_gets_the_precision_of_its_length(vault: Vault) -> None:
    vault.records.add(*lab_report())
    for date, precision in (("2026", Precision.YEAR), ("2026-04", Precision.MONTH), ("", Precision.UNKNOWN)):
        changed = vault.records.update("R1", "settle", date=date, date_basis=None)
        assert (changed.date, changed.filing.date_precision, changed.filing.date_basis) == (date, precision, None)


def test_a_field_that_no_record_has_is_a_mistake_of_the_program(vault: Vault) -> None:
    vault.records.add(*lab_report())
    with pytest.raises(TypeError, match="facts"):
        vault.records.update("R1", "x", facts=())


def test_a_failed_addition_leaves_nothing_behind(vault: Vault) -> None:
    filing, document, data = lab_report()

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 5 << 20:
                raise OSError("the disc was taken out")
            return super().read(size)

    with vault.batch():
        vault.records.add(filing, document, data)
        with pytest.raises(OSError, match="taken out"):
            vault.records.add(filing, document, Breaking(bytes(8 << 20)), sha256="ab" * 32)
        with pytest.raises(BinderError, match="changed while"):
            vault.records.add(filing, document, b"new", sha256="ab" * 32)
        with pytest.raises(BinderError, match="changed while"):
            vault.records.add(filing, document, b"new", size=4)
        vault.records.add(filing, document, b"last")
    assert [record for record, _ in vault.records.ids()] == ["R2", "R1"]
    assert vault.connection.value("SELECT count(*) FROM chunk") == 2
    assert check(vault) == []


def test_a_batch_that_fails_keeps_what_was_committed(vault: Vault) -> None:
    filing, document, _ = lab_report()

    def import_some() -> None:
        with vault.batch() as batch:
            for number in range(450):
                if number == 430:
                    raise OSError("cable pulled")
                vault.records.add(filing, document, b"%d" % number)
                batch.breathe()

    with pytest.raises(OSError, match="cable"):
        import_some()
    kept = len(vault.records.ids())
    assert kept % 200 == 0 or kept < 430  # whole portions only
    assert kept >= 400
    assert vault.events.verify() is None


def test_long_streams_pass_through_in_small_pieces(vault: Vault) -> None:
    import resource

    filing, document, _ = lab_report()

    class Zeros(io.RawIOBase):
        """Sixty-four MiB that exist nowhere."""

        def __init__(self) -> None:
            self.at = 0

        def seekable(self) -> bool:
            return True

        def seek(self, offset: int, whence: int = 0) -> int:
            self.at = offset
            return self.at

        def read(self, size: int = -1) -> bytes:
            take = min(size if size >= 0 else 64 << 20, (64 << 20) - self.at)
            self.at += take
            return bytes(take)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    added = vault.records.add(filing, document, Zeros())  # type: ignore[arg-type]
    read = sum(len(piece) for piece in vault.records.original(added.id))
    assert added.size == read == 64 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 48 * 1024


def test_closing_and_opening_keeps_everything(vault: Vault) -> None:
    vault.records.add(*lab_report())
    before = vault.records.get("R1")
    vault.close()
    with Vault.open(vault.path, passphrase=PASSPHRASE) as again:
        assert again.records.get("R1") == before
