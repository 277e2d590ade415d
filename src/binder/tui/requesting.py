"""Making a request from the checklist, and noting a call: the few questions, each with its answer preset."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from binder.chase.authority import best, standing
from binder.model.checklist import ChecklistItem, Need
from binder.model.people import DepartmentKind
from binder.model.request import EventKind, Request, RequestEvent
from binder.tui.asking import ask_day
from binder.tui.placing import choose_desk
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.day_words import WEEKDAYS, day_words

if TYPE_CHECKING:
    from binder.binder import Binder
    from binder.chase.situation import Situation
    from binder.tui.app import BinderApp

DESKS = {
    Need.IMAGES: DepartmentKind.RADIOLOGY,
    Need.SLIDES: DepartmentKind.PATHOLOGY,
    Need.BLOCK: DepartmentKind.PATHOLOGY,
    Need.REPORT: DepartmentKind.MEDICAL_RECORDS,
}
Part = tuple[ChecklistItem, Need]


def request_for(binder: Binder, item_id: str) -> str:
    """The id of the open request that asks for an item, else of the newest that did; empty where none does."""
    asking = [line.request for line in binder.requests() if any(one.item == item_id for one in line.request.carried)]
    return next((one.id for one in asking if not one.state.closed), asking[-1].id if asking else "")


async def answered_request(app: BinderApp, item_id: str, need: Need) -> str | None:
    """Which request something that came answers: empty where none waits for it; None where the user gave up."""
    lines = await app.in_thread(app.binder.requests)
    waiting = [line for line in lines if line.request.waiting and (item_id, need) in _outstanding(line.request)]
    if len(waiting) < 2:
        return waiting[0].request.id if waiting else ""
    choices = [
        Choice(line.request.id, f"{line.place}, sent {line.request.sent_on}", line.request.id) for line in waiting
    ]
    return await app.choose("Which request does it answer?", [*choices, Choice("", "none of them", press="0")])


def _outstanding(request: Request) -> set[tuple[str, Need]]:
    return {(one.item, one.need) for one in request.outstanding}


def drafted(request: Request) -> str:
    """What to say of a request that was just made."""
    return f"{request.id} is drafted. Enter writes its letter, s notes that it was sent, u takes it off."


async def new_request(app: BinderApp, item: ChecklistItem | None = None) -> Request | None:
    """Draft a request for what is missing: what, of which desk, who asks; None where the user gave up."""
    binder = app.binder
    now = await app.in_thread(binder.situation)
    if item is None:
        item = await _choose_item(app, now)
    if item is None:
        return None
    parts = await _choose_parts(app, now, item)
    if not parts:
        return None
    asks = [(one.id, need) for one, need in parts]
    if asked := await app.in_thread(lambda: binder.asked_already(asks)):
        words = await app.in_thread(lambda: binder.asked_words(asked[0]))
        if not await app.confirm(f"{words} Ask again?"):
            app.say(f"No second request was made; Enter on {asked[0].id} (R) goes on with the first.")
            return None
    desk = await choose_desk(app, DESKS[parts[0][1]], f"Ask whom for {_words(parts)}?")
    if desk is None:
        return None
    place, department = desk
    asked_by = await _choose_asker(app, now, place, department, parts)
    if asked_by is None:
        return None
    return await app.in_thread(lambda: binder.make_request(place, department, asks, asked_by=asked_by))


async def _choose_item(app: BinderApp, now: Situation) -> ChecklistItem | None:
    wanted = [item for item in now.items if item.missing and not item.state.settled]
    if not wanted:
        app.say("Nothing on the checklist is missing.")
        return None
    choices = [Choice(item.id, item.title, " and ".join(need.value for need in item.missing)) for item in wanted]
    chosen = await app.pick("Ask for what? Type a few letters:", choices)
    return next((item for item in wanted if item.id == chosen), None)


async def _choose_parts(app: BinderApp, now: Situation, item: ChecklistItem) -> list[Part]:
    """What to ask for: the item's own missing needs, or with them what else the same desk holds."""
    needs = item.missing
    if not needs:
        app.say(f"Nothing of {item.title} is missing.")
        return []
    own = [(item, need) for need in needs]
    groups: dict[str, list[Part]] = {}
    if len(own) > 1:
        groups |= {need.value: [(item, need)] for need in reversed(needs)}
        groups["all"] = own
    else:
        groups["all"] = own
    others = [
        (other, need)
        for other in now.items
        if other.id != item.id and other.whom == item.whom and not other.state.settled and not other.requested_on
        for need in other.missing
        if (need in (Need.SLIDES, Need.BLOCK)) == (needs[0] in (Need.SLIDES, Need.BLOCK))
    ]
    if others:
        groups["more"] = own + others
    if len(groups) == 1:
        return own
    choices = [Choice(key, _words(parts)) for key, parts in groups.items()]
    key = await app.choose("Ask for what?", choices)
    return groups[key] if key is not None else []


