"""Imaging reports and imaging studies brought together: which report speaks of which images, and what is missing.

The accession number decides where both carry one; else the day, the modality and the part of the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binder.model.checklist import Need
from binder.model.kinds import Kind
from binder.model.record import Record, RecordState

_MODALITY_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(words, re.IGNORECASE))
    for code, words in (
        ("PT", r"\bPET\b|\bPET[ /-]?(?:CT|MRI?)\b|positron"),
        ("MR", r"\bMRI\b|\bMRCP\b|\bMRA\b|\bMR\b|magnetic resonance"),
        ("CT", r"\bCT\b|\bCAT scan|\bCTA\b|computed tomograph|computer tomograph"),
        ("MG", r"mammogra|tomosynthesis|\bMG\b"),
        ("US", r"ultraso(?:und|nograph)|sonogra|\bUS\b|echocardiogra"),
        ("NM", r"bone scan|scintigra|nuclear (?:medicine|scan|stress)|myocardial perfusion|\bNM\b|\bSPECT\b"),
        ("XR", r"x[- ]?ray|radiograph|frontal view|two views|\bCXR\b|\bCR\b|\bDX\b|fluoroscop|barium"),
    )
)
_CALLED = {
    "PT": "PET scan",
    "MR": "MRI scan",
    "CT": "CT scan",
    "MG": "Mammogram",
    "US": "Ultrasound",
    "NM": "Nuclear medicine scan",
    "XR": "X-ray",
}
_PLAIN_FILM = {"CR": "XR", "DX": "XR", "RF": "XR", "XA": "XR", "DR": "XR"}
# Each part with the words it goes by; "torso" words stand for several.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (part, re.compile(words, re.IGNORECASE))
    for part, words in (
        ("head", r"\bhead\b|brain|skull|cranial|sinus|orbit"),
        ("neck", r"\bneck\b|thyroid|carotid"),
        ("chest", r"chest|thora|lung|\bcap\b|pulmonary|whole ?body|skull base to"),
        (
            "abdomen",
            r"abd(?:omen|ominal)?\b|liver|hepat|pancrea|kidney|renal|biliary|mrcp|\bcap\b|whole ?body|skull base",
        ),
        ("pelvis", r"pelvi|rectum|rectal|prostat|bladder|uter|ovar|\bcap\b|whole ?body|skull base to"),
        ("breast", r"breast|mammogra"),
        ("spine", r"spine|spinal|lumbar|cervical|thoracic spine|sacr"),
        ("limb", r"knee|hip\b|shoulder|ankle|wrist|elbow|hand\b|foot\b|femur|tibia|humerus|extremit"),
        ("heart", r"heart|cardiac|coronary|echocardiogra"),
    )
)


def modality(record: Record) -> str:
    """The DICOM modality a record is of (CT, MR, PT, MG, US, NM, or XR for any plain film), or empty."""
    coded = [value for name, value in record.tags if name.replace(" ", "").casefold() in ("modality", "modalities")]
    for value in coded:
        codes = [_PLAIN_FILM.get(code, code) for code in re.split(r"[^A-Z]+", value.upper()) if code]
        # A PET/CT study carries both; its CT part is there for the PET.
        known = [code for code, _ in _MODALITY_WORDS if code in codes]
        if known:
            return known[0]
    return next((found for described in _described(record) if (found := modality_in(described))), "")


def modality_in(text: str) -> str:
    """The DICOM modality that words name (XR for any plain film), or empty."""
    return next((code for code, words in _MODALITY_WORDS if words.search(text)), "")


def body_parts(record: Record) -> frozenset[str]:
    """The parts of the body named in its title, or else in its file's name; empty where none is."""
    for described in _described(record):
        if found := frozenset(part for part, words in _PARTS if words.search(described)):
            return found
    return frozenset()


def _described(record: Record) -> tuple[str, str]:
    """What says what it shows, the surer first: its title with the coded descriptions, then its file's name."""
    tagged = [value for name, value in record.tags if "body" in name.casefold() or "description" in name.casefold()]
    return " ".join((record.filing.title, *tagged)), re.sub(r"[_\W]+", " ", record.name)


def filed(record: Record, *kinds: Kind) -> bool:
    """Whether it counts: filed without open doubt, of one of these kinds."""
    return record.state is RecordState.FILED and record.kind in kinds


