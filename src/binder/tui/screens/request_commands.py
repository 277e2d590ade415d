"""What can be done with a request: its commands, which of them are likely now, and the questions each asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from binder.model.checklist import ItemState, Need
from binder.model.errors import BinderError
from binder.model.people import Channel
from binder.model.request import (
    Above,
    Carried,
    Denial,
    Escalation,
    EventKind,
    Extension,
    Fee,
    FeeFor,
    Ground,
    Request,
    RequestEvent,
)
from binder.tui.asking import ask_day, ask_words, choose_words
from binder.tui.commands import Command
from binder.tui.editing import Field, edit, set_field
from binder.tui.receiving import ask_received
from binder.tui.widgets.day_words import day_words
from binder.tui.widgets.request_rows import carried_words

if TYPE_CHECKING:
    from binder.tui.screens.requests import RequestsView
    from binder.verbs.requests import RequestLine


class LogCall(Command):
    """Note a call: with whom, what was said, what comes next."""

    keys, text, footer = "c", "log a call", True


class SomethingCame(Command):
    """Mark what came of it; the rest stays asked for."""

    keys, text, footer = "space", "came", True


class NewRequest(Command):
    """Ask a place for something that is missing."""

    keys, text, footer = "n", "new", True


class ItsLetter(Command):
    """Write, read or send its letter."""

    keys, text, footer = "t", "letter", True


class MarkSent(Command):
    """Note that it was sent, when and how, without a letter of binder's."""

    keys, text, footer = "s", "sent", True


class LogOther(Command):
    """Note a fax, letter, visit, voicemail or portal message."""

    keys, text = "f", "log fax, letter …"


class TheyHaveIt(Command):
    """Note since when they have it, and how one knows: the clock runs from that day."""

    keys, text = "h", "they have it"


class MoreTime(Command):
    """Note that they want more time; whether that counts is said."""

    keys, text = "x", "more time"


class AskAgain(Command):
    """Make a second request for what is still missing of it."""

    keys, text = "m", "ask again"


class Refused(Command):
    """Note that they refuse all or part of it, and on what ground."""

    keys, text = "D", "refused"


class Withdraw(Command):
    """Take it back: nothing more is wanted; what came stays."""

    keys, text = "W", "withdraw"


class FeeAsked(Command):
    """Note a fee they ask, and for what."""

    keys, text = "dollar_sign", "fee"
    shown_key = "$"


class TakeFurther(Command):
    """Note that it was taken to the privacy officer, or to a complaint."""

    keys, text = "T", "take further"


class ChangeRequest(Command):
    """Change its format, the day it is needed by, a shorter limit, the note."""

    keys, text = "e", "change"


class ItsPlace(Command):
    """See the place it goes to and its numbers."""

    keys, text = "p", "its place"


class VerifyAll(Command):
    """Mark what came of it as verified: looked at, and what it should be."""

    keys, text = "v", "verified"


def likely(line: RequestLine) -> list[type[Command]]:
    """What makes sense for a request now, the likeliest first."""
    request = line.request
    if not request.sent_on:
        return [ItsLetter, MarkSent, ChangeRequest, ItsPlace, Withdraw]
    if request.state.closed:
        return [VerifyAll, ItsLetter, AskAgain, ItsPlace]
    first: list[type[Command]] = [ItsLetter, LogCall] if line.clock.overdue else [LogCall, SomethingCame]
    rest = (LogCall, SomethingCame, ItsLetter, TheyHaveIt, MoreTime, AskAgain, Refused, FeeAsked, TakeFurther, Withdraw)
    return [*first, *(command for command in rest if command not in first)]


def why_not(command: type[Command], request: Request) -> str | None:
    """Why a command cannot act on a request, said before anything is asked."""
    if command in (ItsPlace, ChangeRequest, LogOther):
        return None
    if command is MarkSent and request.sent_on:
        return f"{request.id} was sent on {request.sent_on}: t writes a follow-up, m asks again."
    needs_sent = (LogCall, SomethingCame, TheyHaveIt, MoreTime, AskAgain, Refused, TakeFurther, FeeAsked, VerifyAll)
    if command in needs_sent and not request.sent_on:
        return f"{request.id} was not sent yet: t writes its letter, s notes that it was sent."
    if command is SomethingCame and not (request.outstanding or request.refused):
        return f"All of {request.id} has come."
    if command is AskAgain and not (request.outstanding or request.refused):
        return f"All of {request.id} has come: there is nothing to ask again for."
    if command is VerifyAll and not request.came:
        return f"Nothing of {request.id} has come yet: Space marks what came."
    if command is Withdraw and request.state.closed:
        return f"{request.id} is {request.state.label}."
    return None


