"""A title a person recognises: the document's own where it has one, else its kind with what it is about."""

from __future__ import annotations

import re

from binder.filing.sheet import Sheet, says_nothing, words
from binder.model.document import Document
from binder.model.kinds import Kind
from binder.model.study import Instance

_LONGEST = 80
_MODALITIES = {
    "CT": "CT",
    "MR": "MRI",
    "PT": "PET",
    "US": "Ultrasound",
    "CR": "X-ray",
    "DX": "X-ray",
    "MG": "Mammogram",
    "NM": "Nuclear medicine",
    "XA": "Angiography",
    "RF": "Fluoroscopy",
    "OT": "Other images",
    "SC": "Captured images",
    "SM": "Slide images",
    "ES": "Endoscopy images",
    "ECG": "ECG",
    "SR": "Structured report",
    "SEG": "Segmentation",
    "RTDOSE": "Radiation dose",
    "RTPLAN": "Radiation plan",
    "RTSTRUCT": "Radiation structures",
    "PR": "Presentation state",
    "KO": "Key images",
    "XC": "Photograph",
    "OP": "Eye photograph",
    "DOC": "Document",
    "MA": "Audio",
}
_ABOUT = re.compile(
    r"^\s*(?:title of (?:operation|procedure)|operations?(?: performed)?|procedures?(?: performed)?|"
    r"operative procedure|exam(?:ination)?|"
    r"type of (?:study|test|exam)|study|reason for (?:consultation|visit|exam)|service requested|"
    r"subject)\s*:\s*(?P<what>\S.*)$",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(
    r"\b(?:report|note|summary|letter|list|plan|authorization|directive|power of attorney|opinion|results?|panel|"
    r"consultation|conference|"
    r"tumou?r board|will|record|release|notice|message|voicemail|referral|benefits|history|physical|ct|mri|mr|pet|"
    r"ultrasound|x-?ray|mammogram|scan|"
    r"medications|immunizations|allergies|count|transcript|approval|denial|cytology|colonoscopy)\b",
    re.IGNORECASE,
)
_CAPITALS = frozenset(
    [
        "CT",
        "MRI",
        "MR",
        "PET",
        "PET/CT",
        "CBC",
        "EGD",
        "ECG",
        "EKG",
        "ER",
        "ED",
        "ICU",
        "DNA",
        "RNA",
        "HIV",
        "PSA",
        "CEA",
        "US",
        "XR",
        "II",
        "III",
        "IV",
        "MD",
        "TURP",
        "ORIF",
        "IV",
        "D&C",
        "A",
        "B",
        "C",
    ]
)
# Examinations name a scan or an operation; in a visit note "Exam:" begins what was found.
_EXAMINED = frozenset(
    {Kind.IMAGING_REPORT, Kind.OPERATIVE_NOTE, Kind.PROCEDURE_NOTE, Kind.PATHOLOGY_REPORT, Kind.LAB_REPORT}
)
_ASKED_FOR = re.compile(r"^\s*(?:reason|service|subject|title)", re.IGNORECASE)
_PROSE = re.compile(r"^(?:this|the|he|she|patient|mr|mrs|ms|i|we|an?)\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:DOB|MRN|date)\b|\d{1,2}[/.]\d{1,2}[/.]\d{2}|\d{4}-\d\d-\d\d", re.IGNORECASE)
# Headings of a note's sections, which name no document unless it is nothing else.
_SECTION = re.compile(
    r"(?:(?:past|prior|brief|interval)\s+)?(?:medical|surgical|family|social|clinical|oncologic|medication|personal)\s+"
    r"(?:history|information|record)|physical\s+exam\w*|history\s+of\s+present\w*\s+\w+|results?(?:\s+summary)?|summary"
    r"|(?P<list>(?:current\s+|home\s+|discharge\s+)?(?:medications|allergies|immunizations))",
    re.IGNORECASE,
)
# The names of a table's columns: a row that names three of them is the head of a table, whatever its cells are.
_COLUMN = re.compile(
    r"\b(?:tests?(?:\s+name)?|components?|analytes?|results?|values?|flags?|units?|codes?|status|dates?|times?|specimens?|"
    r"(?:ref(?:erence)?|normal|standard)\b\.?(?:\s+(?:range|interval|values?|limits?))?|range|interval|"
    r"medications?|drugs?|dos(?:e|age)s?|strength|route|frequency|prescriber|vaccines?|allergens?|reactions?|severity)\b",
    re.IGNORECASE,
)
_COLUMNS = 3
_LISTS = frozenset({Kind.MEDICATION_LIST, Kind.ALLERGIES, Kind.IMMUNIZATIONS})
_OF_SOMEBODY = re.compile(r"\s+[-–—]\s+.{3,40}\(?(?:DOB|MRN)\b.*$|\s*\((?:DOB|MRN)\b.*$|\s+[-–—]\s*$", re.IGNORECASE)
_LONG_ABOUT = 70
_NUMBERING = re.compile(r"^\s*(?:\d+[.)]|[-*•#]+)\s*")


def title_of(document: Document, sheet: Sheet, kind: Kind, facility: str = "") -> str:
    """The title, at most 80 characters; empty where nothing better than the file's name is known."""
    if document.instance is not None:
        return study_title(document.instance)
    own = _own_title(sheet, kind, facility)
    about = _about(sheet, kind)
    if own and about and words(own).strip() in words(about):
        return _cut(about)
    if own and about and words(about).strip() not in words(own):
        return _cut(f"{own}: {about}") if len(own) + len(about) < _LONGEST else _cut(own)
    if own or kind is Kind.OTHER:
        return _cut(own)
    return _cut(f"{kind.label}: {about}") if about else _cut(f"{kind.label}, {facility}") if facility else ""


def study_title(instance: Instance) -> str:
    """Modality, description and body part of a DICOM object, each said once ("MRI, Knee w/o contrast")."""
    modality = _MODALITIES.get(instance.modality.upper(), instance.modality)
    parts = [modality]
    for text in (instance.study_description or instance.series_description, instance.body_part.capitalize()):
        said = words(" ".join(parts))
        if text and not all(w in said for w in words(text).split()):
            parts.append(text.replace("^", " ").strip())
    if len(parts) > 1 and words(modality) in words(parts[1]):
        parts = parts[1:]
    return _cut(", ".join(p for p in parts if p)) or "Imaging study"


def _own_title(sheet: Sheet, kind: Kind, facility: str) -> str:
    rows = [row.text.strip() for row in sheet.filled[:10] if len(row.text) < 200 and not _heads_table(row.text)]
    cells = [cell for row in rows for cell in re.split(r"\s{3,}", row)]
    cells = [_OF_SOMEBODY.sub("", cell.strip(" *#=-_:|")) for cell in cells]
    return next((_nice(text) for text in cells if _is_title(text, facility) and not _only_section(text, kind)), "")


def _heads_table(row: str) -> bool:
    """Whether a row names the columns of a table below it: three or more, and hardly anything else."""
    columns, left = [c.lower() for c in _COLUMN.findall(row)], _COLUMN.sub(" ", row)
    return len(set(columns)) >= _COLUMNS and len(words(left).split()) < len(columns)


def _only_section(text: str, kind: Kind) -> bool:
    match = _SECTION.fullmatch(text)
    return match is not None and not (match["list"] and kind in _LISTS)


_PART_OF_PLACE = re.compile(r"\b(?:service|services|program|programme|department|division|unit|clinic)$", re.IGNORECASE)


def _is_title(text: str, facility: str) -> bool:
    """A short capitalised line without a colon that names a kind of document, and is not the letterhead."""
    if (
        not 3 < len(text) <= 70
        or ":" in text
        or text.endswith((".", ","))
        or _DATED.search(text)
        or _PART_OF_PLACE.search(text)
        or (facility and text.lower() == facility.lower())
    ):
        return False
    several = len(text.split()) > 1 or text.lower() in (
        "consultation",
        "urinalysis",
        "medications",
        "immunizations",
        "allergies",
    )
    return bool(
        several and _TITLE_WORD.search(text) and len(text.split()) <= 9 and (text[0].isupper() or text[0].isdigit())
    )


def _about(sheet: Sheet, kind: Kind) -> str:
    for at, row in enumerate(sheet.filled[:40]):
        if (match := _ABOUT.match(row.text)) and (kind in _EXAMINED or _ASKED_FOR.match(row.text)):
            about = _nice(re.split(r"(?<=[a-z)])\.\s|;|\s{3,}", match["what"])[0])
            told = re.search(r"[A-Za-z]{2}", about) and not says_nothing(about)
            if told and len(about) <= _LONG_ABOUT and not _PROSE.match(about):
                return about
        if kind is Kind.OPERATIVE_NOTE and re.fullmatch(
            r"\s*(?:operations?|procedures?)(?: performed)?:?\s*", row.text, re.I
        ):
            below = _nice("".join(row.text for row in sheet.filled[at + 1 : at + 2]))
            return "" if says_nothing(below) else below
    return ""


def _nice(text: str) -> str:
    """Capitals calmed where a whole title shouts; short words such as CT and MRI stay."""
    text = re.sub(r"\s+", " ", _NUMBERING.sub("", text)).strip(" .,:;*#-")
    if not text.isupper() or len(text) <= 5:
        return text
    joined = " ".join(w if w in _CAPITALS else w.lower() for w in text.split(" "))
    return joined[:1].upper() + joined[1:]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
