"""A binder in memory with the facade's methods, for tests of single screens that need no file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from binder.chase import TodayLine
from binder.chase.situation import Situation
from binder.model.event import Event
from binder.model.kinds import Kind
from binder.model.opinion import Opinion
from binder.model.progress import Progress
from binder.model.record import Filing, Intake, Outcome, Person, Precision, Record, RecordState


def record(number: int, title: str, date: str = "", kind: Kind = Kind.LAB_REPORT, **more: object) -> Record:
    """A filed record."""
    precision = {0: Precision.UNKNOWN, 4: Precision.YEAR, 7: Precision.MONTH}.get(len(date), Precision.DAY)
    filing = Filing(
        kind=kind, title=title, date=date, date_precision=precision, author="Dr. Sample", facility="Lab One"
    )
    return Record(f"R{number}", f"file{number}.pdf", filing, **more)  # type: ignore[arg-type]


class StandIn:
    """Just enough of `Binder`."""

    def __init__(self, records: Iterable[Record] = (), lines: Iterable[TodayLine] = ()) -> None:
        self.path = Path("test.binder")
        self.patient = Person("Test Person")
        self.closed = False
        self.lines = list(lines)
        self.undone: list[str] = []
        self.logged: list[Event] = []
        self.by_id = {r.id: r for r in records}
        self.fetched: list[int] = []

    def close(self) -> None:
        self.closed = True

    def announce(self, what: str = "") -> None:
        pass

    def changed(self) -> bool:
        return False

    def today(self) -> list[TodayLine]:
        return self.lines

    def situation(self) -> Situation:
        return Situation()

    def ids(self, which: object = None) -> list[tuple[str, str]]:
        words = getattr(which, "words", "").casefold()
        kinds = getattr(which, "kinds", ())
        found = [
            r
            for r in self.by_id.values()
            if (not words or words in r.title.casefold()) and (not kinds or r.kind in kinds)
        ]
        found.sort(key=lambda r: r.date, reverse=True)
        return [(r.id, r.date) for r in found if r.state is not RecordState.TRASHED]

    def rows(self, ids: Iterable[str]) -> list[Record]:
        wanted = list(ids)
        self.fetched.append(len(wanted))
        return [self.by_id[i] for i in wanted]

    def record(self, record_id: str) -> Record:
        return self.by_id[record_id]

    def set_opinion(self, record_id: str, number: int | None) -> Record:
        from dataclasses import replace

        self.by_id[record_id] = replace(self.by_id[record_id], opinion=number)
        return self.by_id[record_id]

    def known_opinions(self) -> list[tuple[Opinion, Record | None]]:
        return [(Opinion(str(r.opinion)), r) for r in self.by_id.values() if r.opinion]

    def review_queue(self) -> list[Record]:
        return [r for r in self.by_id.values() if r.state is RecordState.NEEDS_REVIEW]

    def opinions(self) -> list[Record]:
        return sorted((r for r in self.by_id.values() if r.opinion), key=lambda r: r.opinion or 0)

    def events(self, count: int = 50) -> list[Event]:
        return self.logged[:count]

    def undo(self) -> str | None:
        return self.undone.pop() if self.undone else None

    def add(
        self,
        offered: Iterable[Path | str],
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        **_: object,
    ) -> Iterator[Intake]:
        for folder in offered:
            files = sorted(Path(folder).iterdir())
            for done, path in enumerate(files, 1):
                if cancelled is not None and cancelled():
                    return
                number = len(self.by_id) + 1
                self.by_id[f"R{number}"] = record(number, path.name, "2026-04-01")
                if progress is not None:
                    progress(Progress(done, len(files), path.name))
                yield Intake(path.name, Outcome.ADDED, f"R{number}")
