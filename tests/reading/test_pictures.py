"""Pictures for the terminal: PDF pages, photos and DICOM frames, in grey, fitted into what was asked for."""

from __future__ import annotations

import io

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.encaps import encapsulate

from binder.model.document import Picture
from binder.model.errors import Unreadable
from binder.reading import Limits, Reader, Source
from tests.reading import made


def grey(picture: Picture) -> np.ndarray:
    """The picture as rows of points."""
    return np.frombuffer(picture.grey, dtype=np.uint8).reshape(picture.height, picture.width)


@pytest.fixture
def drawn(reader):
    return lambda data, number=1, **wish: reader.picture(Source.from_bytes("file", data), number, **wish)


RAMP = np.arange(64, dtype=np.int16).reshape(8, 8) * 50  # 0 to 3150


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
def test_every_kind_of_picture_is_kept_and_drawn(read, drawn, kind):
    data = made.picture(kind)
    document = read(data, "photo")
    assert document.media_type == f"image/{kind.lower()}"
    assert document.picture_pages == 1 and document.pages == ()
    picture = drawn(data, width=32, height=32)
    assert (picture.width, picture.height) == (32, 24)
    assert grey(picture)[:, :8].mean() < 60 < 190 < grey(picture)[:, -8:].mean()


def test_each_page_of_a_fax_is_drawn(read, drawn):
    data = made.picture("TIFF", pages=3)
    assert read(data).picture_pages == 3
    assert "page 3 of 3" in drawn(data, 3).note
    with pytest.raises(Unreadable, match="no page 4"):
        drawn(data, 4)


def test_a_photo_is_turned_the_way_its_camera_was_held(drawn):
    image = Image.open(io.BytesIO(made.picture("PNG")))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    held = io.BytesIO()
    image.save(held, "JPEG", exif=exif)
    picture = drawn(held.getvalue(), width=64, height=64)
    assert picture.height > picture.width
    assert grey(picture)[:8].mean() < 60 < 190 < grey(picture)[-8:].mean()


def test_a_picture_larger_than_the_bound_is_refused_before_it_is_decoded():
    with Reader(Limits(pixels=1000)) as reader, pytest.raises(Unreadable, match="million points"):
        reader.read(Source.from_bytes("huge.png", made.picture("PNG", 64, 48)))


def test_a_cut_off_photo_says_so_and_is_drawn_as_far_as_it_goes(read, drawn):
    rng = np.random.default_rng(1)
    held = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (400, 400), dtype=np.uint8)).save(held, "JPEG")
    half = held.getvalue()[: len(held.getvalue()) // 2]
    assert any("cut off" in warning for warning in read(half).warnings)
    assert drawn(half, width=40, height=40).width == 40


def test_a_page_of_a_pdf_is_black_on_white(drawn):
    picture = drawn(made.lab_pdf(), width=200, height=200)
    assert (picture.width, picture.height) == (155, 200)  # letter paper is 8.5 x 11
    points = grey(picture)
    assert np.median(points) > 250 and points.min() < 128
    with pytest.raises(Unreadable, match="no page 2"):
        drawn(made.lab_pdf(), 2)


def test_a_size_beyond_sense_is_bounded(drawn):
    assert drawn(made.lab_pdf(), width=10**9, height=50).height == 50


def test_a_file_without_a_picture_says_so(drawn):
    with pytest.raises(Unreadable, match="no picture"):
        drawn(b"Only words.\n")


def test_a_frame_is_windowed_as_asked(drawn):
    data = made.dicom(RAMP, RescaleSlope="1", RescaleIntercept="-1000")
    shown = grey(drawn(data, width=8, height=8, window=(0.5, 401)))
    values = RAMP - 1000.0
    assert (shown[values <= -200] == 0).all()
    assert (shown[values > 200] == 255).all()
    middle = shown[values == 0]
    assert middle.size == 1 and 126 <= middle[0] <= 129


def test_the_window_of_the_file_is_the_default_and_named(drawn):
    picture = drawn(made.dicom(RAMP, WindowCenter="500", WindowWidth="100"), width=8, height=8)
    assert "window 500/100" in picture.note
    assert grey(picture)[0, 0] == 0 and grey(picture)[7, 7] == 255


def test_a_preset_goes_by_name_and_an_unknown_one_is_told(drawn):
    data = made.dicom(RAMP, RescaleSlope="1", RescaleIntercept="-1000", Modality="CT")
    assert "lung" in drawn(data, window="lung").note
    with pytest.raises(Unreadable, match="bone"):
        drawn(data, window="spleen")


def test_without_a_window_the_picture_fills_the_greys(drawn):
    shown = grey(drawn(made.dicom(RAMP), width=8, height=8))
    assert shown.min() == 0 and shown.max() == 255
    assert (np.diff(shown.astype(int).ravel()) >= 0).all()


def test_low_values_are_white_where_the_file_says_so(drawn):
    data = made.dicom(RAMP, PhotometricInterpretation="MONOCHROME1")
    shown = grey(drawn(data, width=8, height=8))
    assert shown[0, 0] == 255 and shown[7, 7] == 0


def test_each_frame_of_many_is_drawn_by_its_number(drawn):
    frames = np.stack([np.full((8, 8), value, dtype=np.uint16) for value in (0, 500, 1000)])
    data = made.dicom(frames)
    levels = [grey(drawn(data, number, width=4, height=4, window=(500, 1000))).mean() for number in (1, 2, 3)]
    assert levels == sorted(levels) and levels[0] < 5 and levels[2] > 250
    assert "frame 3 of 3" in drawn(data, 3).note
    with pytest.raises(Unreadable, match="no frame 4"):
        drawn(data, 4)


def test_points_that_are_not_square_are_drawn_in_shape(drawn):
    picture = drawn(made.dicom(RAMP, PixelSpacing=["2", "1"]), width=40, height=40)
    assert (picture.width, picture.height) == (20, 40)


def test_a_flood_of_declared_points_is_refused_before_decoding(drawn):
    data = (
        made.dicom()
        .replace(b"US\x02\x00\x06\x00", b"US\x02\x00\xff\xff")
        .replace(b"US\x02\x00\x08\x00", b"US\x02\x00\xff\xff")
    )
    with pytest.raises(Unreadable, match="65535 x 65535"):
        drawn(data)


def test_pixels_that_are_not_there_are_told(drawn):
    with pytest.raises(Unreadable, match="cut off"):
        drawn(made.dicom()[:-40])


@pytest.mark.parametrize("syntax", ["RLELossless", "JPEG2000Lossless", "JPEGLSLossless"])
def test_compressed_frames_are_drawn_inside_the_lock(drawn, syntax):
    """Decoders load parts of themselves late; inside the lock no file can be opened for that any more."""
    if syntax == "JPEGLSLossless":
        pytest.importorskip("jpeg_ls")
    pixels = (RAMP // 13).astype(np.uint8)
    dataset = made.dicom_dataset(pixels)
    if syntax == "JPEG2000Lossless":
        held = io.BytesIO()
        Image.fromarray(pixels).save(held, "JPEG2000", no_jp2=True)
        dataset.PixelData = encapsulate([held.getvalue()])
        dataset["PixelData"].VR = "OB"
        dataset.file_meta.TransferSyntaxUID = getattr(pydicom.uid, syntax)
    else:
        dataset.compress(getattr(pydicom.uid, syntax))
    held = io.BytesIO()
    dataset.save_as(held, enforce_file_format=True)
    plain = grey(drawn(made.dicom(pixels), width=8, height=8))
    assert (grey(drawn(held.getvalue(), width=8, height=8)) == plain).all()
