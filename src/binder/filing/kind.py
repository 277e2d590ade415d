"""What a document is: weighted cues over title, headings and text; their margin becomes a calibrated confidence."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from binder.filing.labs import find_labs
from binder.filing.letter_form import is_letter, subject
from binder.filing.sheet import Sheet, words
from binder.knowledge import load
from binder.model.document import Document
from binder.model.kinds import Kind
from binder.model.study import Instance

_ZONES = ("subject", "title", "heading", "start", "text", "end")
_LEAST = 1.5  # below this the words say nothing
_BY_MEDIA = {
    "message/rfc822": Kind.MESSAGE,
    "application/vnd.ms-outlook": Kind.MESSAGE,
    "application/hl7-v2": Kind.LAB_REPORT,
    "text/hl7v2": Kind.LAB_REPORT,
    "application/fhir+json": Kind.PATIENT_SUMMARY,
    "application/cda+xml": Kind.PATIENT_SUMMARY,
}
MAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_MAIL = 0.9
# Basic, Enhanced, Comprehensive, Comprehensive 3D and Extensible SR (PS3.4 B.5); the other classes are logs and marks.
_REPORTS = frozenset(f"1.2.840.10008.5.1.4.1.1.88.{n}" for n in (11, 22, 33, 34, 35))
_LOGS = re.compile(r"\bdose\b|\blog\b|computer[- ]aided|\bCAD\b", re.IGNORECASE)
_MARKED = 6  # words shown as the reason
_ROWS = 3  # laboratory rows from which on they say something
_ROW_WEIGHT, _ROWS_MOST = 1.2, 9.0
_SHARE = 0.2  # of all lines
_LETTER_WEIGHT = 2.0  # of the form of a letter, where its words are those of a visit
_VISITS = frozenset({Kind.VISIT_NOTE, Kind.CONSULT_NOTE})
_PLAIN = 0.9  # where the words say so plainly, rows are not counted


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind with how sure it is (0 to 1), the words that decided, and the next best kind."""

    kind: Kind
    confidence: float
    basis: tuple[str, ...] = ()
    runner_up: Kind = Kind.OTHER


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: Kind
    words: str
    weight: float


@cache
def _cues() -> dict[str, tuple[_Cue, ...]]:
    zones: dict[str, list[_Cue]] = {zone: [] for zone in _ZONES}
    for kind, by_zone in load("kinds")["kinds"].items():
        for zone, phrases in by_zone.items():
            zones[zone].extend(_Cue(Kind(kind), _as_words(phrase), float(w)) for phrase, w in phrases.items())
    return {zone: tuple(cues) for zone, cues in zones.items()}


def _as_words(phrase: str) -> str:
    """A cue as it is looked for: whole words; a trailing * leaves the last word open, | is the border of a cell."""
    left = "" if phrase.startswith("|") else " "
    right = "" if phrase.endswith(("|", "*")) else " "
    return left + phrase.removesuffix("*") + right


def of_media(document: Document) -> KindFound | None:
    """The kind where the format says it and no words need be read: DICOM images, pictures, sound."""
    instance, media = document.instance, document.media_type
    if instance is not None:
        if _is_report(document, instance):
            return KindFound(Kind.IMAGING_REPORT, 0.9, (f"DICOM {instance.modality}",))
        return KindFound(Kind.IMAGING_STUDY, 0.99, ("DICOM",))
    if media.startswith("audio/"):
        return KindFound(Kind.VOICEMAIL, 0.8, (media,))  # whatever is said in it, once that is typed
    if document.pages and document.text.strip():
        return None
    if media.startswith("image/"):
        return KindFound(Kind.IMAGE, 0.95, (media,))
    return None


def _is_report(document: Document, instance: Instance) -> bool:
    """Whether a structured report is what a radiologist says, and not a log of doses or what a computer marked."""
    if not document.pages or instance.sop_class_uid not in _REPORTS:
        return False
    return not _LOGS.search(document.line(1, 1))


