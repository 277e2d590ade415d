"""The checklist: what it asks for, and the moves an item may make."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binder.chase import allowed, receive, set_state, starting_items
from binder.chase.checklist import derived, groups
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import RecordState

from .conftest import make_record

Items = dict[str, ChecklistItem]


def test_every_item_says_why_whom_to_ask_and_whose_list_asks_for_it() -> None:
    for item in starting_items():
        assert item.why.endswith(".") and len(item.why) < 140, item.id
        assert item.whom and item.source.startswith("asked for by "), item.id
        assert item.needs and item.state is ItemState.WANTED and not item.receipts
        assert item.group in groups().names
    assert groups().dated and "Triage Cancer" in groups().source


def test_ids_and_positions_are_unique_and_groups_stand_together() -> None:
    items = starting_items()
    assert len({i.id for i in items}) == len(items)
    assert [i.position for i in items] == list(range(len(items)))
    seen = list(dict.fromkeys(i.group for i in items))
    assert seen == list(groups().names)


def test_the_bundle_holds_what_patients_are_told_to_bring(items: Items) -> None:
    kinds = {kind for item in items.values() for kind in item.kinds}
    assert kinds >= {
        Kind.PATHOLOGY_REPORT,
        Kind.OPERATIVE_NOTE,
        Kind.DISCHARGE_SUMMARY,
        Kind.TREATMENT_PLAN,
        Kind.MEDICATION_LIST,
        Kind.IMAGING_REPORT,
        Kind.LAB_REPORT,
        Kind.VISIT_NOTE,
        Kind.SLIDE_RELEASE,
        Kind.AUTHORIZATION,
        Kind.POWER_OF_ATTORNEY,
        Kind.INSURANCE,
    }
    assert items["pathology-slides"].needs == (Need.SLIDES,)
    assert items["tissue-block"].needs == (Need.BLOCK,)


def test_a_scan_needs_its_report_and_its_images(items: Items) -> None:
    for name in ("imaging-ct", "imaging-mri", "imaging-pet", "imaging-other"):
        assert items[name].needs == (Need.REPORT, Need.IMAGES)


def test_what_came_decides_the_state(items: Items) -> None:
    ct = receive(items["imaging-ct"], Need.REPORT, "2026-03-02", "by portal", "R1")
    assert ct.state is ItemState.PARTLY_RECEIVED and ct.missing == (Need.IMAGES,)
    ct = receive(ct, Need.IMAGES, "2026-03-09", "disc by mail")
    assert ct.state is ItemState.RECEIVED and ct.missing == ()
    assert [r.what for r in ct.receipts] == ["by portal", "disc by mail"]


def test_a_report_alone_never_completes_a_scan(items: Items) -> None:
    ct = receive(items["imaging-ct"], Need.REPORT, "2026-03-02", record="R1")
    ct = receive(ct, Need.REPORT, "2026-03-03", record="R2")
    assert ct.state is ItemState.PARTLY_RECEIVED
    with pytest.raises(BinderError, match="verified once all of it is received"):
        set_state(ct, ItemState.VERIFIED)


@pytest.mark.parametrize(
    ("item", "need", "kind"),
    [
        ("imaging-ct", Need.IMAGES, Kind.IMAGING_REPORT),
        ("imaging-mri", Need.IMAGES, Kind.IMAGE),
        ("pathology-slides", Need.SLIDES, Kind.PATHOLOGY_REPORT),
        ("tissue-block", Need.BLOCK, Kind.PATHOLOGY_CONSULT),
        ("imaging-ct", Need.REPORT, Kind.IMAGING_STUDY),
    ],
)
def test_a_record_cannot_be_linked_to_what_it_cannot_be(items: Items, item: str, need: Need, kind: Kind) -> None:
    with pytest.raises(BinderError, match=r"^R3 "):
        receive(items[item], need, "2026-03-02", record=make_record("R3", kind))


def test_pictures_of_a_scan_cannot_be_linked_as_its_images(items: Items) -> None:
    with pytest.raises(BinderError, match="R3 holds pictures only: ask the radiology file room"):
        receive(items["imaging-ct"], Need.IMAGES, "2026-03-02", record=make_record("R3", Kind.IMAGING_STUDY))
    whole = make_record("R3", Kind.IMAGING_STUDY, diagnostic=True, instances=3)
    assert receive(items["imaging-ct"], Need.IMAGES, "2026-03-02", record=whole).met == (Need.IMAGES,)


def test_a_record_put_aside_counts_for_nothing(items: Items) -> None:
    trashed = make_record("R3", Kind.LAB_REPORT, state=RecordState.TRASHED)
    with pytest.raises(BinderError, match="put aside"):
        receive(items["blood-tests"], Need.REPORT, "2026-03-02", record=trashed)


def test_the_same_record_is_received_once(items: Items) -> None:
    labs = receive(items["blood-tests"], Need.REPORT, "2026-03-02", record="R4")
    with pytest.raises(BinderError, match="R4 is already marked"):
        receive(labs, Need.REPORT, "2026-03-02", record="R4")
    assert len(receive(labs, Need.REPORT, "2026-03-05", record="R5").receipts) == 2


def test_what_is_not_asked_for_is_not_received(items: Items) -> None:
    with pytest.raises(BinderError, match="'Pathology glass slides' asks for slides, not for report"):
        receive(items["pathology-slides"], Need.REPORT, "2026-03-02")


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "2026-03", "20260302", "2026-W10-1"])
def test_a_date_that_is_none_is_refused_in_words(items: Items, on: str) -> None:
    with pytest.raises(BinderError, match="is no date: write it as 2026-03-13"):
        receive(items["blood-tests"], Need.REPORT, on)


def test_waiving_needs_a_reason_and_can_be_taken_back(items: Items) -> None:
    block = items["tissue-block"]
    with pytest.raises(BinderError, match="Say in a few words why"):
        set_state(block, ItemState.WAIVED, "  ")
    waived = set_state(block, ItemState.WAIVED, "slides were enough")
    assert waived.note == "slides were enough"
    with pytest.raises(BinderError, match="waived"):
        receive(waived, Need.BLOCK, "2026-03-02")
    assert set_state(waived, ItemState.WANTED).state is ItemState.WANTED


def test_what_could_not_be_had_may_come_after_all(items: Items) -> None:
    gone = set_state(items["operative-note"], ItemState.UNAVAILABLE, "hospital closed in 2019")
    assert receive(gone, Need.REPORT, "2026-03-02", "found in a drawer").state is ItemState.RECEIVED


def test_waiving_the_rest_keeps_what_came(items: Items) -> None:
    part = receive(items["imaging-ct"], Need.REPORT, "2026-03-02")
    waived = set_state(part, ItemState.WAIVED, "second office has the images")
    assert allowed(waived) == (ItemState.PARTLY_RECEIVED,)
    assert set_state(waived, ItemState.PARTLY_RECEIVED).receipts == part.receipts


def test_starting_afresh_takes_the_receipts_off(items: Items) -> None:
    done = receive(items["blood-tests"], Need.REPORT, "2026-03-02", record="R4")
    assert set_state(done, ItemState.WANTED).receipts == ()


def test_asking_again_keeps_the_newest_date_and_what_came(items: Items) -> None:
    part = receive(items["imaging-ct"], Need.REPORT, "2026-03-02")
    asked = set_state(part, ItemState.REQUESTED, on="2026-03-03")
    again = set_state(asked, ItemState.REQUESTED, on="2026-03-20")
    assert again.requested_on == "2026-03-20" and again.receipts == part.receipts
    assert receive(again, Need.IMAGES, "2026-03-28").state is ItemState.RECEIVED


def test_received_is_never_set_by_hand(items: Items) -> None:
    with pytest.raises(BinderError, match="Mark what came for 'CT scans'"):
        set_state(items["imaging-ct"], ItemState.RECEIVED)


def test_something_new_for_a_verified_item_asks_for_another_look(items: Items) -> None:
    seen = set_state(receive(items["blood-tests"], Need.REPORT, "2026-03-02"), ItemState.VERIFIED)
    assert receive(seen, Need.REPORT, "2026-03-20", record="R9").state is ItemState.RECEIVED


moves = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.sampled_from(Need), st.sampled_from(["", "R1", "R2"])),
        st.tuples(st.just("state"), st.sampled_from(ItemState), st.sampled_from(["", "a reason"])),
    ),
    max_size=12,
)
needs = st.lists(st.sampled_from(Need), min_size=1, max_size=4, unique=True)


@settings(max_examples=300, deadline=None)
@given(needs=needs, moves=moves)
def test_no_sequence_of_moves_leaves_the_rules(needs: list[Need], moves: list[tuple[str, object, str]]) -> None:
    item = ChecklistItem(id="x", title="Something", needs=tuple(needs))
    for verb, what, word in moves:
        before = item
        try:
            if verb == "receive":
                assert isinstance(what, Need)
                item = receive(item, what, "2026-03-02", record=word)
            else:
                assert isinstance(what, ItemState)
                item = set_state(item, what, word, on="2026-03-01")
        except BinderError as error:
            assert item is before and str(error).endswith(".") and "\n" not in str(error)
            continue
        assert verb == "receive" or item.state in allowed(before)
        _holds(item)


def _holds(item: ChecklistItem) -> None:
    """What is true of an item in every state."""
    assert {receipt.need for receipt in item.receipts} <= set(item.needs)
    linked = [(r.need, r.record) for r in item.receipts if r.record]
    assert len(linked) == len(set(linked))
    if item.state in (ItemState.RECEIVED, ItemState.VERIFIED):
        assert not item.missing
    if item.state in (ItemState.WANTED, ItemState.PARTLY_RECEIVED):
        assert item.state is derived(item)
    if item.state in (ItemState.WAIVED, ItemState.UNAVAILABLE):
        assert item.note
    assert item.state not in allowed(item) or item.state is ItemState.REQUESTED
    assert allowed(item), "no dead end"
    assert replace(item, state=ItemState.WANTED, receipts=()).missing == item.needs
