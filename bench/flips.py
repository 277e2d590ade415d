"""Flips one bit in each page of a binder in turn, and puts older pages back: python -m bench.flips [--every N]

For each flip the file is opened and checked, and all that a person can read in it is read: it must not open or `check`
must name it, and whatever can be read must be what was written. The same for each page of an older state of the file
put into the newer one, where a change that nobody can see (the same content written again, the index of a search that
finds the same) counts apart.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from binder.binder import Binder
from binder.model.checklist import ItemState
from binder.model.errors import BinderError, Damaged, WrongPassphrase
from binder.model.record import RecordState
from binder.vault import RecordFilter, Vault

PAGE = 4096
_WORDS = ("carcinoma", "margin", "mg", "Meyer", "opinion", "surgery", "platelets")


class Shown(Exception):
    """Something was shown that is not what was written, or damage was not found."""


def readable(binder: Binder) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything a person can read in a binder, piece by piece, each by its name."""
    vault = binder._vault
    yield "list", lambda: binder.ids(RecordFilter(states=tuple(RecordState)))
    yield "checklist", vault.checklist.items
    yield "patient", lambda: binder.patient
    yield "log", lambda: list(vault.events.all())
    for name, shelf in vault.shelves.items():
        yield f"shelf {name}", shelf.all
    for words in _WORDS:
        yield f"search {words}", lambda words=words: [hit.record for hit in vault.pages.search(words)]
    for number in range(1, _count(vault) + 1):
        rid = f"R{number}"
        yield f"record {rid}", lambda rid=rid: binder.record(rid)
        yield f"text {rid}", lambda rid=rid: binder.document(rid)
        yield f"original {rid}", lambda rid=rid: _bytes(binder, rid)


def _count(vault: Vault) -> int:
    try:
        return int(vault.connection.value("SELECT max(id) FROM record", default=0) or 0)
    except Damaged:
        return 0


def _bytes(binder: Binder, rid: str) -> object:
    if not binder.record(rid).study_uid:
        return b"".join(binder.original(rid))
    study = binder.study(rid)
    return study, [
        b"".join(binder.instance(rid, series.uid, at)) for series in study.series for at in range(len(series.instances))
    ]


def everything(binder: Binder) -> dict[str, object]:
    """All that can be read, by the names of its pieces; what is damaged is left out."""
    found: dict[str, object] = {}
    for name, read in readable(binder):
        with contextlib.suppress(BinderError):
            found[name] = read()
    return found


