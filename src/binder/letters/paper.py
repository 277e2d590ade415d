"""What an authorization form, or its revocation, says: the fields that come from a paper noted in the binder."""

from __future__ import annotations

from collections.abc import Iterable

from binder.knowledge import load
from binder.letters.authorization import statements
from binder.letters.days import day
from binder.letters.parties import Said
from binder.model.authority import Authority, Sensitive


def paper_fields(paper: Authority) -> Said:
    """The elements of a paper, as its form prints them; its statements are those of binder's own form."""
    form = load("authorization_form")
    expires = f"on {day(paper.expires_on)}" if paper.expires_on else paper.expires_event
    return {
        "scope": paper.scope,
        "discloser": paper.discloser,
        "receiver": paper.recipient,
        "purpose": paper.purpose or form["default_purpose"],
        "expires": expires,
        "sensitive": sensitive_lines(paper.initialled),
        "representative_authority": paper.representative_authority,
        "paper": revoked(paper),
        **statements(),
    }


def sensitive_lines(which: Iterable[Sensitive]) -> list[str]:
    """The kinds of records that need the patient's initials, in words."""
    words = load("authorization_form")["sensitive"]
    return list(dict.fromkeys(words[one.value] for one in which))


def revoked(paper: Authority) -> str:
    """A paper in a sentence: "the authorization of January 5, 2026"."""
    return f"the {paper.kind.label}" + (f" of {day(paper.signed_on)}" if paper.signed_on else "")
