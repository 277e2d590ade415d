"""README.txt: what lies here, how it is read, and that it is not encrypted."""

from __future__ import annotations

from binder.export.contents import Contents

_TEXT = """\
WHAT THIS IS - AND A WARNING

These files are PLAIN TEXT: they are NOT encrypted. Whoever has this folder can read all of it, and so can
whoever finds the computer, stick or cloud folder it lies on. Delete it when it is no longer needed; deleted
files can often be recovered, so keep it on an encrypted disk where you can.

Everything in the binder {name}{of}, written on {day}: {count}.
No program of ours is needed to read any of it.

  index.html         start here: a list by month, the checklist{opinions}; opens in any browser,
                     needs no network, and can be printed
  originals/         every file exactly as it was added; scans are folders of DICOM files (.dcm), one folder
                     a series. A name is made of the date, the title and the record's number (R11).
  put-aside/         the same for records that were put aside, where there are any
  texts/             the text of each record as it was read, page by page. Line n of a page is the n-th line
                     under its heading; facts.csv counts the same way.
  records.csv        one line a record: what, when, whose, where its file is, SHA-256
  facts.csv          what the papers state (laboratory values, medicines, stages ...), each with page, line
                     and the words it was taken from. binder states nothing itself.
  checklist.csv      what a second opinion needs, where it stands, when it was requested
  received.csv       what came for the checklist, and when
{kept}  events.csv         every change ever made, oldest first
  bundle.json        the same as HL7 FHIR R4 (Bundle of type collection), for other health programs
  SHA256SUMS         checks that no file has changed: sha256sum -c SHA256SUMS

ABOUT THE TABLES
UTF-8, parted by commas (RFC 4180). A cell that a spreadsheet would run as a formula has an apostrophe (')
put before it; bundle.json and texts/ have the same words without it.

ABOUT bundle.json
Attachment addresses are relative to this folder; "hash" is SHA-1 as R4 asks, SHA256SUMS is the stronger one.
Values were read from the papers, not sent by a laboratory: their status is "unknown", their LOINC code is a
proposal, and derivedFrom and note name the paper, page, line and words. Check against the original.

TO MAKE A BINDER OF IT AGAIN
binder new FILE, then binder add originals/
"""


def readme(contents: Contents) -> str:
    """The words of README.txt."""
    return _TEXT.format(
        name=contents.name,
        of=f" of {contents.patient.name}" if contents.patient.name else "",
        day=contents.made_at[:10],
        count=contents.how_many,
        kept="".join(
            f"  {one.file:<18} {len(one.things)} kept beside the records\n" for one in contents.kept if one.things
        ),
        opinions=", where two opinions differ" if contents.comparison else "",
    )