class Tampered:
    """One binder of which pages are replaced, one at a time."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self.key = key
        self.data = path.read_bytes()
        with Binder.open(path, key=key) as binder:
            self.whole = everything(binder)
        self.data = path.read_bytes()
        self.counts = Counter[str]()

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self.data) // PAGE

    def with_page(self, number: int, page: bytes) -> str:
        """What becomes of the binder with another page (numbers from 0): "not opened", "named", or "nothing to see".

        Raises Shown where something else than what was written can be read and `check` names nothing, and, where the
        page is none that ever stood there, where it can be read at all.
        """
        for ending in ("-wal", "-shm", "-journal"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        with self.path.open("r+b") as file:
            file.seek(number * PAGE)
            file.write(page)
        try:
            return self._opened(number)
        finally:
            with self.path.open("r+b") as file:
                file.seek(number * PAGE)
                file.write(self.data[number * PAGE : (number + 1) * PAGE])

    def _opened(self, number: int) -> str:
        try:
            binder = Binder.open(self.path, key=self.key)
        except (Damaged, WrongPassphrase):
            return "not opened"
        with binder:
            named = bool(binder.check())
            found = everything(binder)
            other = [name for name, value in found.items() if self.whole.get(name) != value]
            if other and not named:
                raise Shown(f"page {number + 1}: {', '.join(other)} is not what was written, and check named nothing")
            if named:
                self.counts["other content readable, and named"] += bool(other)
            return "named" if named else "nothing to see"

    def flipped(self, number: int, bit: int) -> str:
        """What becomes of it with one bit flipped; raises Shown unless it is found and nothing wrong is shown."""
        page = bytearray(self.data[number * PAGE : (number + 1) * PAGE])
        page[bit // 8] ^= 1 << bit % 8
        before = self.counts["other content readable, and named"]
        verdict = self.with_page(number, bytes(page))
        if verdict == "nothing to see":
            raise Shown(f"page {number + 1}: a flipped bit was not found")
        if self.counts["other content readable, and named"] > before:
            raise Shown(f"page {number + 1}: a flipped page was shown as data")
        return verdict


def flip_each(tampered: Tampered, every: int, seed: int) -> Counter[str]:
    """One bit of each page, or of every so many-th, in turn; how many were named and how many kept the file shut."""
    noise, counts = random.Random(seed), Counter[str]()
    for number in range(0, tampered.pages, every):
        counts[tampered.flipped(number, noise.randrange(PAGE * 8))] += 1
    return counts


def put_back_each(tampered: Tampered, states: list[bytes]) -> Counter[str]:
    """Each page of each older state of the file that differs, put back alone."""
    counts, seen = Counter[str](), set[tuple[int, bytes]]()
    for old in states:
        for number in range(min(len(old) // PAGE, tampered.pages)):
            span = slice(number * PAGE, (number + 1) * PAGE)
            if old[span] != tampered.data[span] and (number, old[span]) not in seen:
                seen.add((number, old[span]))
                counts[tampered.with_page(number, old[span])] += 1
    return counts


def changed_step_by_step(path: Path, key: bytes) -> list[bytes]:
    """Change a binder in all the ways there are, and return the states of the file before each."""
    states = []

    def step(change: Callable[[Binder], Any]) -> None:
        states.append(path.read_bytes())
        with Binder.open(path, key=key) as binder:
            change(binder)

    step(lambda b: b._vault.records.update("R1", "retitle", title="Another title"))
    step(lambda b: b.trash("R2"))
    step(lambda b: b.set_patient("Another Name", "1950-01-01"))
    step(lambda b: b.set_item_state(b.checklist()[-1].item.id, ItemState.WAIVED, "not needed, says the first doctor"))
    step(lambda b: b.add_item("An item of one's own"))
    step(lambda b: b._vault.instances.expect("2.25.999", 24))
    step(_add_again)
    step(_read_again)
    step(lambda b: b.undo())
    step(lambda b: b.undo())
    return states


def _add_again(binder: Binder) -> None:
    """A record like the first, with its tags, dates and facts."""
    first = binder.record("R1")
    document = replace(binder.document("R1"), tags=(("Title", "The same again"),))
    binder._vault.records.add(first.filing, document, b"other bytes")


def _read_again(binder: Binder) -> None:
    """The last record read anew, with one fact fewer, so that the same rows hold other words."""
    last = f"R{_count(binder._vault)}"
    filing, document = binder.record(last).filing, binder.document(last)
    other = tuple(replace(fact, value="0") for fact in filing.facts)
    binder._vault.records.reread(last, replace(filing, facts=other), document)


def run(every: int, seed: int) -> None:
    """Print the counts for the sample binder. Raises Shown at the first page that is not as it must be."""
    from binder.sample import make

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sample.binder"
        with make(path, passphrase="sample") as made:
            key = made._vault.key
        states = changed_step_by_step(path, key)
        tampered = Tampered(path, key)
        print(f"  {tampered.pages} pages, {len(tampered.whole)} things to read", flush=True)
        counts = flip_each(tampered, every, seed)
        print(f"  one bit flipped in {sum(counts.values())} pages in turn: {_told(counts)}", flush=True)
        counts = put_back_each(tampered, states)
        print(f"  {sum(counts.values())} older pages put back, one at a time: {_told(counts)}", flush=True)


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) + "; 0 shown for what was written"


def main() -> None:
    """Exit status 1 where any page was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench.flips")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="flip in every N-th page (default: each)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    try:
        run(given.every, given.seed)
    except Shown as error:
        sys.exit(f"  {error}")


if __name__ == "__main__":
    main()
