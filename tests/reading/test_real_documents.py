"""Every real document, hostile ones among them, ends as a document or in one sentence."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.model.record import Intake
from binder.reading import Reader, Source, sources

pytestmark = pytest.mark.data
SLICE = (
    "hostile",
    "pdf/hostile",
    "pdf/encrypted",
    "pdf/scans",
    "dicom/malformed",
    "dicom/pydicom",
    "zip",
    "portal",
    "audio",
)


@pytest.fixture(scope="module")
def outcomes(data: Path, reader: Reader) -> dict[str, Document | Unreadable | Intake]:
    """What became of each file, by its path in the collection; a slice of it unless the long tests are on."""
    folders = [data] if os.environ.get("BINDER_LONG_TESTS") else [data / name for name in SLICE]
    found: dict[str, Document | Unreadable | Intake] = {}

    def offered():
        for one in sources(folders, reader):
            if isinstance(one, Source):
                yield one
            else:
                found[one.path.removeprefix(f"{data}/")] = one

    for source, read in reader.read_many(offered()):
        found[source.label.removeprefix(f"{data}/")] = read
    return found


def test_every_file_has_one_outcome_in_words(outcomes):
    assert len(outcomes) > 50
    for path, outcome in outcomes.items():
        words = outcome.why if isinstance(outcome, Intake) else str(outcome)
        if not isinstance(outcome, Document):
            assert words and "\n" not in words and "Error" not in words and "Traceback" not in words, path


def test_headers_say_what_is_known_of_them(data, outcomes):
    checked = 0
    with (data / "manifest.csv").open() as file:
        for row in csv.DictReader(file):
            outcome = outcomes.get(row["path"])
            if row["kind"] != "dicom" or not isinstance(outcome, Document) or outcome.instance is None:
                continue
            truth = json.loads(row["truth"] or "{}")
            for name, field in (("PatientID", "patient_id"), ("Modality", "modality"), ("Rows", "rows")):
                if truth.get(name):
                    assert str(getattr(outcome.instance, field)) == truth[name].strip(), row["path"]
                    checked += 1
    assert checked > 10


def test_pages_are_as_many_as_known(data, outcomes):
    checked = 0
    with (data / "manifest.csv").open() as file:
        for row in csv.DictReader(file):
            outcome = outcomes.get(row["path"])
            truth = json.loads(row["truth"] or "{}")
            if row["path"].endswith(".pdf") and isinstance(outcome, Document) and truth.get("pages"):
                assert len(outcome.pages) == truth["pages"], row["path"]
                checked += 1
    assert checked > 5
