"""DICOM instances gather in one record for each study."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.model.document import Document, Page
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.vault import Vault, check

from .conftest import PHRASES, SLICE, ct_slice, lab_report


def test_the_images_of_a_study_make_one_record(vault: Vault) -> None:
    with vault.batch():
        for number in (3, 1, 2):
            record, new = vault.records.add_instance(ct_slice(number), SLICE, b"image %d" % number, "disc/IM")
            assert (record.id, new) == ("R1", True)
        scout = ct_slice(1, series="2.25.7.0", series_number=0, modality="CT")
        vault.records.add_instance(scout, SLICE, b"scout")
    found = vault.records.get("R1")
    assert (found.kind, found.title, found.date) == (Kind.IMAGING_STUDY, "CT Abdomen", "2026-02-20")
    assert (found.instances, found.size, found.pictures, found.diagnostic) == (4, 3 * 7 + 5, 4, True)
    assert found.filing.patient is not None and found.filing.patient.name == PHRASES[1]
    assert found == replace(record, instances=4, size=26, pictures=4, tags=(("Modality", "CT"),))
    study = vault.records.study("R1")
    assert [(s.uid, s.count) for s in [study]] == [("2.25.7", 4)]
    assert [s.number for s in study.series] == [0, 1]
    assert [i.instance_number for i in study.series[1].instances] == [1, 2, 3]
    assert study.series[1].instances[0] == ct_slice(1)


def test_the_bytes_of_an_image_are_found_by_its_place(vault: Vault) -> None:
    for number in (2, 1):
        vault.records.add_instance(ct_slice(number), SLICE, b"image %d" % number)
    header, data = vault.records.instance_data("R1", "2.25.7.1", 1)
    assert (header.instance_number, b"".join(data)) == (2, b"image 2")
    for series, index in (("2.25.7.1", 2), ("2.25.7.1", -1), ("9.9", 0)):
        with pytest.raises(BinderError, match="no image"):
            vault.records.instance_data("R1", series, index)
    with pytest.raises(BinderError, match="2 files"):
        vault.records.original("R1")


def test_an_instance_comes_only_once_whatever_its_bytes(vault: Vault) -> None:
    first, _ = vault.records.add_instance(ct_slice(1), SLICE, b"image")
    again, new = vault.records.add_instance(ct_slice(1), SLICE, b"image, saved anew by a viewer")
    assert (new, again) == (False, first)
    assert vault.records.counts()["bytes"] == 5
    assert vault.records.find_instance("2.25.7.1.1") == "R1"
    assert vault.records.find_instance("2.25.7.1.2") is None
    found = vault.connection.value("SELECT lower(hex(sha256)) FROM blob")
    assert vault.records.find(found) == "R1"


def test_the_number_a_disc_names_can_come_before_or_after_its_images(vault: Vault) -> None:
    vault.records.set_expected("2.25.7", 3)
    record, _ = vault.records.add_instance(ct_slice(1), SLICE, b"image")
    assert (record.instances, record.expected) == (1, 3)
    vault.records.set_expected("2.25.7", 2)  # a second disc of the same study carries fewer
    assert vault.records.study("R1").expected == 3
    other, _ = vault.records.add_instance(ct_slice(1, study="2.25.8", series="2.25.8.1"), SLICE, b"other")
    assert (other.id, other.expected) == ("R2", None)


def test_growth_is_logged_once_a_transaction(vault: Vault) -> None:
    with vault.batch():
        for number in range(20):
            vault.records.add_instance(ct_slice(number), SLICE, b"%d" % number)
    vault.records.add_instance(ct_slice(99), SLICE, b"99")
    said = [event.summary for event in reversed(vault.events.recent(10)) if event.entity == "record"]
    assert said[0] == "Added CT Abdomen"
    assert said[1:] == [
        "20 images came to the study",
        "1 image came to the study, 21 in all",
    ]


def test_captures_of_a_screen_make_no_diagnostic_study(vault: Vault) -> None:
    capture = replace(ct_slice(1), sop_class_uid="1.2.840.10008.5.1.4.1.1.7")
    record, _ = vault.records.add_instance(capture, SLICE, b"capture")
    assert not record.diagnostic
    record, _ = vault.records.add_instance(ct_slice(2), SLICE, b"original")
    assert record.diagnostic


def test_a_structured_report_in_the_study_is_searched_with_it(vault: Vault) -> None:
    text = Document("SR", "application/dicom", pages=(Page(1, ("Lesion in segment VI",)),))
    vault.records.add_instance(ct_slice(1), SLICE, b"image")
    for number in (1, 2):
        vault.records.add_instance(ct_slice(number, series="2.25.7.9", has_pixels=False), text, b"sr%d" % number)
    hits = vault.pages.search("segment")
    assert {(hit.record, hit.page) for hit in hits} == {("R1", 1), ("R1", 2)}
    assert (vault.records.row("R1").pages, vault.records.row("R1").pictures) == (2, 1)
    assert check(vault) == []


def test_headers_without_identifiers_still_find_a_study(vault: Vault) -> None:
    nameless = replace(ct_slice(1), study_uid="", patient_name="", study_date="", study_description="")
    record, _ = vault.records.add_instance(nameless, SLICE, b"x")
    assert (record.study_uid, record.date, record.filing.patient, record.title) == ("2.25.7.1", "", None, "CT")
    assert vault.records.study(record.id).uid == "2.25.7.1"


def test_what_is_no_study_says_so(vault: Vault) -> None:
    vault.records.add(*lab_report())
    with pytest.raises(BinderError, match="not an imaging study"):
        vault.records.study("R1")


def test_a_change_to_a_study_in_mid_import_is_kept(vault: Vault) -> None:
    with vault.batch():
        vault.records.add_instance(ct_slice(1), SLICE, b"1")
        vault.records.update("R1", "retitle", title="CT at North Lake")
        record, _ = vault.records.add_instance(ct_slice(2), SLICE, b"2")
    assert (record.title, record.instances) == ("CT at North Lake", 2)
    assert vault.records.row("R1") == record
