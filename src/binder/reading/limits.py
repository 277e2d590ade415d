"""What one document may cost: time, memory, text, and what an archive may unpack to."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on reading; all sizes in bytes, all times in seconds.

    Attributes:
        seconds: wall and processor time without a sign of progress (a page read, a member unpacked) in one document.
        longest: time a document may take in all, however many pages it has.
        memory: address space a worker may add for it.
        answer: what a worker may answer; text, lines: how much of a plain text is read; pages: pages of one document.
        pixels: points of one frame or picture that are decoded; frame: bytes of one decoded DICOM frame.
        inflated: what a deflated DICOM file may become.
        documents, growth: after how many documents, or how much more memory, a worker is replaced.
        workers: how many run side by side; ahead: how many bytes of sources and answers read_many holds.
        entry, total, entries, nesting: largest member, all members, count of members, archives within archives.
        parts: documents taken out of one mail or PDF; depth: documents within documents that are read.
        scans: pages of one document whose print is recognised.
        ratio: how many times its packed size a member above 1 MiB may become.
    """

    seconds: float = 20.0
    longest: float = 300.0
    memory: int = 1024 * MIB
    answer: int = 48 * MIB
    text: int = 12 * MIB
    lines: int = 250_000
    pages: int = 5000
    pixels: int = 60_000_000
    frame: int = 256 * MIB
    inflated: int = 64 * MIB
    documents: int = 200
    growth: int = 200 * MIB
    workers: int = 2
    ahead: int = 64 * MIB
    entry: int = 256 * MIB
    total: int = 2048 * MIB
    entries: int = 20_000
    nesting: int = 2
    ratio: int = 200
    scans: int = 300
    parts: int = 200
    depth: int = 2
