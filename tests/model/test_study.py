"""A series counts its pictures, not its files: one file may hold many frames, another none."""

from __future__ import annotations

import pytest

from binder.model.study import Instance, Series


def instance(uid: str, frames: int, *, pixels: bool = True) -> Instance:
    return Instance(uid, "1.2", "study", "series", frames=frames, has_pixels=pixels)


CINE = Series("series", 1, "US", "cine", (instance("a", 1), instance("b", 0, pixels=False), instance("c", 30)))


def test_pictures_are_counted_over_all_frames() -> None:
    assert CINE.pictures == 31


def test_each_picture_has_its_file_and_frame() -> None:
    assert CINE.place(1) == (0, 1)
    assert CINE.place(2) == (2, 1)
    assert CINE.place(31) == (2, 30)
    with pytest.raises(IndexError):
        CINE.place(32)
    with pytest.raises(IndexError):
        CINE.place(0)
