"""A DICOM header is read as the file states it; odd values cost themselves only, odd files end in words."""

from __future__ import annotations

import io

import numpy as np
import pydicom
import pytest

from binder.model.errors import Unreadable
from binder.reading import Source
from tests.reading import made


def test_the_header_tells_who_what_and_when(read):
    document = read(made.dicom(), "IM00001")
    instance = document.instance
    assert document.media_type == "application/dicom"
    assert (instance.study_uid, instance.series_uid, instance.sop_instance_uid) == ("1.2.3", "1.2.3.1", "1.2.3.1.1")
    assert (instance.patient_name, instance.patient_id) == ("Sample^Ann", "S-1")
    assert (instance.patient_birth_date, instance.study_date) == ("1952-02-29", "2026-01-10")
    assert (instance.modality, instance.series_number, instance.instance_number) == ("MR", 2, 7)
    assert (instance.rows, instance.columns, instance.frames, instance.has_pixels) == (6, 8, 1, True)
    assert instance.transfer_syntax == pydicom.uid.ExplicitVRLittleEndian
    assert document.picture_pages == 1
    assert document.pages == () and document.warnings == ()


def test_tags_are_words_for_a_person(read):
    tags = dict(read(made.dicom()).tags)
    assert tags["Patient"] == "Ann Sample"
    assert tags["Study date"] == "2026-01-10"
    assert tags["Size"] == "8 x 6"
    assert tags["Kind of object"] == "MR Image Storage"


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 100", "Müller^Zoë"),
        ("ISO_IR 192", "Şahin^İnci"),
        ("ISO_IR 144", "Люкceмбypг"),
        ("ISO_IR 101", "Wałęsa"),
    ],
)
def test_names_in_other_scripts_are_read_in_their_own_character_set(read, charset, name):
    assert read(made.dicom(SpecificCharacterSet=charset, PatientName=name)).instance.patient_name == name


def test_a_name_that_would_act_on_the_terminal_cannot(read):
    instance = read(made.dicom(PatientName="A\x1b]52;c;x\x07B")).instance
    assert not set(instance.patient_name) & {"\x1b", "\x07"}


def test_a_number_of_frames_that_is_no_number_costs_only_itself(read):
    data = made.dicom(NumberOfFrames=12).replace(b"\x02\x0012", b"\x02\x001A")
    document = read(data)
    assert document.instance.frames == 1
    assert any("number of frames" in warning for warning in document.warnings)


def test_a_date_that_is_none_is_left_empty(read):
    data = made.dicom().replace(b"20260110", b"2026XX10").replace(b"19520229", b"00000000")
    instance = read(data).instance
    assert (instance.study_date, instance.patient_birth_date) == ("", "")


def test_a_file_cut_off_in_its_pixels_still_gives_its_header_and_says_so(read):
    document = read(made.dicom()[:-10])
    assert document.instance.patient_id == "S-1"
    assert any("cut off" in warning and "86 of 96 bytes" in warning for warning in document.warnings)


def test_a_file_cut_off_in_its_header_ends_in_words(read):
    whole = made.dicom()
    for keep in (140, 200, 400):
        try:
            document = read(whole[:keep])
        except Unreadable as error:
            assert "ask for" in str(error)
        else:
            assert document.warnings


def test_a_header_without_the_dicom_mark_is_never_guessed_at(read):
    with pytest.raises(Unreadable, match="without the file header"):
        read(made.dicom()[132:])


def test_a_file_without_study_and_image_numbers_is_refused_in_words(read):
    with pytest.raises(Unreadable, match="which study"):
        read(made.dicom(StudyInstanceUID=""))


def test_a_deflated_file_is_read_unless_it_unpacks_to_a_flood(reader, read):
    assert read(made.deflated_dicom(1000)).instance.patient_id == "S-1"
    flood = made.deflated_dicom(reader.limits.inflated + 1000)
    assert len(flood) < 1 << 20
    with pytest.raises(Unreadable, match="far more than an image"):
        read(flood)


def test_sequences_within_sequences_without_end_do_not_end_the_reader(read):
    item = made.dicom_dataset()
    nested = pydicom.Dataset()
    for _ in range(200):
        outer = pydicom.Dataset()
        outer.ReferencedSeriesSequence = [nested]
        nested = outer
    item.ReferencedStudySequence = [nested]
    held = io.BytesIO()
    item.save_as(held, enforce_file_format=True)
    try:
        assert read(held.getvalue()).instance
    except Unreadable as error:
        assert "without end" in str(error)
    assert read(made.dicom()).instance


def test_lossy_pictures_and_captures_are_known_as_such(read):
    assert read(made.dicom(LossyImageCompression="01")).instance.lossy
    assert read(made.dicom(SOPClassUID="1.2.840.10008.5.1.4.1.1.7")).instance.secondary


def test_the_index_of_a_disc_promises_counts_for_each_study(reader):
    index = Source.from_bytes("DICOMDIR", made.disc_index(("1.2.3", 4), ("1.2.4", 2)))
    assert reader.expected_counts(index) == {"1.2.3": 4, "1.2.4": 2}
    assert reader.index(index)[1] == 6


def test_a_large_file_gives_its_header_without_being_read_whole(reader):
    """Only the first blocks are asked for: the stream counts what is taken from it."""
    data = made.dicom(np.zeros((2048, 2048), dtype=np.uint16))
    taken = []

    class Counted(io.BytesIO):
        def read(self, size=-1):
            part = super().read(size)
            taken.append(len(part))
            return part

    source = Source.from_bytes("big.dcm", data)
    held = type("Held", (), {"open": lambda self: Counted(data), "name": "big.dcm", "held": 0})()
    assert reader.read(held).instance == reader.read(source).instance
    assert sum(taken) < 1 << 20 < len(data)
