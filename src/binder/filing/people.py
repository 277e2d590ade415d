"""Whose document it is, who wrote it and where: by labels, by signature lines, by letterhead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from binder.filing.dates import Dated
from binder.filing.kind import MAILS
from binder.filing.letter_form import addressed_patient
from binder.filing.sheet import Row, Sheet, says_nothing
from binder.filing.signature import CREDENTIAL, FACILITY_WORD, NOT_NAMES, PROVIDER_NAME, Signatures, provider
from binder.model.kinds import Kind
from binder.model.record import DateRole, Person

_STOP = (
    r"(?=\s{2,}|\s*[|;]|,?\s*\b(?:DOB|D\.O\.B|Date|MRN|MR\s?#|Medical Record|Med Rec|Age|Sex|Gender|Birth|Born|ID|"
    r"SSN|Acct|Account|"
    r"Phone|Address|Location|Room|Physician|Provider|Collected|Specimen|Member|Claim|Policy|Case|Accession|Ref)\b|"
    r"\s*\(|$)"
)
_PATIENT = re.compile(
    r"(?:^\s*|(?<=\s{2})|(?<=[|;,]\s)|(?<=[|;]))(?=\S)(?:patient(?:'?s)?\s+name|name\s+of\s+patient|"
    r"patient\s*\(last,?\s*first\)|patient|"
    r"member(?:'?s)?\s+name|member|beneficiary(?:\s+name)?|subscriber(?:\s+name)?|examinee|full\s+name|legal\s+name|"
    r"name\s+of\s+principal|principal|client\s+name|pt\.?(?:\s+name)?|name|re|regarding|in\s+re|"
    r"subject)(?:\s*[:#]\s*|(?<=ame)\s{2,}|(?<=ient)\s{2,}(?=[^|]*\b(?:DOB|birth)))(?P<name>\S.*?)" + _STOP,
    re.IGNORECASE,
)
_LABEL_ONLY = re.compile(r"^\s*(?:patient(?:'s)?\s+name|patient|name)\s*:?\s*$", re.IGNORECASE)
_NAME_WORD = (
    r"(?:[A-Z][a-zA-Zà-öø-ÿÀ-ÖØ-ß'’\-]*\.?|(?:de|del|della|di|da|van|von|der|den|la|le|el|bin|al|dos|du|ter|y)\b)"
)
_NAME = re.compile(rf"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+)?(?P<it>{_NAME_WORD}(?:(?:,\s*|\s+){_NAME_WORD}){{1,5}})$")
# "Beatrice Moor, DOB 9/9/1950", "Ines Duarte (MRN 3310)": a name that its birth date or number follows.
_BESIDE = re.compile(
    rf"(?P<name>{_NAME_WORD}(?:(?:,\s*|\s){_NAME_WORD}){{1,4}})(?:\s+(?:Male|Female))?"
    r"(?:,?\s+\d{1,3}\s?(?:[Yy]|yo|y/o|yrs?|y\.o\.|years?\s+old)?,?(?:\s+(?:[MF]|[Mm]ale|[Ff]emale)\b)?)?\s*[,(|;–—-]?\s*\(?"
    r"(?i:DOB|D\.O\.B|date\s+of\s+birth|birth\s*date|born|MRN|MR\s?\#|NHS\s+(?:No|Number)|geb\.?|geboren|geburtsdatum|"
    r"née\s+le|né\s+le)(?![A-Za-z])"
)
_GIVEN = re.compile(
    r"\b(?:forename|first\s+name|given\s+names?)(?:\(s\)|s)?\s*[:#]?\s+(?P<name>[A-Z]\S*(?:\s[A-Z]\S*){0,2})(?=\s{2,}|\s*[,;|]|$)",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b(?:surname|last\s+name|family\s+name)\s*[:#]?\s+(?P<name>[A-Z]\S*(?:\s[A-Z]\S*){0,2}?)"
    r"(?=\s{2,}|\s*[,;|]|\s+(?:first|given|fore)|$)",
    re.IGNORECASE,
)
# Recognised text takes letters for digits: "HAR0LD".
_LETTERS = str.maketrans("015", "OIS")
_FOR_NAME = re.compile(
    r"\b(?:list|summary|record|records|report|plan|care|prepared)\s+(?:of|"
    r"for)\s*:?\s+(?P<name>[A-Z]\S+(?:\s+[A-Z]\S*){1,3}?)(?=\s{2,}|\s*[,;(|]|\s*$)"
    r"|^\s*I,\s+(?P<self>[A-Z]\S+(?:\s+[A-Z][^\s,]*){1,3}),"
)
_IDENTIFIER = re.compile(
    r"\b(?:MRN|M\.R\.N\.|Medical\s+Record\s+(?:Number|No\.?|\#)|Med\s*\.?\s*Rec\s*\.?\s*(?:Number|No\.?|\#)|"
    r"MR\s?\#|Patient\s+(?:ID|Number|No\.?)|"
    r"Hospital\s+(?:No\.?|Number)|Chart\s+(?:No\.?|Number|\#)|Unit\s+(?:No\.?|"
    r"Number))\s*[:#]*\s*(?P<id>[A-Z]{0,4}-?\d[\dA-Z-]{2,15})",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:electronically\s+(?:signed|verified|authenticated)\s+by|e-?signed\s+by|(?:digitally\s+)?signed\s+by|"
    r"signed\s+out\s+by|signed(?=\s*:)|finali[sz]ed\s+by|approved\s+by|pathologist\s+of\s+record|"
    r"signed\s+electronically\s+by|"
    r"dictated\s+(?:and\s+\w+\s+)?by|authenticated\s+by|verified\s+by|interpreted\s+by|reported\s+by|read\s+by|"
    r"interpreting\s+(?:physician|radiologist)|reading\s+(?:physician|radiologist)|"
    r"(?:attending\s+)?pathologist|(?:attending\s+)?radiologist|consultant|consulting\s+(?:physician|pathologist)|"
    r"surgeon|attending\s+surgeon|"
    r"author|written\s+by|reviewed\s+by|performed\s+by|attending\s+physician|attending|provider|from|operator|"
    r"endoscopist)"
    r"\s*(?:name)?\s*[:\-]?\s+" + PROVIDER_NAME,
    re.IGNORECASE,
)
_AUTHOR_RANK = (
    ("signed", 9),
    ("authenticated", 8),
    ("verified", 8),
    ("dictated", 8),
    ("finali", 8),
    ("approved", 7),
    ("interpret", 7),
    ("reading", 7),
    ("read by", 7),
    ("patholog", 6),
    ("radiolog", 6),
    ("surgeon", 6),
    ("author", 7),
    ("written", 7),
    ("reported", 6),
    ("endoscop", 6),
    ("consult", 5),
    ("operator", 4),
    ("performed", 4),
    ("reviewed", 4),
    ("attending", 4),
    ("provider", 3),
    ("physician", 2),
    ("from", 2),
)
_NEEDS_COLON = (
    "patholog",
    "radiolog",
    "surgeon",
    "consult",
    "author",
    "attending",
    "provider",
    "physician",
    "from",
    "operator",
    "endoscop",
)
_OTHERS = re.compile(
    r"\b(?:requesting|referring|ordering|primary(?:\s+care)?|family|admitting|copies?\s+to|cc|outside|submitting)\s*$",
    re.IGNORECASE,
)
_ORDERED = frozenset(
    {Kind.PATHOLOGY_REPORT, Kind.IMAGING_REPORT, Kind.INSURANCE, Kind.LAB_REPORT, Kind.MOLECULAR_REPORT}
)
_FACILITY_LABEL = re.compile(
    r"(?:^\s*|(?<=\s{2}))(?=\S)(?:facility|hospital|institution|performing\s+(?:lab|laboratory|facility|site)|"
    r"laboratory|clinic|practice|organization|location\s+name)"
    r"\s*(?:name)?\s*:\s*(?P<name>\S.*?)(?=\s{2,}|$)",
    re.IGNORECASE,
)
# After "Laboratory:" a note may tell what was found, in small words; a place is written as a name.
_TOLD = re.compile(r"^[a-z]|(?:\s[a-z]{4,}){2}")
_FACILITY_NAME = re.compile(
    r"\b(?:[A-Z][\w.&'’-]*\s+){1,4}(?:Hospital|Medical Cent(?:er|re)|Clinic|Cancer (?:Center|Centre|Institute)|"
    r"Laborator(?:y|ies)|Institute|Infirmary|Health System)\b"
)
_NOT_FACILITY = re.compile(
    r"\b(?:report|note|summary|department|history|course|results?|patient|diagnosis|request|authorization|"
    r"information|consult\w*|list|letter|records?|plan\s+of|procedure|exam\w*|opinion|dear|attorney|proxy|agent|"
    r"durable|advance|directive|will|release|"
    r"insurance\s+card|report|follow|message|visit|date|opinion)\b|[:;?!]",
    re.IGNORECASE,
)


# "Centre for Neurosciences", "Hilltop Family Practice"; and what is only a part of a place, "Breast Program".
_PLACE = re.compile(r"\b(?i:cent(?:er|re)\s+(?:for|of))\s+[A-Z]|\b(?i:(?:family|medical|group|dental)\s+practice)$")
_PART = re.compile(
    r"^(?:department|dept|division|section|unit|service)\b|\b(?:service|program|programme|department|division|unit)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class People:
    """The people and the place a document names; empty where it names none."""

    patient: Person | None
    author: str
    facility: str


def people_of(sheet: Sheet, dates: list[Dated], kind: Kind) -> People:
    """Read patient, author and facility from labels, signature and letterhead."""
    patient = _patient(sheet, dates)
    author = "" if kind is Kind.LAB_REPORT else _author(sheet, kind, patient.name if patient else "")
    return People(patient, author, _facility(sheet))


def plain_name(text: str) -> str:
    """A person's name as printed, without title or doubled blanks; empty if it cannot be a name."""
    text = re.sub(r"^I,\s+", "", re.sub(r"\s+", " ", text).strip(" .,:;-_*"))
    text = re.sub(r"(?<=[A-Z])[015](?=[A-Z])", lambda m: m[0].translate(_LETTERS), text)
    match = _NAME.match(text)
    if match is None or NOT_NAMES.search(text) or any(c.isdigit() for c in text):
        return ""
    return match["it"].strip(" ,.") if len(match["it"]) <= 60 else ""