@dataclass(frozen=True, slots=True)
class Examination:
    """One imaging examination as far as it is here: its report, its images, or both."""

    report: Record | None = None
    study: Record | None = None

    @property
    def modality(self) -> str:
        """DICOM modality, or empty where neither part tells."""
        return next((m for r in (self.study, self.report) if r and (m := modality(r))), "")

    @property
    def date(self) -> str:
        """ISO date of the examination, from the images where they are here."""
        return next((r.date for r in (self.study, self.report) if r and r.date), "")

    @property
    def called(self) -> str:
        """What it is, by its modality: "MRI scan"; empty where neither part tells."""
        return _CALLED.get(self.modality, "")

    @property
    def facility(self) -> str:
        """Where it was made, as its report says, or else its images."""
        return next((r.filing.facility for r in (self.report, self.study) if r and r.filing.facility), "")

    @property
    def accession(self) -> str:
        """The number under which the department keeps it."""
        return next((r.filing.accession for r in (self.report, self.study) if r and r.filing.accession), "")

    @property
    def lacks(self) -> tuple[Need, ...]:
        """What of it is not here."""
        images = self.images_missing or self.incomplete
        return tuple(need for need, gone in ((Need.REPORT, not self.report), (Need.IMAGES, images)) if gone)

    @property
    def pictures_only(self) -> bool:
        """The study holds captures or lossy pictures, not the images a radiologist reads."""
        return self.study is not None and not self.study.diagnostic

    @property
    def incomplete(self) -> bool:
        """The disc's index names more images than are here."""
        return self.study is not None and self.study.expected is not None and self.study.instances < self.study.expected

    @property
    def images_missing(self) -> bool:
        """No images that can be read again are here."""
        return self.study is None or self.pictures_only


def examinations(records: Iterable[Record]) -> list[Examination]:
    """All imaging examinations of these records, newest first, each report beside its own images."""
    records = list(records)
    reports = [r for r in records if filed(r, Kind.IMAGING_REPORT)]
    studies = [r for r in records if filed(r, Kind.IMAGING_STUDY)]
    likely = _by_accession_and_day(studies)
    pairs = sorted(
        (
            (strength, n, m)
            for n, report in enumerate(reports)
            for m in dict.fromkeys(m for key in _keys(report, nearby=True) for m in likely.get(key, ()))
            if (strength := match(report, studies[m]))
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    study_of: dict[int, int] = {}
    for _, n, m in pairs:
        # One study may be spoken of by a report and its addendum, but a report speaks of one study.
        if n not in study_of:
            study_of[n] = m
    found = [Examination(r, studies[study_of[n]] if n in study_of else None) for n, r in enumerate(reports)]
    found += [Examination(None, s) for m, s in enumerate(studies) if m not in study_of.values()]
    return sorted(found, key=lambda e: e.date, reverse=True)


def _by_accession_and_day(studies: list[Record]) -> dict[str, list[int]]:
    """Places of the studies by what a report may share with them, so that not every pair has to be tried."""
    found: dict[str, list[int]] = {}
    for m, study in enumerate(studies):
        for key in _keys(study):
            found.setdefault(key, []).append(m)
    return found


def _keys(record: Record, nearby: bool = False) -> list[str]:
    """Accession and day of a record; with the days before and after, if so asked."""
    keys = [f"accession {number}"] if (number := _key(record.filing.accession)) else []
    try:
        day = date.fromisoformat(record.date).toordinal()
    except ValueError:
        return keys
    return keys + [f"day {day + n}" for n in ((0, -1, 1) if nearby else (0,))]


def match(report: Record, study: Record) -> int:
    """How surely a report speaks of a study: 3 by accession, 2 by day, 1 by the day before or after, 0 not."""
    ours, theirs = _key(report.filing.accession), _key(study.filing.accession)
    if ours and theirs:
        return 3 if ours == theirs else 0
    a, b = modality(report), modality(study)
    if a and b and a != b:
        return 0
    here, there = body_parts(report), body_parts(study)
    if here and there and not here & there:
        return 0
    days = _days_apart(report.date, study.date)
    if days == 0:
        return 2
    # A report signed the next morning: believed only where all else is known and equal.
    return 1 if days == 1 and a and a == b and here & there else 0


def _key(accession: str) -> str:
    return re.sub(r"[^0-9a-z]", "", accession.casefold())


def _days_apart(a: str, b: str) -> int | None:
    try:
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)
    except ValueError:
        return None
