"""Which names can be one person's: strangers are held for review, the patient never is."""

from __future__ import annotations

import pytest

from binder.filing.doubts import differs
from binder.model.record import Person

ROSALIND = Person("Rosalind Mary Amberley", "1957-05-11")


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("AMBERLEY, ROSALIND", ""), ("Amberley^Rosalind^M", ""), ("R. Amberley", ""), ("Amberley, R", ""),
        ("Mrs Amberley", ""), ("Mary Amberley", ""), ("Rosalind Amberley-Thornton", ""), ("Rosalind Amberly", ""),
        ("Roz Amberley", "1957-05-11"), ("Rosalind Thornton", "1957-05-11"), ("RA", ""), ("", "1957-05-11"),
        ("AMBERLEY,ROSALIND MARY", "1957-11-05"), ("ROSALlND AMBERLEY", ""),
    ],
)  # fmt: skip
def test_the_patient_is_known_in_whatever_way_the_name_is_written(name: str, born: str) -> None:
    assert differs(Person(name, born), ROSALIND) == ""


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("George Amberley", ""), ("G. Amberley", ""), ("Amberley, John", ""), ("Margaret Amberley", ""),
        ("Jane Doe", ""), ("Jane Doe", "1957-05-11"), ("Rosalind Thornton", ""), ("Rosalind Amberley", "1975-05-11"),
        ("Rosalind Mary Amberley", "1958-05-11"), ("", "1960-01-01"),
    ],
)  # fmt: skip
def test_another_person_is_told_apart_also_within_the_family(name: str, born: str) -> None:
    assert differs(Person(name, born), ROSALIND)


@pytest.mark.parametrize("name", ["Jose Martinez Garcia", "MARTINEZ GARCIA, JOSE", "José Martínez", "Jose Garcia"])
def test_accents_and_a_missing_second_family_name_make_nobody_a_stranger(name: str) -> None:
    assert differs(Person(name), Person("José Martínez García")) == ""


def test_two_family_names_in_common_do_not_make_two_people_one() -> None:
    assert differs(Person("Juan Martínez García"), Person("José Martínez García"))