def _words(parts: list[Part]) -> str:
    """ "CT scans (images) and MRI scans (report and images)"."""
    by_item: dict[str, tuple[str, list[str]]] = {}
    for item, need in parts:
        by_item.setdefault(item.id, (item.title, []))[1].append(need.value)
    return ", ".join(
        title if needs[0].rstrip("s") in title.casefold() else f"{title} ({' and '.join(needs)})"
        for title, needs in by_item.values()
    )


async def _choose_asker(
    app: BinderApp, now: Situation, place: str, department: DepartmentKind, parts: list[Part]
) -> str | None:
    """Who asks: the patient, or somebody of the family with the paper that lets them."""
    if not now.family:
        return "patient"
    today = date.today()
    choices = [Choice("patient", now.name("patient"), "the patient, by their own right")]
    able = ""
    for member in now.family:
        paper = best(replace(Request(place, department), asked_by=member.id), now.authorities, today)
        state = standing(paper, today).value if paper else ""
        if paper and state == "active" and not able:
            able = member.id
        words = f"{paper.kind.label}, {state}" if paper else "no paper yet lets them ask"
        words += "" if paper and paper.kind.representative else ": the patient signs"
        choices.append(Choice(member.id, member.name, words))
    return await app.choose(
        "Who asks? The patient signs, or who stands in for the patient by law.", choices, able or "patient"
    )


async def log_call(app: BinderApp, request_id: str, kind: EventKind = EventKind.CALL) -> Request | None:
    """Note a call: with whom, what was said, what comes next. Three questions; Enter takes what stands there."""
    binder = app.binder
    line = await app.in_thread(lambda: binder.request(request_id))
    last = next((event.who for event in reversed(line.request.events) if event.who), "")
    who = await app.ask("Whom did you speak with?" if kind is EventKind.CALL else "With whom?", last)
    if who is None:
        return None
    said = await app.ask("What was said?")
    if said is None:
        return None
    step = await _choose_step(app)
    if step is None:
        return None
    what, on = step
    today = date.today().isoformat()
    event = RequestEvent(today, kind, said, who, line.desk.contact.phone if line.desk else "")
    if what == "promised":
        event = replace(event, promised_on=on, promised_by=who, next_on=on, next_step="ask for what was promised")
    elif on:
        event = replace(event, next_on=on, next_step="send it again" if what == "lost" else "call again")

    def keep() -> Request:
        changed = binder.log_event(request_id, event)
        if what == "have it" and not changed.received_on:
            changed = binder.acknowledge_request(request_id, today, f"said by {who or 'the office'} on the telephone")
        return changed

    request = await app.in_thread(keep)
    app.data_changed()
    after = f" Next: {event.next_step} {day_words(on, date.today(), weekday=True)}." if on else ""
    app.say(f"Noted.{after} u takes it back.")
    return request


async def _choose_step(app: BinderApp) -> tuple[str, str] | None:
    """What comes next, and its ISO day or none."""
    today = date.today()

    def after(number: int) -> str:
        day = today + timedelta(number)
        while day.weekday() > 4:  # offices are closed
            day += timedelta(1)
        return day.isoformat()

    def beside(day: str) -> str:
        return f"{WEEKDAYS[date.fromisoformat(day).weekday()]} {day_words(day, today)}"

    soon, week = after(3), after(7)
    choices = [
        Choice("soon", "call again in three days", beside(soon)),
        Choice("week", "call again in a week", beside(week)),
        Choice("promised", "they promised it for a day…"),
        Choice("have it", "they have the request, and are at it", f"call again {beside(week)}"),
        Choice("lost", "they never got it: send it again", "tomorrow" if after(1) else ""),
        Choice("day", "call again on another day…"),
        Choice("nothing", "nothing more"),
    ]
    what = await app.choose("What comes next?", choices)
    match what:
        case None:
            return None
        case "soon":
            return what, soon
        case "week" | "have it":
            return what, week
        case "lost":
            return what, after(1)
        case "nothing":
            return what, ""
        case _:
            question = "Promised for which day?" if what == "promised" else "Call again on which day?"
            day = await ask_day(app, question, after(3))
            return None if day is None else (what, day)