def _patient(sheet: Sheet, dates: list[Dated]) -> Person | None:
    name = _patient_name(sheet)
    births = [d.found.value for d in dates if d.found.role is DateRole.BIRTH]
    identifier = next((m["id"] for row in sheet.rows if (m := _IDENTIFIER.search(row.text))), "")
    if not (name or births or identifier):
        return None
    return Person(name, births[0] if births else "", identifier, "patient")


def _patient_name(sheet: Sheet) -> str:
    found: list[tuple[int, str]] = []
    previous: Row | None = None
    is_mail = sheet.document.media_type in MAILS
    for row in sheet.filled:
        for match in _PATIENT.finditer(row.text):
            if is_mail and match[0].lstrip().lower().startswith("subject"):
                continue  # what a mail is about, in its sender's words
            if name := plain_name(match["name"]):
                found.append((_rank(match[0]), name))
        if (told := _FOR_NAME.search(row.text)) and (name := plain_name(told["name"] or told["self"])):
            found.append((15, name))
        if previous is not None and _LABEL_ONLY.match(previous.text) and (name := plain_name(row.text.strip())):
            found.append((0, name))
        if previous is not None and (name := _under_header(previous, row)):
            found.append((1, name))
        if (beside := _BESIDE.search(row.text)) and (name := plain_name(beside["name"])):
            found.append((4, name))
        previous = row
    if whole := _of_two_fields(sheet):
        found.append((0, whole))
    return min(found, key=lambda f: f[0])[1] if found else plain_name(addressed_patient(sheet))


