"""Sound: a voicemail or a recorded visit is kept as it is; how long it is and when it was recorded is read.

Lengths come from the containers themselves (RIFF, ISO 14496-12, MPEG audio, Ogg, FLAC, AMR), a few bytes of each: no
sound is decoded. What is said in it is typed by whoever listens.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from binder.model.document import LISTEN, Document
from binder.reading.limits import Limits

READER = "binder sound 1"
_MP4_EPOCH = dt.datetime(1904, 1, 1, tzinfo=dt.UTC)
_BOXES, _DEEPEST = 2_000, 6
# Kilobits a second of MPEG audio by its index: layer III of MPEG-1, and of MPEG-2 and 2.5 (ISO 11172-3, 13818-3).
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_AMR = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)  # bytes of a frame of 20 ms, by its type
_AMR_WIDE = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1)
_AMR_MOST = 64 << 20
Length = tuple[float, str]  # seconds (0 where unknown), and an ISO time it was recorded or ""


def read_audio(stream: BinaryIO, size: int, media_type: str, limits: Limits) -> Document:
    """Read the length of a recording. It has no pages; a damaged one is kept and said to be."""
    measure = _MEASURES.get(media_type)
    try:
        seconds, recorded = measure(stream, size) if measure else (0.0, "")
    except (struct.error, IndexError, ValueError, OverflowError, ZeroDivisionError):
        seconds, recorded = 0.0, ""
    tags = [("Length", spoken(seconds))] if seconds > 0 else []
    if recorded:
        tags.append(("Recorded", recorded))
    warnings = [LISTEN]
    if measure and seconds <= 0:
        warnings.append("its length could not be read: it may be cut off or damaged")
    return Document("", media_type, tags=tuple(tags), warnings=tuple(warnings), reader=READER)


def spoken(seconds: float) -> str:
    """A length as on a telephone: "0:11", "1:02:03"."""
    if seconds < 1:
        return "under a second"
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _wave(stream: BinaryIO, size: int) -> Length:
    """RIFF: the bytes of sound over the bytes a second, whatever the codec."""
    at, rate, sound = 12, 0, 0
    while at + 8 <= size:
        stream.seek(at)
        name, length = struct.unpack("<4sI", stream.read(8))
        if name == b"fmt ":
            rate = struct.unpack_from("<I", stream.read(16), 8)[0]
        elif name == b"data":
            sound = min(length, size - at - 8)  # a recorder that was cut off leaves 0 or all ones
            sound = sound or size - at - 8
        at += 8 + length + length % 2
    return (sound / rate if rate else 0.0), ""


def _mp4(stream: BinaryIO, size: int) -> Length:
    """ISO base media: the movie header says how long and, where set, when."""
    for name, at, length in _boxes(stream, 0, size, 0):
        if name != b"mvhd" or length < 20:
            continue
        stream.seek(at)
        data = stream.read(32)
        form = ">QQIQ" if data[0] == 1 else ">IIII"
        made, _, scale, count = struct.unpack_from(form, data, 4)
        recorded = ""
        if 2_082_844_800 < made < 1 << 33:  # set, and after 1970
            recorded = (_MP4_EPOCH + dt.timedelta(seconds=made)).strftime("%Y-%m-%d %H:%M UTC")
        return (count / scale if scale and count < 1 << 40 else 0.0), recorded
    return 0.0, ""


def _boxes(stream: BinaryIO, start: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
    at = start
    for _ in range(_BOXES):
        if at + 8 > end or depth > _DEEPEST:
            return
        stream.seek(at)
        head = stream.read(16)
        length, name, inner = struct.unpack_from(">I", head)[0], head[4:8], at + 8
        if length == 1:
            length, inner = struct.unpack_from(">Q", head, 8)[0], at + 16
        stop = end if length == 0 else at + length
        if stop < inner or stop > end:
            return
        yield name, inner, stop - inner
        if name == b"moov":
            yield from _boxes(stream, inner, stop, depth + 1)
        at = stop


def _mp3(stream: BinaryIO, size: int) -> Length:
    """MPEG audio: the count of frames where the encoder wrote it down, else by the rate of the first frame."""
    stream.seek(0)
    head = stream.read(10)
    at = 0
    if head[:3] == b"ID3":
        at = 10 + sum((byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    stream.seek(min(at, size))
    data = stream.read(1 << 16)
    for place in range(len(data) - 4):
        if data[place] == 0xFF and data[place + 1] & 0xE6 == 0xE2:
            version, index, sampling = data[place + 1] >> 3 & 3, data[place + 2] >> 4, data[place + 2] >> 2 & 3
            if version == 1 or sampling == 3 or not 0 < index < 15:
                continue
            hertz = _SAMPLES[version][sampling]
            frames = _stated_frames(data[place : place + 200])
            if frames:
                return frames * (1152 if version == 3 else 576) / hertz, ""
            rate = (_RATES_1 if version == 3 else _RATES_2)[index] * 1000
            return (size - at - place) * 8 / rate, ""
    return 0.0, ""


def _stated_frames(frame: bytes) -> int:
    for mark in (b"Xing", b"Info"):
        at = frame.find(mark)
        if at > 0 and len(frame) >= at + 12 and frame[at + 7] & 1:
            return int(struct.unpack_from(">I", frame, at + 8)[0])
    at = frame.find(b"VBRI")
    return int(struct.unpack_from(">I", frame, at + 14)[0]) if 0 < at < len(frame) - 18 else 0


def _ogg(stream: BinaryIO, size: int) -> Length:
    """Ogg: the position on the last page; Opus always counts 48,000 a second."""
    stream.seek(0)
    head = stream.read(256)
    at = head.find(b"\x01vorbis")
    rate = 48_000 if b"OpusHead" in head else struct.unpack_from("<I", head, at + 12)[0] if at > 0 else 0
    stream.seek(max(0, size - (1 << 16)))
    tail = stream.read()
    last = tail.rfind(b"OggS")
    position = struct.unpack_from("<q", tail, last + 6)[0] if last >= 0 else 0
    return (position / rate if rate and position > 0 else 0.0), ""


def _flac(stream: BinaryIO, size: int) -> Length:
    stream.seek(18)
    packed = int.from_bytes(stream.read(8), "big")
    rate, samples = packed >> 44, packed & ((1 << 36) - 1)
    return (samples / rate if rate else 0.0), ""


def _amr(stream: BinaryIO, size: int) -> Length:
    """AMR, as telephones record: frames of a fiftieth of a second, counted."""
    stream.seek(0)
    data = stream.read(_AMR_MOST)
    wide = data.startswith(b"#!AMR-WB\n")
    at, frames, sizes = (9 if wide else 6), 0, (_AMR_WIDE if wide else _AMR)
    while at < len(data):
        at += sizes[data[at] >> 3 & 15]
        frames += 1
    return frames / 50, ""


_MEASURES: dict[str, Callable[[BinaryIO, int], Length]] = {
    "audio/wav": _wave,
    "audio/mp4": _mp4,
    "audio/mpeg": _mp3,
    "audio/ogg": _ogg,
    "audio/flac": _flac,
    "audio/amr": _amr,
}
