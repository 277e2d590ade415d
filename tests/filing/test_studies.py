"""DICOM instances become a study: series in order, odd values tolerated, each instance counted once."""

from __future__ import annotations

import pytest

from binder.filing import studies_of, study_of, study_title
from binder.model.study import Instance


def _image(
    number: int | None, series: str = "s1", series_number: int | None = 1, study: str = "st", **more: object
) -> Instance:
    return Instance(
        f"{study}.{series}.{number}",
        "1.2.840.10008.5.1.4.1.1.4",
        study,
        series,
        series_number=series_number,
        instance_number=number,
        modality="MR",
        has_pixels=True,
        **more,
    )  # type: ignore[arg-type]


def test_images_stand_in_the_order_of_their_numbers() -> None:
    study = study_of([_image(3), _image(None), _image(1), _image(2)])
    assert [i.instance_number for i in study.series[0].instances] == [1, 2, 3, None]
    assert study.diagnostic


def test_series_stand_in_order_and_one_without_number_comes_last() -> None:
    study = study_of([_image(1, "b", None), _image(1, "c", 5), _image(1, "a", 2)], expected=4)
    assert [s.uid for s in study.series] == ["a", "c", "b"]
    assert (study.count, study.expected) == (3, 4)


def test_the_same_instance_twice_counts_once() -> None:
    assert study_of([_image(1), _image(1)]).count == 1


def test_what_most_instances_say_is_taken() -> None:
    images = [
        _image(1, patient_name="Amberley Rosalind"),
        _image(2),
        _image(3, patient_name="Amberley Rosalind"),
        _image(4, patient_name="X"),
    ]
    assert study_of(images).patient_name == "Amberley Rosalind"


def test_several_studies_are_told_apart_newest_first() -> None:
    studies = studies_of(
        [_image(1, study="old", study_date="2024-01-02"), _image(1, study="new", study_date="2026-01-02")], {"new": 7}
    )
    assert [(s.uid, s.expected) for s in studies] == [("new", 7), ("old", None)]


def test_no_instance_is_no_study() -> None:
    with pytest.raises(ValueError):
        study_of([])


def test_the_title_says_each_thing_once() -> None:
    assert (
        study_title(_image(1, study_description="MRI KNEE W/O CONTRAST", body_part="KNEE")) == "MRI KNEE W/O CONTRAST"
    )