# -- what each asks ---------------------------------------------------------------------------------------------------


async def mark_sent(view: RequestsView) -> Request | None:
    """How and when."""
    app, request = view.app, view._request
    channels = {channel.value: channel.label for channel in Channel if channel is not Channel.PHONE}
    how = await choose_words(app, "How was it sent?", channels, request.channel.value)
    if how is None:
        return None
    day = await ask_day(app, "When was it sent?")
    if day is None:
        return None
    return await view.change(lambda: app.binder.send_request(request.id, day, Channel(how))[0])


async def they_have_it(view: RequestsView) -> Request | None:
    """Since when, and how one knows."""
    app, request = view.app, view._request
    day = await ask_day(app, "Since when do they have it?", request.sent_on)
    if day is None:
        return None
    proof = await app.ask("How do you know? (fax confirmation, green card, a call)", request.receipt_proof)
    if proof is None:
        return None
    return await view.change(lambda: app.binder.acknowledge_request(request.id, day, proof))


async def more_time(view: RequestsView) -> None:
    """The notice: when, in writing or not, until when, why."""
    app, request = view.app, view._request
    noticed = await ask_day(app, "When did they say that they need more time?")
    if noticed is None:
        return
    written = await app.ask("Did they write it?", "y", {"y": "yes, in writing", "n": "no, only said"})
    if written is None:
        return
    until = await ask_day(app, "Until which day? (empty: they named none)", "", may_be_empty=True)
    if until is None:
        return
    reason = await app.ask("Which reason did they give?")
    if reason is None:
        return
    notice = Extension(noticed, until, reason, written == "y")
    ignored: list[str] = []

    def extend() -> Request:
        changed, why = app.binder.extend_request(request.id, notice)
        ignored.extend(why)
        return changed

    await view.change(extend)
    app.say(" ".join(ignored) or f"Noted: they have until {day_words(until, date.today())}. u takes it back.")


async def refused(view: RequestsView) -> Request | None:
    """Which part, why, when, in writing or not."""
    app, request = view.app, view._request
    parts = request.outstanding
    part: Carried | None = None
    if len(parts) > 1:
        which = await choose_words(app, "What do they refuse?", {"all": "all that has not come", "part": "one part…"})
        if which is None:
            return None
        if which == "part" and (part := await view.choose_part(parts, "Which part?")) is None:
            return None
    ground = await choose_words(app, "On what ground?", {one.value: one.label for one in Ground})
    if ground is None:
        return None
    reason = await app.ask("In their words?")
    if reason is None:
        return None
    day = await ask_day(app, "When did they refuse?")
    if day is None:
        return None
    written = await app.ask("Did they write it?", "y", {"y": "yes, in writing", "n": "no, only said"})
    if written is None:
        return None
    denial = Denial(day, Ground(ground), reason, written == "y")
    item, need = (part.item, part.need) if part else ("", None)
    return await view.change(lambda: app.binder.deny_request(request.id, denial, item, need))


async def withdraw(view: RequestsView) -> Request | None:
    """Why."""
    app, request = view.app, view._request
    because = await ask_words(app, "Why is it taken back?", because="Say in a few words why, so that others know it.")
    if because is None:
        return None
    return await view.change(lambda: app.binder.withdraw_request(request.id, because))


async def fee_asked(view: RequestsView) -> None:
    """How much, for what; what the law does not allow is said."""
    app, request = view.app, view._request
    amount = await ask_words(app, "How much do they ask? (as 25.00)")
    if amount is None:
        return
    what = await choose_words(app, "For what?", {one.value: one.label for one in FeeFor}, FeeFor.NOT_STATED.value)
    if what is None:
        return
    fee = Fee(amount.lstrip("$ "), date.today().isoformat(), charged_for=(FeeFor(what),))
    await view.change(lambda: app.binder.fee_asked(request.id, fee))
    app.say("Noted. t writes an objection, where the law does not allow it. u takes it back.")


async def take_further(view: RequestsView) -> Request | None:
    """To whom."""
    app, request = view.app, view._request
    to = await choose_words(app, "Taken to whom?", {one.value: one.label for one in Above})
    if to is None:
        return None
    day = await ask_day(app, "When?")
    if day is None:
        return None
    return await view.change(lambda: app.binder.escalate_request(request.id, Escalation(day, Above(to))))


