"""The verbs of opinions: which records hold one, what is known of each, and whether it is being read blind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from binder.model.clean import clean
from binder.model.errors import BinderError, Sealed
from binder.model.opinion import Opinion, Seen
from binder.model.record import Record
from binder.verbs.opened import Opened

MOST = 99  # opinions are numbered by hand; a larger number is a slip


class Opinions(Opened):
    """Opinions, each with what is known of it."""

    def set_opinion(self, record_id: str, number: int | None) -> Record:
        """Mark a record as the first, second ... opinion, or as none; what is known of the opinion moves with it."""
        record = self.record(record_id)
        if number is not None and (holder := self._vault.records.by_opinion(number)) and holder.id != record_id:
            raise BinderError(f"{holder.id} ({holder.title}) is already opinion {number}: choose another number.")
        summary = f"{record.title}: " + (f"opinion {number}" if number else "no longer an opinion")
        with self._vault.together("opinion", summary):
            if record.opinion and number and record.opinion != number:
                self._renumber(record.opinion, number)
            return self._vault.records.update(record_id, "opinion", summary, opinion=number)

    def _renumber(self, old: int, new: int) -> None:
        known, there = self.opinion(old), self._vault.opinions.get(str(new))
        if known.known and there is None:
            self._vault.opinions.remove(known.id, action="opinion", summary="")
            self._vault.opinions.save(replace(known, id=str(new)), action="opinion", summary="")

    def opinions(self) -> list[Record]:
        """The opinions in their order."""
        return self._vault.records.opinions()

    def opinion(self, number: int) -> Opinion:
        """What is known of an opinion beside its text; also of one whose document is not here yet.

        Raises:
            BinderError: no opinion can have that number.
        """
        if not 0 < number <= MOST:
            raise BinderError(f"Opinions are numbered from 1 to {MOST}: {number} is none of them.")
        return self._vault.opinions.get(str(number)) or Opinion(str(number))

    def known_opinions(self) -> list[tuple[Opinion, Record | None]]:
        """Every opinion that is marked or of which something is known, by number, with its record where it is here."""
        records = {record.opinion: record for record in self.opinions() if record.opinion}
        numbers = sorted({*records, *(one.number for one in self._vault.opinions.all())})
        return [(self.opinion(number), records.get(number)) for number in numbers]

    def describe_opinion(self, number: int, **known: object) -> Opinion:
        """Keep what is known of an opinion: practitioner, organization, form, seen_first, materials.

        Raises:
            BinderError: it is sealed, and the doctor is said to have seen the opinion before it.
        """
        before = self.opinion(number)
        after = replace(before, **known)  # type: ignore[arg-type]
        if after.sealed and after.seen_first is Seen.YES:
            raise BinderError(
                f"Opinion {number} is sealed, which says that it is read blind: unseal it first if its doctor has seen "
                "the other opinion after all."
            )
        return self._vault.opinions.save(after, action="describe", summary=f"Opinion {number}: what is known of it")

    # -- read blind ---------------------------------------------------------------------------------------------------

    def seal(self, number: int) -> Opinion:
        """Say that an opinion is read blind: until it is unsealed nothing lays it beside another.

        Raises:
            BinderError: it is sealed already, it is the first, or its doctor has seen the one before.
        """
        known = self.opinion(number)
        if number == 1:
            raise BinderError(
                "The first opinion is what the others are read blind of: seal the second, or a later one."
            )
        if known.sealed:
            raise BinderError(f"Opinion {number} is sealed already, since {_moment(known.sealed_at)}.")
        if known.seen_first is Seen.YES:
            raise BinderError(
                f"It is written down that the doctor of opinion {number} has seen the first one, so it is not read "
                "blind: change that first if it is wrong."
            )
        sealed = replace(
            known,
            sealed=True,
            sealed_at=_now(),
            sealed_by=self._vault.actor,
            seen_first=Seen.NO,
            unsealed_at="",
            unsealed_by="",
        )
        return self._vault.opinions.save(sealed, action="seal", summary=f"Opinion {number}: sealed, read blind")

    def unseal(self, number: int) -> Opinion:
        """End the blind reading; the log keeps who did it and when, even if it is undone.

        Raises:
            BinderError: it is not sealed.
        """
        known = self.opinion(number)
        if not known.sealed:
            when = f"; it was unsealed {_moment(known.unsealed_at)} by {known.unsealed_by}" if known.unsealed_at else ""
            raise BinderError(f"Opinion {number} is not sealed{when}.")
        opened = replace(known, sealed=False, unsealed_at=_now(), unsealed_by=self._vault.actor)
        return self._vault.opinions.save(
            opened, action="unseal", summary=f"Opinion {number}: unsealed by {self._vault.actor}, may be compared now"
        )

    def sealed_opinions(self) -> tuple[int, ...]:
        """The numbers of the opinions that are being read blind."""
        return tuple(one.number for one in self._vault.opinions.all() if one.sealed)

    def refuse_sealed(self, *records: Record) -> None:
        """Raise where one of these opinions is being read blind.

        Raises:
            Sealed: with the reason and what ends it.
        """
        sealed = self.sealed_opinions()
        for record in records:
            if record.opinion in sealed:
                raise Sealed(why_sealed(self.opinion(record.opinion)))


def why_sealed(opinion: Opinion) -> str:
    """Why a sealed opinion is not compared, and what ends it."""
    return clean(
        f"Opinion {opinion.number} is sealed since {_moment(opinion.sealed_at)}: it is read blind, and nothing is laid "
        "beside it, so that no difference can be carried to its doctor and the second read stays independent. When it "
        f"is written and final, unseal it: `binder unseal {opinion.number}`, or b on the Opinions screen."
    )


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _moment(at: str) -> str:
    return at[:16].replace("T", " ") if at else "an unknown day"
