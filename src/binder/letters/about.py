"""What each letter is for: what is enclosed with it, which request it opens, and what to know before it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from binder.letters.parties import Said
from binder.letters.template import Template, Value
from binder.model.request import RequestKind

FORM = "authorization"
OPENS = frozenset({"records-request", "imaging-request", "slide-release"})  # sending one sends the request itself
ABOVE = frozenset({"overdue"})  # goes to the privacy officer
TO_PLAN = frozenset({"gap-exception", "appeal"})
QUESTIONS = "question-list"
TO_DOCTOR = frozenset({"cover-letter", QUESTIONS})
OF_PAPER = frozenset({"authorization", "revocation"})
ON_REQUEST = OPENS | {"follow-up", "overdue", "incomplete", "fee-objection", "complaint"}

_KEEPS_PAPERS = OPENS | {"revocation"}  # the letters that show who signs, with ID and paper
_COPY_OF_REQUEST = frozenset({"overdue", "incomplete", "fee-objection", "follow-up", "complaint"})


_OPENED_BY = {
    RequestKind.RECORDS: ("records-request",),
    RequestKind.IMAGES: ("imaging-request", "records-request"),
    RequestKind.MATERIAL: ("slide-release",),
}
_BY_LAW = frozenset({"overdue", "complaint", "fee-objection"})


def unfit(template: str, kind: RequestKind, name: str) -> str:
    """Why a letter is not for a request of this kind, as a sentence; empty where it is."""
    if template in OPENS and template not in _OPENED_BY[kind]:
        return f"{name} asks for {kind.label}: its letter is {_OPENED_BY[kind][0]}."
    if template in _BY_LAW and not kind.legal_clock:
        return (
            f"{name} asks for slides and blocks, which a laboratory sends by its own policy and not by a date of law: "
            "ask again with the letter follow-up."
        )
    return ""


def enclosed(template: str, said: Said, log: bool = False) -> list[str]:
    """What goes into the envelope besides the letter.

    Args:
        said: the fields gathered so far; its `enclosures` are the papers of the one who signs.
        log: whether calls and letters were noted.
    """
    papers = [str(one) for one in said.get("enclosures", ())]
    if template in _KEEPS_PAPERS:
        return papers
    lines = [line for line in papers if "photo ID" not in line] if said.get("signer_role") else []
    if template in _COPY_OF_REQUEST and said.get("sent_on"):
        lines.append(f"Copy of the request of {said['sent_on']}")
    if template == "complaint" and log:
        lines.append("Copies of the letters and notices named above")
    if template == "appeal" and said.get("denied_on"):
        lines.append(f"Copy of the denial of {said['denied_on']}")
    return lines


def cautions(template: Template, values: Mapping[str, Value]) -> Iterator[str]:
    """What the one who writes should know before this letter goes out, one sentence each."""
    if template.name in ON_REQUEST and values.get("deliver_to"):
        yield (
            "It asks them to send it to somebody else: that is a right only for electronic copies from an electronic "
            "record, and the limit on fees does not cover it (Ciox v. Azar, D.D.C., January 23, 2020). "
            "“Send it to me” is the surer way."
        )
    if template.name == "complaint" and not values.get("complaint_by"):
        yield "It is not late by federal law yet: a complaint to the Office for Civil Rights has no cause so far."
    if template.name == "fee-objection" and values.get("deliver_to"):
        yield "The limit on fees holds for copies sent to the patient, not to somebody else: this objection may fail."
    if template.name == "overdue" and not values.get("days_late"):
        due = values.get("due_on", ("",))[0]
        yield f"It is not overdue yet: an answer is due by {due}. A follow-up says so more kindly."
    if template.name == "follow-up" and values.get("days_late"):
        yield "An answer is overdue: the letter `overdue` takes it to the privacy officer."
    if template.name == "appeal" and not values.get("by_aca"):
        yield (
            "Plans such as Medicare, Medicaid and TRICARE have appeals of their own: the notice of denial names the "
            "last day, the form and the address. Follow it, and use this letter as what you say."
        )
    if not values.get("patient_born") and "patient_born" in template.fields:
        yield "The patient's date of birth is not noted: an office cannot find a record by the name alone."
    if not values.get("sender_address") and "sender_address" in template.fields:
        yield "No address of the one who writes is noted: they cannot answer by mail."
    if "recipient_address" in template.fields and not (values.get("recipient_address") or values.get("recipient_fax")):
        yield "Neither address nor fax number of the one it goes to is noted."
    if values.get("speaks_for") and "speaks_for" in template.fields and not values.get("signer_role"):
        speaks = values["speaks_for"][0].rstrip(",")
        yield f"It is for {values['signer'][0]} to sign; {speaks} is named as one who may speak."