async def something_came(view: RequestsView) -> None:
    """Which part, which record; a report that came instead of images closes the report and nothing else."""
    app, request = view.app, view._request
    open_parts = (*request.outstanding, *request.refused)
    part = await view.choose_part(open_parts, "What came?")
    if part is None:
        return
    binder = app.binder
    lines = await app.in_thread(binder.checklist)
    line = next((one for one in lines if one.item.id == part.item), None)
    if line is None:
        raise BinderError(f"The item {part.item} is no longer on the checklist.")
    records = await app.in_thread(lambda: {r.id: r for r in binder.rows([p.record for p in line.proposals])})
    instead = part.need is Need.IMAGES and Need.REPORT in line.item.needs
    got = await ask_received(app, line.item, line.proposals, records, (part.need,), only_a_report=instead)
    if got is None:
        return
    words = carried_words(part, view.held.titles)

    def keep() -> Request:
        if got.need is part.need:
            binder.receive(part.item, need=got.need, on=got.on, what=got.what, record=got.record, request=request.id)
        else:
            said = "only the report came, without the images"
            binder.log_event(request.id, RequestEvent(got.on, EventKind.LETTER, said, incoming=True))
        return binder.request(request.id).request

    changed = await view.change(keep)
    if got.need is not part.need:
        app.say(f"Noted: a report is not the images. {words} stays asked for: m asks again, t writes the letter.")
        return
    await _close_others(view, changed, part)
    left = ", ".join(carried_words(one, view.held.titles) for one in changed.outstanding)
    rest = f"Still to come: {left}." if left else "All of it is here: v marks it verified once looked at."
    app.say(f"{words} came. {rest} u takes it back.")


async def _close_others(view: RequestsView, answered: Request, part: Carried) -> None:
    """Where other requests asked for nothing but what has come, offer to take them back."""
    app = view.app
    for line in view.held.lines.values():
        other = line.request
        waits = {(one.item, one.need) for one in other.outstanding} if other.waiting else set()
        if other.id != answered.id and waits == {(part.item, part.need)}:
            question = f"{other.id} to {line.place} asked for it too. Take that back?"
            if await app.ask(question, "y", {"y": "yes", "n": "no, let it run"}) == "y":
                why = f"it came by {answered.id}"
                await view.change(lambda key=other.id, why=why: app.binder.withdraw_request(key, why))  # type: ignore[misc]
                await view.stand_on(answered.id)


async def ask_again(view: RequestsView) -> Request | None:
    """A second request to the same desk for what has not come."""
    app, request = view.app, view._request
    missing = [(one.item, one.need) for one in (*request.outstanding, *request.refused)]
    return await app.in_thread(
        lambda: app.binder.make_request(
            request.organization,
            request.department,
            missing,
            asked_by=request.asked_by,
            authority_id=request.authority,
            wanted_format=request.wanted_format,
            needed_by=request.needed_by,
            note=f"asks again for what {request.id} did not bring",
        )
    )


async def verify(view: RequestsView) -> None:
    """All items that it brought, as far as they are received in full."""
    app, request = view.app, view._request
    binder = app.binder

    def work() -> tuple[list[str], list[str]]:
        done, open_ = [], []
        for item_id in dict.fromkeys(one.item for one in request.came):
            item = binder.item(item_id)
            if item.state is ItemState.RECEIVED:
                binder.set_item_state(item_id, ItemState.VERIFIED)
                done.append(item.title)
            elif item.state is not ItemState.VERIFIED:
                open_.append(f"{item.title} ({' and '.join(n.value for n in item.missing)} missing)")
        return done, open_

    done, open_ = await app.in_thread(work)
    await view.refresh_view()
    said = f"Verified: {', '.join(done)}." if done else ""
    app.say(" ".join(part for part in (said, f"Not yet: {', '.join(open_)}." if open_ else "") if part) or "It is.")


async def change(view: RequestsView) -> None:
    """One field after another, until Esc."""
    app = view.app
    key = view._request.id

    def fields() -> list[Field]:
        request = app.binder.request(key).request

        def save(**changes: object) -> None:
            app.binder.change_request(replace(request, **changes))  # type: ignore[arg-type]

        typed = set_field(save)
        return [
            typed("needed_by", "Needed by", request.needed_by, day=True),
            typed("wanted_format", "How it should come", request.wanted_format),
            typed("state_law", "Shorter law of a state (two letters)", request.state_law),
            typed("law_days", "Shorter limit in days (0: none)", str(request.law_days), number=True),
            typed("note", "Note", request.note),
        ]

    await edit(app, "Change what?", fields)
    await view.stand_on(key)
