"""Choosing: reasons, ways to find a second doctor, formats with their prices, and candidates side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from binder.chase import days
from binder.chase.people import independence
from binder.knowledge import load
from binder.model.appointment import Format
from binder.model.decision import Case
from binder.model.people import DoctorRole, Organization, Practitioner, Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one candidate on one criterion.

    Attributes:
        good: True or False where it is settled, None while it has to be asked or judged.  words: as shown.
    """

    good: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of the comparison; ask: the question that settles it; answers: one a candidate, in their order."""

    id: str
    text: str
    ask: str
    answers: tuple[Answer, ...]


def compare_candidates(
    candidates: Sequence[Practitioner], first: Practitioner | None, places: Iterable[Organization]
) -> list[Criterion]:
    """Candidates for the second opinion side by side on the guides' criteria. Nobody is ranked: the family chooses."""
    places = list(places)
    return [
        Criterion(
            entry["id"],
            entry["text"],
            entry["ask"],
            tuple(_answer(entry["field"], one, first, places) for one in candidates),
        )
        for entry in load("choosing")["criteria"]
    ]


def _answer(field: str, one: Practitioner, first: Practitioner | None, places: list[Organization]) -> Answer:
    if field == "independent":
        if first is None:
            return Answer(None, "the first doctor is not noted")
        ties = independence(first, one, places)
        if ties:
            return Answer(False, ties[0])
        known = bool(one.organization or one.practice) and bool(first.organization or first.practice)
        return Answer(True, "nothing known ties them") if known else Answer(None, "not asked yet")
    value = getattr(one, field)
    if isinstance(value, bool):
        return Answer(value, "yes" if value else "no")
    return Answer(None, str(value)) if value else Answer(None, "not asked yet")


def first_doctor(doctors: Iterable[Practitioner]) -> Practitioner | None:
    """The doctor of the first opinion, or else the one who treats; None where neither is noted."""
    doctors = list(doctors)
    for role in (DoctorRole.FIRST_OPINION, DoctorRole.TREATING):
        if found := next((one for one in doctors if one.role is role), None):
            return found
    return None


def chosen(doctors: Iterable[Practitioner], role: DoctorRole = DoctorRole.SECOND_OPINION) -> Practitioner | None:
    """The doctor chosen for an opinion; None while nobody is."""
    return next((one for one in doctors if one.standing is Standing.CHOSEN and one.role is role), None)


@dataclass(frozen=True, slots=True)
class Price:
    """A programme with what it was said to cost.

    Attributes:
        price: an amount, or empty.  dated: ISO date of the price, or empty where the source has none.
    """

    name: str
    format: Format
    price: str
    currency: str
    dated: str
    source: str
    note: str = ""

    @property
    def words(self) -> str:
        """The price with its date, as shown."""
        if not self.price:
            return self.note
        amount = float(self.price)
        cost = "at no cost" if not amount else f"about {self.currency} {amount:,.0f}"
        return cost + (f" ({self.dated})" if self.dated else " (date not known)")


def prices() -> list[Price]:
    """The programmes and what they were said to cost."""
    return [
        Price(
            entry["name"],
            Format(entry["format"]),
            entry["price"],
            entry["currency"],
            entry["price_dated"],
            entry["source"],
            entry.get("note", ""),
        )
        for entry in load("programmes")["programmes"]
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether waiting is safe, as the doctor said.

    Attributes:
        asked: whether anybody asked.  until: last day that was said to be safe, or None.
        words: one sentence.  urgent: not to wait at all.
    """

    asked: bool
    until: date | None
    urgent: bool
    words: str


def waiting(case: Case, on: date) -> Waiting:
    """What the newest answer to "is there a risk in waiting?" means on a day."""
    if not case.waiting:
        return Waiting(False, None, False, f"Nobody has asked yet: “{load('choosing')['waiting']}”")
    last = case.waiting[-1]
    who = last.who or "the doctor"
    if last.urgent:
        return Waiting(True, None, True, f"{who} said on {last.asked_on} not to wait. {load('choosing')['emergency']}")
    asked = days.read(last.asked_on)
    if last.safe_days is None or asked is None:
        return Waiting(True, None, False, f"{who} said on {last.asked_on}: {last.answer}")
    until = asked + timedelta(last.safe_days)
    left = (until - on).days
    how = f"{left} days left" if left > 0 else ("today is the last of them" if not left else "that time is over")
    return Waiting(True, until, False, f"{who} said {last.safe_days} days are safe, until {until.isoformat()}: {how}")
