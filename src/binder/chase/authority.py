"""Who may ask for the patient's records, by what paper, and whether that paper stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binder.chase import days
from binder.knowledge import load
from binder.model.authority import Authority, AuthorityKind, AuthorityState
from binder.model.request import DeliverTo, Request


@dataclass(frozen=True, slots=True)
class Element:
    """Something an authorization has to hold; paragraph: of 45 CFR 164.508; words: what it is."""

    paragraph: str
    words: str
    field: str


def elements() -> tuple[Element, ...]:
    """The core elements and statements of 45 CFR 164.508(c)(1) and (2), in their order."""
    return tuple(Element(e["paragraph"], e["words"], e["field"]) for e in load("law")["authorization"])


def lacking(paper: Authority) -> tuple[Element, ...]:
    """The elements that a signed authorization lacks; none for papers of another kind."""
    if paper.kind is not AuthorityKind.AUTHORIZATION:
        return ()
    return tuple(element for element in elements() if not _holds(paper, element.field))


def _holds(paper: Authority, field: str) -> bool:
    match field:
        case "expiry":
            return bool(paper.expires_on.strip() or paper.expires_event.strip())
        case "signature":
            signed = bool(paper.signed_by.strip() and paper.signed_on)
            return signed and (not paper.signed_by_representative or bool(paper.representative_authority.strip()))
        case _:
            value = getattr(paper, field)
            return bool(value.strip()) if isinstance(value, str) else bool(value)


def standing(paper: Authority, on: date) -> AuthorityState:
    """Where a paper stands on a day."""
    if paper.revoked_on and (revoked := days.read(paper.revoked_on)) and revoked <= on:
        return AuthorityState.REVOKED
    if not _given(paper):
        return AuthorityState.DRAFT
    if lacking(paper):
        return AuthorityState.INSUFFICIENT
    if (event := days.read(paper.event_on)) and event <= on:
        return AuthorityState.EXPIRED
    if (ends := days.read(paper.expires_on)) and ends < on:
        return AuthorityState.EXPIRED
    return AuthorityState.ACTIVE


def _given(paper: Authority) -> bool:
    """Whether it was signed (or spoken): until then it is a draft."""
    return paper.kind is AuthorityKind.PATIENT or bool(paper.signed_on)


def covers(paper: Authority, who: str, organization: str) -> bool:
    """Whether a paper is for this person and this place."""
    person = paper.kind is AuthorityKind.PATIENT or paper.grantee == who
    return person and (not paper.organizations or organization in paper.organizations)


def warnings(request: Request, papers: Iterable[Authority], on: date, names: dict[str, str] | None = None) -> list[str]:
    """What speaks against sending a request, one sentence each; none where the authority stands.

    Args:
        names: names of people and places by their ids, for the sentences.
    """
    return [*_paper(request, list(papers), on, names or {}), *_third_party(request)]


def _paper(request: Request, papers: list[Authority], on: date, names: dict[str, str]) -> Iterable[str]:
    who = names.get(request.asked_by, request.asked_by)
    if request.asked_by == "patient":
        return  # the patient's own right needs no paper
    paper = next((one for one in papers if one.id == request.authority), None) or _best(request, papers, on)
    if paper is None:
        yield (
            f"Nothing in the binder lets {who} ask: have the patient sign an authorization, or let the patient ask. "
            "A request without it is refused at the desk."
        )
        return
    if not covers(paper, request.asked_by, request.organization):
        yield f"{paper.id} is not for {who} at {names.get(request.organization, request.organization)}."
    match standing(paper, on):
        case AuthorityState.DRAFT:
            yield f"{paper.id} ({paper.kind.label}) is not signed yet."
        case AuthorityState.INSUFFICIENT:
            gaps = "; ".join(f"{e.words} [164.508{e.paragraph}]" for e in lacking(paper))
            yield f"{paper.id} is not good without: {gaps}."
        case AuthorityState.EXPIRED:
            yield f"{paper.id} ran out{' on ' + paper.expires_on if paper.expires_on else ''}: have a new one signed."
        case AuthorityState.REVOKED:
            yield f"{paper.id} was taken back on {paper.revoked_on}."
        case AuthorityState.ACTIVE:
            pass
    if paper.kind is AuthorityKind.VERBAL:
        yield (
            f"{paper.id} lets them talk with {who}, no more: 45 CFR 164.510(b) gives no right to copies. "
            "Ask with a signed paper, or let the patient ask."
        )


def _best(request: Request, papers: list[Authority], on: date) -> Authority | None:
    """The paper that a request can rest on where it names none: one that stands before one that does not."""
    fitting = [one for one in papers if covers(one, request.asked_by, request.organization)]
    fitting = [one for one in fitting if one.kind is not AuthorityKind.PATIENT]
    rank = {AuthorityState.ACTIVE: 0, AuthorityState.DRAFT: 1, AuthorityState.INSUFFICIENT: 1}
    return min(
        fitting, key=lambda one: (one.kind is AuthorityKind.VERBAL, rank.get(standing(one, on), 2)), default=None
    )


def _third_party(request: Request) -> Iterable[str]:
    if request.deliver_to is not DeliverTo.ME and request.kind.legal_clock:
        yield (
            "It asks them to send it to somebody else: that is a right only for electronic copies from an electronic "
            "record, and the limit on fees does not cover it (Ciox v. Azar, 2020). “Send it to me” is the surer way."
        )


def best(request: Request, papers: Iterable[Authority], on: date) -> Authority | None:
    """The paper in the binder that a request should rest on, where the patient does not ask alone."""
    return None if request.asked_by == "patient" else _best(request, list(papers), on)
