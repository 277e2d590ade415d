"""Choosing the letter that a request needs now: one that is drafted already, or a new one from a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from binder.model.letter import LetterState
from binder.model.request import Request, RequestKind
from binder.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from binder.tui.app import BinderApp
    from binder.verbs.requests import RequestLine

_FIRST = {
    RequestKind.RECORDS: "records-request",
    RequestKind.IMAGES: "imaging-request",
    RequestKind.MATERIAL: "slide-release",
}


def templates_for(line: RequestLine) -> list[str]:
    """The letters that fit a request now, the likeliest first."""
    request = line.request
    if not request.sent_on:
        return [_FIRST[request.kind]]
    after = ["follow-up"]
    if request.came or request.refused:
        after.insert(0, "incomplete")
    else:
        after.append("incomplete")
    if line.clock.overdue and request.kind.legal_clock:
        after.insert(0, "overdue")
    if request.fees:
        after.insert(0, "fee-objection")
    if line.clock.complain_by and request.kind.legal_clock:
        after.append("complaint")
    return after


Opened = tuple[str, tuple[str, ...]]
"""A letter's id, and what to know before it goes out, one sentence each."""


async def letter_of(app: BinderApp, request: Request) -> Opened | None:
    """A letter about a request, a new draft where one is chosen; None where the user gave up."""
    from binder.letters import shipped

    binder = app.binder
    line = await app.in_thread(lambda: binder.request(request.id))
    kept = [letter for letter in await app.in_thread(binder.letters) if letter.request == request.id]
    drafts = [letter for letter in kept if letter.state is not LetterState.SENT]
    names = templates_for(line)
    if len(names) == 1 and not kept:
        return await draft(app, names[0], request=request.id)
    choices = [Choice(f"={letter.id}", f"{letter.title} ({letter.id})", letter.state.label) for letter in drafts]
    choices += [Choice(name, shipped(name).title, "a new letter") for name in names]
    choices += [
        Choice(f"={letter.id}", f"{letter.title} ({letter.id})", f"sent {letter.sent_on}")
        for letter in kept
        if letter.state is LetterState.SENT
    ]
    chosen = await app.choose("Which letter?", choices)
    if chosen is None:
        return None
    return (chosen[1:], ()) if chosen.startswith("=") else await draft(app, chosen, request=request.id)


async def draft(app: BinderApp, template: str, **about: str) -> Opened:
    """Draft a letter and keep it.

    Raises:
        BinderError: it cannot be written without something that is not noted; what, is said.
    """
    binder = app.binder

    def work() -> Opened:
        drafted = binder.draft_letter(template, **about)  # type: ignore[arg-type]
        return binder.keep_letter(drafted).id, drafted.cautions

    return await app.in_thread(work)
