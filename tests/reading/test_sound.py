"""Recordings are kept; how long they are, and when they were made, comes from what holds them."""

from __future__ import annotations

import io
import json
import struct
import wave

import pytest

from binder.reading import Source


def wav(seconds: float) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(int(seconds * 8000) * 2))
    return held.getvalue()


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + name + body


def m4a(seconds: int, brand: bytes = b"M4A ", handler: bytes = b"soun", at: int = 0) -> bytes:
    head = box(b"mvhd", struct.pack(">IIIII", 0, at, at, 1000, seconds * 1000), bytes(80))
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12))))
    return box(b"ftyp", brand, bytes(4)) + box(b"free") + box(b"mdat", bytes(5000)) + box(b"moov", head, track)


def mp3(frames: int, stated: bool = False) -> bytes:
    """Layer III of MPEG-1 at 128 kbit/s and 44.1 kHz: 417 bytes for 1152 samples."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    first = b"\xff\xfb\x90\x00" + bytes(32) + b"Xing" + struct.pack(">II", 1, frames) + bytes(369)
    return b"ID3\x03\0\0\0\0\x02\x01" + bytes(257) + (first if stated else b"") + frame * frames


def ogg(seconds: int) -> bytes:
    page = b"OggS\0\x02" + struct.pack("<q", 0) + bytes(13) + b"\x13OpusHead" + bytes(12)
    return page + bytes(5000) + b"OggS\0\x04" + struct.pack("<q", seconds * 48_000) + bytes(40)


AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50 * 4  # four seconds at 12.2 kbit/s
FLAC = b"fLaC\0\0\0\x22" + bytes(10) + (44_100 << 44 | 44_100 * 9).to_bytes(8, "big") + bytes(16)


@pytest.mark.parametrize(
    ("data", "media_type", "length"),
    [
        (wav(75), "audio/wav", "1:15"),
        (m4a(3723), "audio/mp4", "1:02:03"),
        (m4a(61, b"isom"), "audio/mp4", "1:01"),
        (mp3(383), "audio/mpeg", "0:10"),
        (mp3(383, stated=True), "audio/mpeg", "0:10"),
        (ogg(12), "audio/ogg", "0:12"),
        (AMR, "audio/amr", "0:04"),
        (FLAC, "audio/flac", "0:09"),
    ],
)
def test_a_recording_says_how_long_it_is(read, data, media_type, length):
    document = read(data, "voicemail")
    assert document.media_type == media_type and document.pages == ()
    assert dict(document.tags)["Length"] == length
    assert any("type what is said" in warning for warning in document.warnings)


def test_a_telephone_writes_down_when_it_recorded(read):
    seconds = 3_850_113_600  # of 1904: the first of January 2026, 12:00
    assert dict(read(m4a(5, at=seconds)).tags)["Recorded"] == "2026-01-01 12:00 UTC"
    assert "Recorded" not in dict(read(m4a(5)).tags)


def test_a_film_is_not_a_recording(read):
    assert read(m4a(5, b"isom", b"vide")).media_type == "video/mp4"


@pytest.mark.parametrize(
    "data", [wav(3), m4a(9), mp3(50), ogg(5), AMR, FLAC], ids=["wav", "m4a", "mp3", "ogg", "amr", "flac"]
)
def test_torn_recordings_are_kept(read, data):
    for share in (0.02, 0.1, 0.5, 0.99):
        piece = data[: max(48, int(len(data) * share))]
        assert read(piece, "voicemail").media_type.startswith(("audio/", "video/"))
    for at in range(0, min(len(data), 120), 3):
        hostile = data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]
        try:
            read(hostile, "voicemail.bin")
        except Exception as error:  # no longer a recording at all
            assert str(error).endswith(".")


def test_real_recordings(reader, data):
    told = {
        row.split(",")[0]: row for row in (data / "manifest.csv").read_text().splitlines() if row.startswith("audio/")
    }
    for path in sorted((data / "audio").iterdir()):
        document = reader.read(Source.from_path(path))
        assert dict(document.tags)["Length"]
        seconds = told[f"audio/{path.name}"].partition('""seconds"": ')[2]
        if seconds:
            assert dict(document.tags)["Length"] == f"0:{int(json.loads(seconds.partition(',')[0])):02}"
