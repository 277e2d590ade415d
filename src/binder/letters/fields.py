"""The fields a letter template may use, what each holds, and how values become fit to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from binder.letters.template import Value
from binder.model.clean import clean_lines

FIELDS: dict[str, str] = {
    # who writes, and for whom
    "date": "the letter's date",
    "signer": "who signs",
    "signer_role": "what the signer is to the patient and by what paper; empty where the patient signs",
    "cosigner": "who signs beside the patient",
    "sender": "name at the head",
    "sender_address": "address at the head, line by line",
    "sender_phone": "telephone at the head",
    "sender_email": "e-mail at the head",
    "patient": "the patient's full name",
    "patient_born": "the patient's date of birth",
    "patient_former": "names that may stand on old records",
    "patient_number": "the record number there (MRN)",
    "patient_address": "the patient's address, line by line",
    "patient_phone": "the patient's telephone",
    "my": "my, or the patient's name with 's",
    "me": "me, or the patient's name",
    "authority_words": "a sentence on the paper that is enclosed",
    "authority_law": "where the representative's right stands",
    "speaks_for": "who else may speak for the patient, with telephone",
    "enclosures": "what is enclosed, line by line",
    # to whom
    "recipient": "the organization, or a name",
    "department": "the desk",
    "attention": "a further line of the address",
    "recipient_address": "its address, line by line",
    "recipient_phone": "its telephone",
    "recipient_fax": "its fax number",
    "salutation": "the name after Dear",
    # the request
    "items": "what is asked for, line by line",
    "examinations": "examinations whose images are asked for, line by line",
    "reports": "filled where each of these examinations is asked for with its report",
    "papers": "what is asked for beside images, line by line",
    "format": "the form wanted",
    "deliver_to": "a third party that is to get it; empty means: send it to me",
    "deliver_address": "the third party's address, line by line",
    "needed_by": "the day it is needed",
    "needed_for": "what for (an appointment)",
    "state_days": "a shorter limit of state law, in words",
    "legal_clock": "filled where the right of access sets a date (not for slides)",
    "electronic": "filled where the records are kept electronically",
    "images": "filled where images are among what is asked for",
    "mammograms": "filled where mammograms are among the images",
    "sent_on": "the day the request was sent",
    "received_on": "the day it was received, or is assumed to have been",
    "receipt_known": "filled where its receipt is confirmed",
    "due_on": "the day an answer was or is due",
    "due_law": "the law of a state that makes that day an earlier one",
    "days_late": "how long that is past, in words",
    "extension_words": "a sentence on an extension",
    "asked_department": "the desk that was asked, in a letter to another one",
    "promise": "a sentence on what was promised",
    "log": "what happened, line by line",
    "came": "what has come, line by line",
    "missing": "what has not, line by line",
    "images_missing": "filled where a report came without its images",
    "by_when": "the day an answer is asked for",
    "fee": "the fee that was asked",
    "fee_on": "the day it was asked",
    "fee_for": "what it was asked for",
    "fee_not_allowed": "the part of it that the rule does not allow",
    "complaint_by": "the last day to file a complaint",
    # slides and blocks
    "specimens": "slides and blocks, line by line",
    "ship_to": "where they are to go, line by line",
    "return_by": "the day they have to be back",
    # authorization
    "scope": "the information, line by line",
    "discloser": "who may disclose it, line by line",
    "receiver": "who may receive it, line by line",
    "purpose": "what for",
    "expires": "when it ends: a date or an event",
    "sensitive": "kinds of records that need initials, line by line",
    "representative_authority": "by what the representative may sign",
    "states_revocation": "the statement on revoking",
    "states_conditioning": "the statement on conditions",
    "states_redisclosure": "the statement on redisclosure",
    "paper": "the authorization that is revoked, in words",
    # coverage
    "payer": "the plan or insurer",
    "payer_address": "its address, line by line",
    "plan": "the kind of plan",
    "member_id": "the member's number",
    "group_number": "the group's number",
    "doctor": "the doctor to be seen",
    "doctor_organization": "that doctor's institution",
    "doctor_phone": "that doctor's telephone",
    "condition": "the condition asked about",
    "gap_reason": "why nobody in the network will do",
    "service": "what was denied",
    "denied_on": "the day of the denial",
    "denial_reason": "its reason",
    "reference": "their number for it",
    "appeal_by": "the last day to appeal",
    "by_aca": "filled where the appeal rules for private plans hold (45 CFR 147.136)",
    "decide_within": "how long they have to decide",
    "urgent_reason": "why it cannot wait, a sentence",
    "facts": "what speaks for it, line by line",
    "calls": "calls to the plan, line by line",
    # packet and visit
    "appointment": "day and time of the visit",
    "records_only": "filled where no visit is planned",
    "question": "the question to be settled",
    "questions": "questions, line by line",
    "contents": "what is in the packet, line by line",
    "coming": "a sentence on what is still to come",
    "withheld": "what is left out for independence",
}

_SIGNS_OF_CONTROLS = re.compile("[\u2400-\u2421\ufffd]")


def value(given: str | Iterable[str]) -> Value:
    """Something typed or kept, as lines fit to print: no control characters, no empty lines."""
    texts = [given] if isinstance(given, str) else list(given)
    lines = (" ".join(_SIGNS_OF_CONTROLS.sub(" ", line).split()) for text in texts for line in clean_lines(text))
    return tuple(line for line in lines if line)


def values(given: Mapping[str, str | Iterable[str]]) -> dict[str, Value]:
    """All fields fit to print; those without anything in them are left out."""
    made = {name: value(said) for name, said in given.items()}
    return {name: lines for name, lines in made.items() if lines}
