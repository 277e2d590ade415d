"""The verbs of the checklist: what a second opinion needs, and what came for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binder.chase import days, proposals, receive, set_state, status_words
from binder.chase.review import in_review
from binder.chase.spoken_of import SpokenOf, spoken_of
from binder.model.checklist import ChecklistItem, ItemState, Need, Proposal
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import FactType, Record, RecordState
from binder.vault import RecordFilter
from binder.verbs.opened import Opened

_NEWEST = 200  # of each kind are looked at when the checklist asks what may satisfy it


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One line of the checklist: the item, what may satisfy it, and where it stands in words.

    Attributes:
        waiting: ids of the records that may be it and wait in review.
    """

    item: ChecklistItem
    proposals: tuple[Proposal, ...]
    words: str
    waiting: tuple[str, ...] = ()


class Checklist(Opened):
    """What is wanted, and what came."""

    def checklist(self) -> list[ChecklistLine]:
        """Every item with what may satisfy it and where it stands, in words."""
        items = self._vault.checklist.items()
        records = self._chased(items)
        offered, patient = proposals(items, records), self.patient
        return [
            ChecklistLine(
                item,
                tuple(p for p in offered if p.item == item.id),
                status_words(item, offered, records, patient),
                tuple(record.id for record in in_review(item, records, patient)),
            )
            for item in items
        ]

    def spoken_of(self) -> list[SpokenOf]:
        """Records that the documents name with their date and that are not here, newest first."""
        facts = self._vault.records.facts([FactType.MENTIONED_RECORD])
        return spoken_of(facts, self._chased(self._vault.checklist.items())) if facts else []

    def receive(
        self, item_id: str, *, need: Need | None = None, on: str = "", what: str = "", record: str = ""
    ) -> ChecklistItem:
        """Mark something as received for an item: what came, when, and the record it is linked to.

        Args:
            need: which need it meets; may be left out where there is only one, or only one is missing.
            on: ISO date; today if left out.
        """
        item = self.item(item_id)
        linked = self.record(record) if record else ""
        if need is None:
            choices = item.missing if len(item.missing) == 1 else item.needs
            if len(choices) != 1:
                raise BinderError(f"Say what came for {item.title!r}: one of {', '.join(n.value for n in item.needs)}.")
            need = choices[0]
        today = date.today()
        day = days.not_ahead(on or today.isoformat(), today, "The day it came,")
        changed = receive(item, need, day, what, linked)
        summary = f"{item.title}: {need.value} received"
        self._vault.checklist.save(changed, action="receive", summary=summary)
        return changed

    def set_item_state(self, item_id: str, state: ItemState, note: str = "", *, on: str = "") -> ChecklistItem:
        """Say where an item stands: requested, verified, waived with its reason, unavailable ..."""
        item = self.item(item_id)
        today = date.today()
        day = days.not_ahead(on or today.isoformat(), today, "The day it was asked for,")
        changed = set_state(item, state, note, on=day)
        self._vault.checklist.save(changed, action="state", summary=f"{item.title}: {state.label}")
        return changed

    def add_item(self, title: str, needs: tuple[Need, ...] = (Need.REPORT,), why: str = "") -> ChecklistItem:
        """Add an item of the user's own."""
        taken = {item.id for item in self._vault.checklist.items()}
        stem = "".join(c if c.isalnum() else "-" for c in title.casefold()).strip("-") or "item"
        slug = next(s for n in range(1, len(taken) + 2) if (s := stem if n == 1 else f"{stem}-{n}") not in taken)
        item = ChecklistItem(
            id=slug, title=title, needs=needs, why=why, custom=True, group="yours", position=len(taken)
        )
        self._vault.checklist.save(item, action="add-item", summary=f"{title}: put on the checklist")
        return item

    def item(self, item_id: str) -> ChecklistItem:
        """One checklist item by its id, or by the beginning of its id or title where only one has it."""
        items = self._vault.checklist.items()
        wanted = item_id.casefold()
        exact = [i for i in items if i.id == wanted]
        close = exact or [i for i in items if i.id.startswith(wanted) or i.title.casefold().startswith(wanted)]
        if len(close) != 1:
            problem = "Several items begin" if close else "No checklist item begins"
            named = ", ".join(i.id for i in (close or items))
            raise BinderError(f"{problem} with {item_id!r}. The items are: {named}.")
        return close[0]

    def _chased(self, items: Iterable[ChecklistItem]) -> list[Record]:
        """The records that the chase has to look at, without facts: a binder may hold a hundred thousand others.

        These are the newest of each kind that an item can be met by, the opinions, what is linked to an item, and
        all that waits for review or could not be read.
        """
        kinds = {kind for item in items for kind in item.kinds}
        kinds |= {Kind.IMAGING_STUDY, Kind.IMAGING_REPORT, Kind.SECOND_OPINION}
        wanted = [i for kind in sorted(kinds) for i, _ in self.ids(RecordFilter(kinds=(kind,)))[:_NEWEST]]
        waiting = self.ids(RecordFilter(states=(RecordState.NEEDS_REVIEW, RecordState.UNREADABLE)))
        wanted += [r.id for r in self._vault.records.opinions()]
        wanted += [i for i, _ in waiting] + [r.record for item in items for r in item.receipts if r.record]
        return self.rows(dict.fromkeys(wanted))