def _of_two_fields(sheet: Sheet) -> str:
    """A name that a form asks for in two fields: "Surname: HOLLOWAY   Forename: Jane"."""
    rows = sheet.filled[:40]
    given = next((m["name"] for row in rows if (m := _GIVEN.search(row.text))), "")
    family = next((m["name"] for row in rows if (m := _FAMILY.search(row.text))), "")
    return plain_name(f"{given} {family}") if given and family else ""


def _rank(label: str) -> int:
    """How plainly a label means the patient: "Patient name" before "Patient" before "Name" before "Re"."""
    label = label.lower()
    for rank, start in enumerate(
        (
            "patient name",
            "patient's name",
            "patient",
            "name of patient",
            "member",
            "examinee",
            "beneficiary",
            "full name",
            "principal",
        )
    ):
        if label.lstrip(" |;,").startswith(start):
            return rank
    return 20 if label.strip(" |;,").startswith(("re", "in re", "subject")) else 10


def _under_header(above: Row, row: Row) -> str:
    """A name in the cell under a header cell "Patient Name"."""
    header = re.search(r"\bpatient(?:'s)?\s+name\b(?!\s*:\s*\w)", above.text, re.IGNORECASE)
    if header is None or "  " not in above.text.strip():
        return ""
    cell = next((c for c in re.finditer(r"\S+(?:\s\S+)*", row.text) if abs(c.start() - header.start()) <= 3), None)
    return plain_name(cell[0]) if cell else ""


