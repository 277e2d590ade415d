"""The checklist: what a second opinion needs, and the moves each item may make from one state to the next.

What was received decides between wanted, partly received and received; nobody sets those by hand. A report never meets
the need for images, slides or a block.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from binder.chase import days
from binder.chase.proposals import fits
from binder.knowledge import load
from binder.model.checklist import ChecklistItem, ItemState, Need, Receipt
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import Record


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of the checklist in the order they are shown, with the date and source of the list."""

    names: tuple[str, ...]
    dated: str
    source: str


@cache
def groups() -> Groups:
    """The groups in their order, with whose list this is."""
    data = load("checklists")
    return Groups(tuple(data["groups"]), data["dated"], data["source"])


def starting_items() -> list[ChecklistItem]:
    """The items every binder starts from, all wanted, in the order of the screen."""
    order = {name: place for place, name in enumerate(groups().names)}
    entries = sorted(load("checklists")["items"], key=lambda entry: order[entry["group"]])
    return [
        ChecklistItem(
            id=entry["id"],
            title=entry["title"],
            needs=tuple(Need(n) for n in entry["needs"]),
            kinds=tuple(Kind(k) for k in entry.get("kinds", ())),
            why=entry["why"],
            source="asked for by " + ", ".join(entry["asked_by"]),
            group=entry["group"],
            whom=entry["whom"],
            position=position,
        )
        for position, entry in enumerate(entries)
    ]


def derived(item: ChecklistItem) -> ItemState:
    """Where the item stands by its receipts alone: wanted, partly received or received."""
    if not item.receipts:
        return ItemState.WANTED
    return ItemState.PARTLY_RECEIVED if item.missing else ItemState.RECEIVED


def allowed(item: ChecklistItem) -> tuple[ItemState, ...]:
    """The states a person may put this item into now; receiving is `receive`, not a state one sets."""
    w, r, v = ItemState.WANTED, ItemState.REQUESTED, ItemState.VERIFIED
    set_aside = (ItemState.WAIVED, ItemState.UNAVAILABLE)
    match item.state:
        case ItemState.WANTED:
            return (r, *set_aside)
        case ItemState.REQUESTED:  # asking again is a new request with a new date
            return (r, derived(item), *set_aside)
        case ItemState.PARTLY_RECEIVED:
            return (r, w, *set_aside)
        case ItemState.RECEIVED:
            return (v, w)
        case ItemState.VERIFIED:
            return (ItemState.RECEIVED,)
        case ItemState.WAIVED:
            return (derived(item),)
        case ItemState.UNAVAILABLE:
            return (r, derived(item), ItemState.WAIVED)


def set_state(item: ChecklistItem, state: ItemState, note: str = "", *, on: str = "") -> ChecklistItem:
    """Put an item into a state.

    Args:
        note: the user's words; needed as the reason where it is waived or unavailable.
        on: ISO date of the request, where it is requested.

    Going back to wanted from (partly) received starts the item afresh: its receipts are taken off.

    Raises:
        BinderError: the item cannot go there from where it stands, or a reason is missing.
    """
    if state not in allowed(item):
        raise BinderError(_why_not(item, state))
    if state in (ItemState.WAIVED, ItemState.UNAVAILABLE) and not note.strip():
        raise BinderError(f"Say in a few words why {item.title!r} is {state.label}, so that others know it too.")
    if on:
        days.need(on)
    receipts = () if state is ItemState.WANTED else item.receipts
    asked = on if state is ItemState.REQUESTED and on else item.requested_on
    if state is ItemState.WANTED:
        asked = ""
    return replace(item, state=state, note=note.strip() or item.note, receipts=receipts, requested_on=asked)


def receive(item: ChecklistItem, need: Need, on: str, what: str = "", record: Record | str = "") -> ChecklistItem:
    """Note that something came for an item; its state follows from all that came so far.

    Args:
        on: ISO date it came.  what: what came, in the user's words.
        record: the record it is linked to, or its id, or empty. Given as a record it must be able to meet the need.

    Raises:
        BinderError: the item does not ask for that, is waived, already has this record, the date is none, or the record
            cannot stand for what is needed (a report for images).
    """
    days.need(on)
    if need not in item.needs:
        asks = " and ".join(n.value for n in item.needs)
        raise BinderError(f"{item.title!r} asks for {asks}, not for {need.value}: choose what came.")
    if item.state is ItemState.WAIVED:
        raise BinderError(f"{item.title!r} is waived: set it back to {derived(item).label} first.")
    if isinstance(record, Record):
        if why := fits(item, need, record):
            raise BinderError(why)
        record = record.id
    if record and any(r.need is need and r.record == record for r in item.receipts):
        raise BinderError(f"{record} is already marked as received for {item.title!r}.")
    changed = replace(item, receipts=(*item.receipts, Receipt(need, on, what.strip(), record)))
    return replace(changed, state=derived(changed))


def _why_not(item: ChecklistItem, state: ItemState) -> str:
    """One sentence for a move that is not allowed."""
    if state is item.state:
        return f"{item.title!r} is already {state.label}."
    if state in (ItemState.RECEIVED, ItemState.PARTLY_RECEIVED):
        return f"Mark what came for {item.title!r}: received follows from that."
    if state is ItemState.VERIFIED:
        return f"{item.title!r} can be verified once all of it is received ({_and(item.missing)} missing)."
    moves = " or ".join(s.label for s in allowed(item))
    return f"{item.title!r} is {item.state.label}: from there it can only become {moves}."


def _and(needs: tuple[Need, ...]) -> str:
    return " and ".join(n.value for n in needs) or "nothing"
