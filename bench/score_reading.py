"""Score reading against documents with truth: headers, pages, attachments, lengths, counts; every miss by its file.

    python bench/score_reading.py DATA_DIR

DATA_DIR holds manifest.csv (path, kind, truth as JSON) and the files. Folders named disc* are scored as discs too: what
is found against what their DICOMDIR promises. With tesseract installed (and BINDER_OCR not "off") scans are recognised.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.model.record import Intake
from binder.reading import DiscIndex, Reader, Source, sources

csv.field_size_limit(10_000_000)
TAGS = {
    "PatientName": "patient_name", "PatientID": "patient_id", "PatientBirthDate": "patient_birth_date",
    "PatientSex": "patient_sex", "StudyDate": "study_date", "StudyDescription": "study_description",
    "Modality": "modality", "BodyPartExamined": "body_part", "InstitutionName": "institution",
    "SeriesDescription": "series_description", "Rows": "rows", "Columns": "columns", "AccessionNumber": "accession",
}  # fmt: skip
Check = tuple[str, bool, str]  # what was checked, whether it holds, and the miss in words


def main() -> int:
    """Print the table and the misses."""
    parser = argparse.ArgumentParser(prog="python bench/score_reading.py", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["truth"] or row["kind"] == "dicom"]
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    misses: dict[str, list[str]] = defaultdict(list)
    with Reader() as reader:
        for row in rows:
            truth = json.loads(row["truth"] or "{}")
            for what, holds, words in _checks(reader, folder / row["path"], row["kind"], truth):
                asked[what] += 1
                right[what] += holds
                if not holds:
                    misses[what].append(f"{row['path']}: {words}")
        for disc in sorted(path for path in folder.rglob("disc*") if path.is_dir()):
            for what, holds, words in _disc(reader, disc):
                asked[what] += 1
                right[what] += holds
                if not holds:
                    misses[what].append(f"{disc.relative_to(folder)}: {words}")
    for what in sorted(asked):
        print(f"{what:34} {right[what]:5} of {asked[what]:5}  {right[what] / asked[what]:.3f}")
    for what in sorted(misses):
        print(f"\n{what}")
        for miss in misses[what]:
            print(f"  {miss}")
    return 0


def _checks(reader: Reader, path: Path, kind: str, truth: dict[str, Any]) -> Iterator[Check]:
    if kind == "dicom":
        yield from _image(_read(reader, path), truth)
    elif kind == "pdf":
        yield from _pdf(reader, path, truth)
    elif kind == "email":
        yield from _mail(_read(reader, path), truth)
    elif kind == "audio" and "seconds" in truth:
        made = _read(reader, path)
        length = dict(made.tags).get("Length", "") if isinstance(made, Document) else ""
        minutes, _, seconds = length.rpartition(":")
        found = int(minutes or 0) * 60 + int(seconds) if seconds.isdigit() else -1
        yield "recordings: length", abs(found - float(truth["seconds"])) <= 1, f"{length!r}, not {truth['seconds']} s"
    elif kind == "portal-zip" and "documents" in truth:
        found = [one for one in sources([path], reader) if isinstance(one, Source)]
        yield "portal zips: documents", len(found) == truth["documents"], f"{len(found)}, not {truth['documents']}"
    elif kind == "hl7v2":
        made = _read(reader, path)
        count = sum(1 for one in made.coded if one.type == "lab") if isinstance(made, Document) else 0
        number = re.compile(r"[<>]?=?\d+(\.\d+)?")
        valued = [each for each in truth.get("obx", ()) if each["code"] and number.fullmatch(each["value"])]
        yield "HL7: results that are numbers", count >= len(valued), f"{count}, not {len(valued)}"
    elif kind in ("pdf-scan", "image") and "pages" in truth:
        yield from _scan(_read(reader, path), truth)


def _read(reader: Reader, path: Path, password: str | None = None) -> Document | Unreadable:
    try:
        return reader.read(Source.from_path(path), password)
    except Unreadable as error:
        return error


def _image(made: Document | Unreadable, truth: dict[str, Any]) -> Iterator[Check]:
    if truth.get("needs_force"):
        said = isinstance(made, Unreadable) or bool(made.warnings)
        yield "DICOM without its header: said", said, "read as if nothing were wrong"
        return
    if "records" in truth:
        return  # an index: scored with its disc
    yield "DICOM: read", isinstance(made, Document) and made.instance is not None, str(made)[:120]
    if not isinstance(made, Document) or made.instance is None:
        return
    for tag, name in TAGS.items():
        if not truth.get(tag):
            continue
        found = str(getattr(made.instance, name))
        same = _plain(found) == _plain(str(truth[tag]))
        yield f"DICOM: {tag}", same, f"{found!r}, not {truth[tag]!r}"
    tags = dict(made.tags)
    for label, key in (("Kind of object", "sop_class"), ("Stored as", "transfer_syntax")):
        if truth.get(key):
            same = _plain(tags.get(label, "")).startswith(_plain(truth[key])[:20])
            yield f"DICOM: {key}", same, f"{tags.get(label)!r}, not {truth[key]!r}"


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def _pdf(reader: Reader, path: Path, truth: dict[str, Any]) -> Iterator[Check]:
    made = _read(reader, path)
    if truth.get("encrypted") and truth.get("password"):
        locked = isinstance(made, Unreadable) and made.needs_password
        yield "PDF: a password is asked for", locked or truth.get("opens_with_empty_password", False), str(made)[:120]
        opened = _read(reader, path, truth["password"])
        yield "PDF: the password opens it", isinstance(opened, Document), str(opened)[:120]
        return
    if "pages" not in truth:
        return
    yield "PDF: read", isinstance(made, Document), str(made)[:120]
    if not isinstance(made, Document):
        return
    yield "PDF: pages", len(made.pages) == truth["pages"], f"{len(made.pages)}, not {truth['pages']}"
    names = sorted(part.name for part in made.parts)
    if "attachments" in truth:
        yield "PDF: attachments", names == sorted(truth["attachments"]), f"{names}, not {truth['attachments']}"
    words = sum(len(line.split()) for page in made.pages[:8] for line in page.lines)
    most = truth.get("words_first_8_pages", 0)
    yield "PDF: words (nine in ten or more)", words >= 0.9 * most - 3, f"{words}, not {most}"


def _mail(made: Document | Unreadable, truth: dict[str, Any]) -> Iterator[Check]:
    yield "mails: read", isinstance(made, Document), str(made)[:120]
    if not isinstance(made, Document):
        return
    for name in ("subject", "from"):
        if truth.get(name):
            yield f"mails: {name}", _plain(truth[name]) in _plain(made.text), f"{truth[name]!r} is not in the text"
    if "attachments" in truth:
        names = sorted(_names(made))
        yield "mails: attachments", len(names) == len(truth["attachments"]), f"{names}, not {truth['attachments']}"


def _names(made: Document) -> Iterator[str]:
    """What is attached, and what is attached to that where it is a mail itself."""
    for part in made.parts:
        yield part.name
        yield from _names(part)


def _scan(made: Document | Unreadable, truth: dict[str, Any]) -> Iterator[Check]:
    yield "scans: read", isinstance(made, Document), str(made)[:120]
    if not isinstance(made, Document):
        return
    recognised = [page for page in made.pages if page.recognised]
    yield "scans: recognised and marked", len(recognised) == truth["pages"], f"{len(recognised)} of {truth['pages']}"
    if stage := truth.get("T"):
        yield "scans: T stands in the text", _plain(f"p{stage}") in _plain(made.text), f"p{stage} is not in the text"


def _disc(reader: Reader, disc: Path) -> Iterator[Check]:
    """Studies, series and images found, against what the index of the disc names."""
    promised: Counter[str] = Counter()
    files = 0
    paths: list[Source] = []
    for found in sources([disc], reader):
        if isinstance(found, DiscIndex):
            promised.update(found.expected)
            files += found.files
        elif isinstance(found, Source):
            paths.append(found)
        elif isinstance(found, Intake) and found.status.value == "unreadable":
            yield "discs: every file reached", False, f"{found.path}: {found.why}"
    counts: Counter[str] = Counter()
    unread = 0
    for _, made in reader.read_many(paths):
        if isinstance(made, Document) and made.instance is not None:
            counts[made.instance.study_uid] += 1
        elif isinstance(made, Unreadable):
            unread += 1
    yield "discs: files read", unread == 0, f"{unread} could not be read"
    here = {study: count for study, count in promised.items() if study in counts}
    for study, count in here.items():
        yield "discs: images of a study", counts[study] == count, f"{counts[study]} of {count} named for {study}"
    yield "discs: no study beside the index", set(counts) <= set(promised) or not promised, f"{set(counts) - set(here)}"


if __name__ == "__main__":
    sys.exit(main())