def kind_of(document: Document, sheet: Sheet) -> KindFound:
    """The kind of a document, by its format or else by its words.

    A mail is a message unless its words say plainly what else it is; what is attached to it is filed for itself.
    """
    if (known := of_media(document)) is not None:
        return known
    found = _by_words(document, sheet)
    if document.media_type not in MAILS or (found.kind is Kind.MESSAGE and found.confidence > _MAIL):
        return found
    if document.parts or found.kind is Kind.OTHER or found.confidence < _MAIL:
        return KindFound(Kind.MESSAGE, _MAIL, (document.media_type,), found.kind)
    return found


def _by_words(document: Document, sheet: Sheet) -> KindFound:
    scores, reasons = _score(sheet)
    found = _ranked(document, scores, reasons)
    if found.confidence >= _PLAIN or (rows := len(find_labs(sheet, [], Kind.OTHER))) < _ROWS:
        return found
    if rows < _SHARE * len(sheet.filled):
        return found  # a note that quotes some values
    weight = min(_ROW_WEIGHT * rows, _ROWS_MOST)
    scores[Kind.LAB_REPORT] = scores.get(Kind.LAB_REPORT, 0.0) + weight
    reasons[Kind.LAB_REPORT].append((f"{rows} laboratory rows", weight))
    return _ranked(document, scores, reasons)


def _ranked(document: Document, scores: dict[Kind, float], reasons: dict[Kind, list[tuple[str, float]]]) -> KindFound:
    if not scores or max(scores.values()) < _LEAST:
        if not document.text.strip() and document.media_type in _BY_MEDIA:
            return KindFound(_BY_MEDIA[document.media_type], 0.5, (document.media_type,))
        return KindFound(Kind.OTHER, round(_sigmoid(load("kinds")["confidence"]["none"]), 3))
    ranked = sorted(scores, key=lambda k: (-scores[k], k.value))
    best = ranked[0]
    second = ranked[1] if len(ranked) > 1 else Kind.OTHER
    margin = scores[best] - max(scores.get(second, 0.0), 0.0)
    basis = sorted(reasons[best], key=lambda r: -r[1])[:_MARKED]
    return KindFound(best, _confidence(scores[best], margin), tuple(words for words, _ in basis), second)


def _score(sheet: Sheet) -> tuple[dict[Kind, float], dict[Kind, list[tuple[str, float]]]]:
    scores: dict[Kind, float] = defaultdict(float)
    reasons: dict[Kind, list[tuple[str, float]]] = defaultdict(list)
    for kind, cue, weight in _hits(sheet):
        scores[kind] += weight
        if weight > 0:
            reasons[kind].append((cue, weight))
    if scores and max(scores, key=lambda k: scores[k]) in _VISITS and is_letter(sheet):
        scores[Kind.LETTER] += _LETTER_WEIGHT
    return {kind: score for kind, score in scores.items() if score > 0}, reasons


def _hits(sheet: Sheet) -> Iterator[tuple[Kind, str, float]]:
    """Every cue that is there, once in its strongest zone: a title is a heading too, and must not count twice."""
    texts = {"subject": words(subject(sheet)), "title": sheet.title, "heading": sheet.headings, "start": sheet.start,
             "text": sheet.words, "end": sheet.end}  # fmt: skip
    seen: set[tuple[Kind, str]] = set()
    named = load("kinds")["confidence"]["name"]
    for zone in _ZONES:
        text = texts[zone]
        for cue in _cues()[zone]:
            key = (cue.kind, cue.words.strip(" |"))
            if key in seen:
                continue
            if cue.words in text:
                seen.add(key)
                yield cue.kind, key[1], cue.weight
            elif zone == "title" and cue.words in sheet.name:
                seen.add(key)
                yield cue.kind, key[1], cue.weight * named


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def _confidence(score: float, margin: float) -> float:
    """The share of documents with such a margin that were right when it was measured (see bench/score_filing.py)."""
    fit = load("kinds")["confidence"]
    x = fit["base"] + fit["margin"] * min(margin, fit["margin_cap"]) + fit["score"] * min(score, fit["score_cap"])
    return round(min(_sigmoid(x), float(fit["most"])), 3)
