"""A title a person recognises: the document's own where it has one, else its kind with what it is about."""

from __future__ import annotations

import re

from binder.filing.sheet import Sheet, words
from binder.model.document import Document
from binder.model.kinds import Kind
from binder.model.study import Instance

_LONGEST = 80
_MODALITIES = {
    "CT": "CT", "MR": "MRI", "PT": "PET", "US": "Ultrasound", "CR": "X-ray", "DX": "X-ray", "MG": "Mammogram", "NM": "Nuclear medicine",
    "XA": "Angiography", "RF": "Fluoroscopy", "OT": "Other images", "SC": "Captured images", "SM": "Slide images", "ES": "Endoscopy images",
    "ECG": "ECG", "SR": "Structured report", "SEG": "Segmentation", "RTDOSE": "Radiation dose", "RTPLAN": "Radiation plan",
    "RTSTRUCT": "Radiation structures", "PR": "Presentation state", "KO": "Key images", "XC": "Photograph", "OP": "Eye photograph",
    "DOC": "Document", "MA": "Audio",
}  # fmt: skip
_ABOUT = re.compile(
    r"^\s*(?:title of (?:operation|procedure)|operations?(?: performed)?|procedures?(?: performed)?|operative procedure|exam(?:ination)?|"
    r"type of (?:study|test|exam)|study|reason for (?:consultation|visit|exam)|subject|re)\s*:\s*(?P<what>\S.*)$",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(
    r"\b(?:report|note|summary|letter|list|plan|authorization|directive|power of attorney|opinion|results?|panel|consultation|conference|"
    r"tumou?r board|record|release|notice|message|voicemail|referral|benefits|history|physical|ct|mri|mr|pet|ultrasound|x-?ray|mammogram|scan|"
    r"medications|immunizations|allergies|count|transcript|approval|denial|cytology|colonoscopy)\b",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^\s*(?:\d+[.)]|[-*•#]+)\s*")


def title_of(document: Document, sheet: Sheet, kind: Kind) -> str:
    """The title, at most 80 characters; empty where nothing better than the file's name is known."""
    if document.instance is not None:
        return study_title(document.instance)
    own = _own_title(sheet)
    about = _about(sheet, kind)
    if own and about and words(about).strip() not in words(own):
        return _cut(f"{own}: {about}") if len(own) + len(about) < _LONGEST else _cut(own)
    if own:
        return _cut(own)
    return _cut(f"{kind.label}: {about}") if about else ""


def study_title(instance: Instance) -> str:
    """Modality, description and body part of a DICOM object, each said once ("MRI, Knee w/o contrast")."""
    modality = _MODALITIES.get(instance.modality.upper(), instance.modality)
    parts = [modality]
    for text in (instance.study_description or instance.series_description, instance.body_part.capitalize()):
        said = words(" ".join(parts))
        if text and not all(w in said for w in words(text).split()):
            parts.append(text.replace("^", " ").strip())
    return _cut(", ".join(p for p in parts if p)) or "Imaging study"


def _own_title(sheet: Sheet) -> str:
    for row in sheet.filled[:10]:
        for cell in re.split(r"\s{3,}", row.text.strip()):
            text = cell.strip(" *#=-_:|")
            if 3 < len(text) <= 70 and ":" not in text and not text.endswith((".", ",")) and _TITLE_WORD.search(text):
                if len(text.split()) <= 9 and (text[0].isupper() or text[0].isdigit()):
                    return _nice(text)
    return ""


def _about(sheet: Sheet, kind: Kind) -> str:
    for at, row in enumerate(sheet.filled[:40]):
        if match := _ABOUT.match(row.text):
            return _nice(re.split(r"(?<=[a-z)])\.\s|;|\s{3,}", match["what"])[0])
        if kind is Kind.OPERATIVE_NOTE and re.fullmatch(
            r"\s*(?:operations?|procedures?)(?: performed)?:?\s*", row.text, re.I
        ):
            below = sheet.filled[at + 1 : at + 2]
            return _nice(_NUMBERING.sub("", below[0].text)) if below else ""
    return ""


def _nice(text: str) -> str:
    """Capitals calmed where a whole title shouts; short words such as CT and MRI stay."""
    text = re.sub(r"\s+", " ", _NUMBERING.sub("", text)).strip(" .,:;*#-")
    if not text.isupper() or len(text) <= 5:
        return text
    calm = [
        w if len(w) <= 3 and w not in ("OF", "AND", "THE", "FOR", "TO", "IN", "ON", "WITH", "BY") else w.lower()
        for w in text.split(" ")
    ]
    joined = " ".join(calm)
    return joined[:1].upper() + joined[1:]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
