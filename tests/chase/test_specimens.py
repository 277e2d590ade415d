"""Slides and blocks: their way and back, how long they are kept, and the parcels they go in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binder.chase import specimens
from binder.model.errors import BinderError
from binder.model.specimen import Move, Shipment, ShipmentState, Specimen, SpecimenKind, SpecimenState

TODAY = date(2026, 6, 1)
SLIDES = Specimen("ORG1", "S25-0417", "SP1", count=8, collected_on="2025-10-28", reviewer="ORG2")
NAMES = {"ORG1": "Saltmarsh Hospital", "ORG2": "Tidewell Institute"}
S = SpecimenState


def way(*steps: tuple[SpecimenState, str]) -> Specimen:
    found = SLIDES
    for state, on in steps:
        found = specimens.move(found, Move(state, on), TODAY)
    return found


OUT = ((S.RELEASE_REQUESTED, "2026-03-09"), (S.RELEASED, "2026-03-16"), (S.SHIPPED, "2026-03-17"))


def test_the_whole_way_there_and_back() -> None:
    back = way(
        *OUT,
        (S.RECEIVED, "2026-03-19"),
        (S.IN_REVIEW, "2026-03-20"),
        (S.RETURN_DUE, "2026-04-10"),
        (S.SHIPPED, "2026-04-12"),
        (S.RETURNED, "2026-04-14"),
    )
    assert back.state is S.RETURNED and specimens.where(back, [], NAMES) == "at Saltmarsh Hospital"


@pytest.mark.parametrize(
    ("steps", "to", "said"),
    [
        ((), S.SHIPPED, "is at lab: it cannot become shipped now, only release requested or released"),
        (OUT[:1], S.RECEIVED, "is release requested"),
        (((S.DESTROYED, "2026-03-09"),), S.AT_LAB, "only nothing any more"),
    ],
)
def test_there_is_no_short_cut(steps: tuple[tuple[SpecimenState, str], ...], to: SpecimenState, said: str) -> None:
    with pytest.raises(BinderError, match=said):
        specimens.move(way(*steps), Move(to, "2026-04-01"), TODAY)


def test_a_step_is_neither_before_the_last_one_nor_yet_to_come() -> None:
    with pytest.raises(BinderError, match="2026-03-08 is before 2026-03-09"):
        specimens.move(way(OUT[0]), Move(S.RELEASED, "2026-03-08"), TODAY)
    with pytest.raises(BinderError, match="yet to come"):
        specimens.move(SLIDES, Move(S.RELEASED, "2026-06-02"), TODAY)


def test_what_was_lost_may_turn_up() -> None:
    lost = way(*OUT, (S.LOST, "2026-03-25"))
    assert specimens.where(lost, [], NAMES) == "lost, said on 2026-03-25"
    assert specimens.move(lost, Move(S.RECEIVED, "2026-03-28"), TODAY).state is S.RECEIVED


# 42 CFR 493.1105 and CAP: slides 10 and 10 years, cytology 5 and 5, aspirates 5 and 10, blocks 2 and 10.
@pytest.mark.parametrize(
    ("kind", "taken", "cap", "until", "longer"),
    [
        (SpecimenKind.SLIDES, "2016-05-31", None, "2026-05-31", ""),
        (SpecimenKind.BLOCK, "2024-02-29", False, "2026-02-28", ""),
        (SpecimenKind.BLOCK, "2024-02-29", None, "2026-02-28", "2034-02-28"),
        (SpecimenKind.BLOCK, "2024-02-29", True, "2034-02-28", ""),
        (SpecimenKind.CYTOLOGY, "2021-05-01", True, "2026-05-01", ""),
        (SpecimenKind.NEEDLE_ASPIRATE, "2020-05-01", None, "2025-05-01", "2030-05-01"),
        (SpecimenKind.BLOOD_SMEAR, "2026-05-28", True, "2026-06-04", ""),
    ],
)
def test_how_long_it_is_kept(kind: SpecimenKind, taken: str, cap: bool | None, until: str, longer: str) -> None:
    found = specimens.kept(replace(SLIDES, kind=kind, collected_on=taken), cap)
    assert found.until is not None and found.until.isoformat() == until
    assert (found.longer.isoformat() if found.longer else "") == longer


def test_what_runs_out_is_said_in_words() -> None:
    block = replace(SLIDES, kind=SpecimenKind.BLOCK, collected_on="2024-03-01")
    assert specimens.kept_words(block, False, date(2026, 2, 1)) == "kept until 2026-03-01 at least (42 CFR 493.1105)"
    assert specimens.kept_words(block, None, TODAY) == (
        "may be destroyed since 2026-03-01, unless the lab is accredited by CAP: then 2034-03-01"
    )
    assert specimens.kept_words(block, False, TODAY).startswith("may be destroyed since 2026-03-01: ask the lab")
    assert specimens.kept_words(replace(block, collected_on=""), False, TODAY) == ""


def test_wet_tissue_is_asked_for_at_once() -> None:
    wet = replace(SLIDES, kind=SpecimenKind.WET_TISSUE, reported_on="2026-05-25")
    assert specimens.at_once(wet, TODAY) == (
        "Ask the lab today to keep the wet tissue: it may be thrown away after 2026-06-08."
    )
    assert "may be gone since 2026-06-08" in specimens.at_once(wet, date(2026, 6, 9))
    assert specimens.at_once(SLIDES, TODAY) == ""


def test_the_day_it_is_due_back() -> None:
    away = way(*OUT, (S.RECEIVED, "2026-03-19"))
    assert specimens.return_due(away) is None
    assert specimens.return_due(away, 30) == date(2026, 4, 18)
    assert specimens.return_due(replace(away, return_by="2026-05-01"), 30) == date(2026, 5, 1)
    assert specimens.return_due(SLIDES, 30) is None  # it never left


PARCEL = Shipment(("SP1",), "SH1", "ORG1", "ORG2", courier="Larkmoor Express", tracking="LX 77")


def test_where_it_is_while_it_travels() -> None:
    sent = replace(PARCEL, sent_on="2026-03-17")
    assert specimens.where(way(*OUT), [sent], NAMES) == "on its way with Larkmoor Express LX 77 since 2026-03-17"
    there = way(*OUT, (S.RECEIVED, "2026-03-19"))
    assert specimens.where(there, [sent], NAMES) == "at Tidewell Institute, since 2026-03-19"


def test_a_parcel_says_what_it_lacks_before_it_leaves() -> None:
    assert specimens.packing(PARCEL) == [
        "have it signed for on delivery",
        "pack it in a rigid holder",
        "enclose the pathology report: laboratories send slides back without it",
    ]
    ready = replace(PARCEL, signature_required=True, rigid_container=True, report_enclosed=True)
    assert specimens.packing(ready) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"delivered_on": "2026-03-19"}, "note first when that was"),
        ({"sent_on": "2026-03-17", "delivered_on": "2026-03-16"}, "delivered before it was sent"),
        ({"sent_on": "2026-03-17", "expected_on": "2026-03-16"}, "arrive before it was sent"),
        ({"sent_on": "2026-06-17"}, "is yet to come"),
        ({"sent_on": "2026-03-17", "delivered_on": "2026-03-19", "lost_on": "2026-03-20"}, "not lost on its way"),
    ],
)
def test_a_parcels_dates_stand_in_order(facts: dict[str, str], said: str) -> None:
    with pytest.raises(BinderError, match=said):
        specimens.check_shipment(replace(PARCEL, **facts), TODAY)  # type: ignore[arg-type]


def test_a_parcel_moves_what_is_in_it() -> None:
    sent = replace(PARCEL, sent_on="2026-03-17")
    there = replace(sent, delivered_on="2026-03-19", signed_by="P. Marsh")
    assert specimens.steps(PARCEL, sent) == [Move(S.SHIPPED, "2026-03-17")]
    assert specimens.steps(sent, there) == [Move(S.RECEIVED, "2026-03-19")]
    assert specimens.steps(PARCEL, there) == [Move(S.SHIPPED, "2026-03-17"), Move(S.RECEIVED, "2026-03-19")]
    assert specimens.steps(sent, replace(sent, lost_on="2026-03-25")) == [Move(S.LOST, "2026-03-25")]
    assert specimens.steps(PARCEL, replace(there, returning=True))[-1].state is S.RETURNED
    assert there.state is ShipmentState.DELIVERED and specimens.steps(there, there) == []
