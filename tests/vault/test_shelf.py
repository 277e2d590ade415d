"""Things kept beside the records: each with an id of its own, each change logged, several changed in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import pytest

from binder.model.errors import BinderError
from binder.model.record import RecordState
from binder.vault import Vault, check
from binder.vault.shelf import Shelf

from .conftest import lab_report


class Colour(StrEnum):
    BLUE = "blue"
    ORANGE = "orange"


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """Something a person might keep."""

    text: str
    id: str = ""
    colour: Colour = Colour.BLUE
    places: tuple[Place, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()
    answer: str | None = None
    first: Place | None = None


@pytest.fixture
def markers(vault: Vault) -> Shelf[Marker]:
    return vault.shelf(Marker, "marker", "M")


FULL = Marker("ä ‘quoted’", "", Colour.ORANGE, (Place(3, "x"), Place(4)), (("a", 1),), "yes", Place(1))


def test_a_thing_comes_back_as_it_was_put_there(markers: Shelf[Marker]) -> None:
    kept = markers.save(FULL, action="mark", summary="Marked")
    assert kept == replace(FULL, id="M1")
    assert markers.get("m1 ") == kept
    assert markers.all() == [kept]


def test_a_number_is_never_given_twice(markers: Shelf[Marker], vault: Vault) -> None:
    for text in ("one", "two"):
        markers.save(Marker(text), action="mark", summary="Marked")
    markers.remove("M2", action="unmark", summary="Unmarked")
    assert markers.save(Marker("three"), action="mark", summary="Marked").id == "M3"
    assert [one.text for one in markers.all()] == ["one", "three"]
    vault.events.undo()
    vault.events.undo()
    assert [one.text for one in markers.all()] == ["one", "two"]


def test_what_is_not_there_is_said_with_what_is(markers: Shelf[Marker]) -> None:
    markers.save(Marker("one"), action="mark", summary="Marked")
    with pytest.raises(BinderError, match=r"There is no marker 'M9'\. There are: M1\."):
        markers.need("M9")


def test_nothing_is_logged_where_nothing_changed(markers: Shelf[Marker], vault: Vault) -> None:
    kept = markers.save(FULL, action="mark", summary="Marked")
    before = len(vault.events.recent(100))
    markers.save(kept, action="mark", summary="Marked")
    assert len(vault.events.recent(100)) == before


def test_several_changes_are_one_step_and_one_undo(markers: Shelf[Marker], vault: Vault) -> None:
    vault.records.add(*lab_report(1))
    first = markers.save(Marker("one"), action="mark", summary="Marked")
    with vault.together("answer", "The answer came"):
        markers.save(replace(first, answer="half"), action="mark", summary="")
        markers.save(replace(first, answer="whole"), action="mark", summary="")
        markers.save(Marker("two"), action="mark", summary="")
        vault.records.update("R1", "trash", "", state=RecordState.TRASHED)
    assert vault.events.recent(1)[0].summary == "The answer came"
    assert check(vault) == []
    vault.events.undo()
    assert markers.all() == [first]
    assert vault.records.row("R1").state is not RecordState.TRASHED
    assert check(vault) == []


def test_a_step_that_fails_leaves_nothing(markers: Shelf[Marker], vault: Vault) -> None:
    before = len(vault.events.recent(100))
    with pytest.raises(ZeroDivisionError), vault.together("answer", "The answer came"):
        markers.save(Marker("one"), action="mark", summary="")
        raise ZeroDivisionError
    assert markers.all() == [] and len(vault.events.recent(100)) == before
    markers.save(Marker("two"), action="mark", summary="Marked")
    assert vault.events.recent(1)[0].entity == "marker"


def test_a_field_that_came_later_takes_its_default(markers: Shelf[Marker], vault: Vault) -> None:
    with vault.transaction() as connection:
        connection.run("INSERT INTO entry VALUES ('marker', 'M1', 1, ?)", ['{"id": "M1", "text": "old", "gone": 3}'])
    assert markers.all() == [Marker("old", "M1")]


def test_check_sees_a_thing_put_back_to_what_it_was(markers: Shelf[Marker], vault: Vault, path: Path) -> None:
    kept = markers.save(Marker("one"), action="mark", summary="Marked")
    markers.save(replace(kept, answer="yes"), action="mark", summary="Answered")
    assert check(vault) == []
    with vault.transaction():
        markers.put_back("M1", {"text": "one", "id": "M1"})
    assert ["M1" in damage.what for damage in check(vault)] == [True]