def _author(sheet: Sheet, kind: Kind, patient: str) -> str:
    signatures = Signatures(sheet, patient)
    found: list[tuple[int, int, str]] = []
    for at, row in enumerate(sheet.filled):
        for match in _AUTHOR.finditer(row.text):
            label, name = match[0][: match.start("name") - match.start()].lower(), provider(match["name"])
            weak = label.startswith(_NEEDS_COLON) and ":" not in label
            weak = weak or (kind is not Kind.REFERRAL and bool(_OTHERS.search(row.text[: match.start()])))
            weak = (
                weak
                or (label.startswith(("provider", "attending")) and kind in _ORDERED)
                or (label.startswith("from") and kind is not Kind.MESSAGE)
            )
            if name and not weak and (" " in name or CREDENTIAL.search(match["name"])):
                found.append((-next((r for word, r in _AUTHOR_RANK if word in label), 1), at, name))
        if name := signatures.closing(at):
            found.append((-10, at, name))
    return min(found)[2] if found else signatures.last() or signatures.head()


def _facility(sheet: Sheet) -> str:
    for row in sheet.filled[:60]:
        if (
            (match := _FACILITY_LABEL.search(row.text))
            and re.search("[A-Za-z]{3}", match["name"])
            and len(match["name"]) < 80
            and not says_nothing(match["name"])
            and not _TOLD.search(match["name"])
        ):
            return match["name"].strip(" ,.;")
    for row in sheet.filled[:8]:
        for cell in re.split(r"\s{3,}|\s+[|•·–—-]\s+", row.text.strip()):
            if (
                6 < len(cell) <= 70
                and (FACILITY_WORD.search(cell) or _PLACE.search(cell))
                and not _PART.search(cell)
                and not _NOT_FACILITY.search(cell)
                and cell[:1].isupper()
            ):
                return re.sub(r"\s+", " ", cell).strip(" ,.;")
        if len(row.text) < 110 and (match := _FACILITY_NAME.search(row.text)) and ":" not in row.text[: match.start()]:
            return match[0]
    return ""
