"""The sample's files: what the story says stands in them, all of it invented, and always the same."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date

import numpy as np
import pydicom
import pytest
from PIL import Image

from binder.reading import Source
from binder.sample import labs, phantom
from binder.sample.documents import COPY, COPY_OF, DISC, PHOTO, papers
from binder.sample.people import BORN, FOOTER, PATIENT

DIGEST = """
import hashlib
from binder.sample import documents
digest = hashlib.sha256()
for source in documents():
    digest.update(source.label.encode() + source.open().read())
print(digest.hexdigest())
"""


def data(files: list[Source], name: str) -> bytes:
    (source,) = [f for f in files if f.name == name]
    with source.open() as stream:
        return stream.read()


def test_there_are_some_35_documents_over_14_months(files: list[Source]) -> None:
    dated = sorted(paper.key[:10] for paper in papers() if paper.key[:1].isdigit())
    first, last = date.fromisoformat(dated[0]), date.fromisoformat(dated[-1])
    assert 13 * 30 < (last - first).days < 15 * 31
    assert 33 <= len(papers()) <= 42
    endings = {f.name.rsplit(".", 1)[-1] for f in files}
    assert endings >= {"pdf", "txt", "md", "png", "zip"}


def test_the_same_bytes_are_made_every_time(files: list[Source]) -> None:
    here = hashlib.sha256()
    for source in files:
        with source.open() as stream:
            here.update(source.label.encode() + stream.read())
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    there = subprocess.run([sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here.hexdigest()


def test_every_readable_paper_says_it_is_a_sample(texts: dict[str, str]) -> None:
    assert len(texts) > 30
    for name, text in texts.items():
        assert FOOTER in text, name


def test_every_paper_names_the_patient_but_two(texts: dict[str, str]) -> None:
    without = {name for name, text in texts.items() if "Ashgrove" not in text}
    assert without == {"notes from the call.txt"}
    strangers = {name for name, text in texts.items() if "Marian" not in text} - without
    assert strangers == {"Labs G Ashgrove.pdf"}


def test_telephone_numbers_are_those_kept_for_fiction(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        for number in re.findall(r"\(\d{3}\) \d{3}-\d{4}", text):
            assert re.fullmatch(r"\(555\) 555-01\d\d", number), (name, number)


def test_the_platelets_fall_to_118_in_february_and_91_in_march(texts: dict[str, str]) -> None:
    assert dict(zip(labs.DAYS, labs.PLATELETS, strict=True))["2026-02-14"] == "118"
    assert dict(zip(labs.DAYS, labs.PLATELETS, strict=True))["2026-03-13"] == "91"
    for day, value in zip(labs.DAYS, labs.PLATELETS, strict=True):
        flag = "L " if int(value) < 150 else ""
        assert f"Platelets {value} {flag}10^3/uL 150 - 400" in texts[f"Labs {day}.pdf"]


@pytest.mark.parametrize("test", (*labs.COUNT, *labs.CHEMISTRY), ids=lambda test: test.name)
def test_flags_are_as_a_laboratory_would_print_them(test: labs.Test) -> None:
    for value in filter(None, test.values):
        inside = float(test.low) <= float(value) <= float(test.high)
        assert (test.flag(value) == "") is inside


def test_cell_volume_follows_from_the_counts() -> None:
    by_name = {test.name: test.values for test in labs.COUNT}
    for red, hematocrit, volume in zip(*(by_name[n] for n in ("Red blood cells", "Hematocrit", "MCV")), strict=True):
        assert float(hematocrit) / float(red) * 10 == pytest.approx(float(volume), abs=0.06)


def test_the_opinions_differ_in_stage_treatment_and_timing_and_share_the_diagnosis(texts: dict[str, str]) -> None:
    first, second = (texts[paper.file] for n in (1, 2) for paper in papers() if paper.opinion == n)
    for shared in ("follicular lymphoma, grade 1-2", "CD20", "BCL2", "15%", "t(14;18)", "FLIPI score is 3"):
        assert shared in first and shared in second
    for here, there in (
        ("stage IIIA", "stage IVA"),
        ("I recommend bendamustine with rituximab", "I would give rituximab alone"),
        ("within 2 weeks", "within 6 to 8 weeks"),
    ):
        assert here in first and here not in second
        assert there in second and there not in first
    assert 250 < len(first.split()) < 700 and 350 < len(second.split()) < 900


def test_the_ct_report_and_its_disc_belong_together(files: list[Source], texts: dict[str, str]) -> None:
    slices = [f for f in files if f.label.startswith(DISC)]
    assert len(slices) == phantom.SLICES and not [f for f in slices if "DICOMDIR" in f.label or "." in f.name]
    heads = [pydicom.dcmread(f.open()) for f in slices]
    assert {h.StudyInstanceUID for h in heads} == {phantom.STUDY_UID}
    assert len({h.SOPInstanceUID for h in heads}) == phantom.SLICES
    assert [h.InstanceNumber for h in heads] == list(range(1, phantom.SLICES + 1))
    (head, *_) = heads
    assert head.PatientBirthDate == BORN.replace("-", "") and head.BitsAllocated == 16 and head.Rows == 256
    assert head.AccessionNumber in texts["CT report FH-25-10447.pdf"]


def test_the_phantom_looks_like_a_body(files: list[Source]) -> None:
    middle = pydicom.dcmread(next(f for f in files if f.name == "IM000012").open())
    values = middle.pixel_array.astype(int) + int(middle.RescaleIntercept)
    assert np.median(values[:20, :20]) < -900, "air outside"
    assert 60 < np.median(values[110:130, 85:105]) < 160, "liver"
    assert values.max() > 300, "bone"


def test_every_uid_is_valid() -> None:
    for name in ("study", "series 2", "image 1"):
        assert pydicom.uid.UID(phantom.uid(name)).is_valid and len(phantom.uid(name)) <= 64


def test_one_scan_has_a_report_only(files: list[Source], texts: dict[str, str]) -> None:
    assert "T11" in texts["MRI report Saltmarsh.pdf"]
    assert not [f for f in files if "MR" in f.label and f.label.startswith(DISC)]


def test_there_is_a_copy_a_locked_file_a_zip_and_a_photograph(files: list[Source]) -> None:
    assert data(files, COPY) == data(files, COPY_OF)
    assert b"/Encrypt" in data(files, "Explanation of benefits March.pdf")
    with zipfile.ZipFile(io.BytesIO(data(files, "From Nora.zip"))) as archive:
        assert len(archive.namelist()) == 3
    assert Image.open(io.BytesIO(data(files, PHOTO))).size == (960, 720)


def test_no_real_house_or_date_of_birth_slips_in(texts: dict[str, str]) -> None:
    assert PATIENT == "Marian T. Ashgrove"
    for name, text in texts.items():
        born = set(re.findall(r"\b\d\d/\d\d/19\d\d\b", text))
        assert born <= {"05/22/1957", "11/30/1954"}, name
