"""Mails are read as printed, what is attached becomes documents of their own, and names stay labels."""

from __future__ import annotations

import base64
import contextlib
import struct
import time

import pytest

from binder.model.errors import Unreadable
from binder.reading import Reader, Source
from binder.reading.outlook import unpacked
from tests.reading import made, papers

LETTER = made.pdf("Letter of 3 January 2026.")


def test_a_mail_begins_with_its_head_as_it_would_be_printed(read):
    document = read(papers.mail("All is well.\nCall us.", subject="Größe des Befunds"), "mail.eml")
    assert document.media_type == "message/rfc822"
    assert document.pages[0].lines == (
        "From: Clinic <desk@example.org>",
        "To: ann@example.org",
        "Date: Sat, 10 Jan 2026 09:30:00 -0500",
        "Subject: Größe des Befunds",
        "",
        "All is well.",
        "Call us.",
    )


def test_what_is_attached_is_a_document_of_its_own(read):
    document = read(papers.mail("Two files.", ("letter.pdf", LETTER), ("note.txt", b"Bring the disc.\n")), "mail.eml")
    assert [(part.name, part.media_type) for part in document.parts] == [
        ("letter.pdf", "application/pdf"),
        ("note.txt", "text/plain"),
    ]
    assert document.parts[0].line(1, 1) == "Letter of 3 January 2026."
    assert document.warnings == ()


def test_the_bytes_of_a_part_come_out_as_they_went_in(reader):
    inner = papers.mail("Inner.", ("letter.pdf", LETTER))
    source = Source.from_bytes("mail.eml", papers.forwarded(inner))
    assert reader.part(source, (0, 0)) == LETTER
    (first, why), *_ = reader.parts(source)
    assert (first.label, why) == ("mail.eml > Results.eml", "")
    with pytest.raises(Unreadable, match="no part 5"):
        reader.part(source, (4,))


def test_mails_within_mails_are_read_two_deep_and_then_said(read):
    third = papers.mail("Third.", ("letter.pdf", LETTER))
    document = read(papers.forwarded(papers.forwarded(papers.forwarded(third))), "mail.eml")
    deepest = document.parts[0].parts[0]
    assert deepest.parts == ()
    assert any("1 more file inside" in warning for warning in deepest.warnings)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("C:\\Users\\a\\scan.txt", "scan.txt"),
        ("..", "attachment 1"),
        ("x\x1b]0;p\x07.txt", "x␛]0;p␇.txt"),
        ("a" * 3000 + ".txt", "…"),
    ],
)
def test_the_name_of_an_attachment_is_a_label(read, written, shown):
    name = "=?utf-8?b?" + base64.b64encode(written.encode()).decode() + "?="
    head = f'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="{name}"\n'
    mail = (
        b"From: a@example.org\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + head.encode() + b"\nWords.\n--b--\n"
    )  # fmt: skip
    (part,) = read(mail, "mail.eml").parts
    assert shown in part.name and "/" not in part.name and len(part.name) <= 201
    assert part.line(1, 1) == "Words."


def test_the_richer_of_two_bodies_is_read_with_its_table(read):
    rows = "<tr><th>Test</th><th>Result</th></tr><tr><td>Hemoglobin</td><td>13.5 g/dL</td></tr>"
    html = f"<p>Your results</p><table>{rows}</table>"
    document = read(papers.mail("This mail needs a web browser.", html=html), "mail.eml")
    assert "Hemoglobin  13.5 g/dL" in document.pages[0].lines
    both = read(papers.mail("Your results\nTest Result\nHemoglobin 13.5 g/dL", html=html), "mail.eml")
    assert "Hemoglobin 13.5 g/dL" in both.pages[0].lines


def test_an_archive_in_a_mail_is_left_to_be_unpacked(read):
    document = read(papers.mail("A disc.", ("disc.zip", made.archive(("a.txt", b"Words.")))), "mail.eml")
    assert document.parts[0].media_type == "application/zip"


def test_pictures_for_looks_are_left_out_and_photos_are_kept(read):
    logo, photo = made.picture("PNG", 8, 8), made.picture("BMP", 200, 200)
    mail = (
        b"From: a@example.org\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nHello.\n"
        + b"".join(
            b"--b\nContent-Type: image/png\nContent-ID: <%d>\nContent-Disposition: inline; filename=%d.png\n"
            b"Content-Transfer-Encoding: base64\n\n%b\n" % (n, n, base64.encodebytes(data))
            for n, data in enumerate((logo, photo))
        )
        + b"--b--\n"
    )
    document = read(mail, "mail.eml")
    assert [part.name for part in document.parts] == ["1.png"]
    assert any("logos" in warning for warning in document.warnings)


def test_a_part_that_cannot_be_read_costs_itself_alone(read):
    document = read(papers.mail("x", ("torn.pdf", LETTER[:200]), ("note.txt", b"Words.")), "mail.eml")
    torn, note = document.parts
    assert "damaged" in torn.unread and torn.pages == ()
    assert note.line(1, 1) == "Words." and note.unread == ""


def test_a_part_that_breaks_its_worker_costs_itself_alone(limited):
    with limited(seconds=2.0) as reader:
        mail = papers.mail("x", ("endless.pdf", made.endless_pdf()), ("note.txt", b"Words."))
        document = reader.read(Source.from_bytes("mail.eml", mail))
    endless, note = document.parts
    assert endless.unread or endless.media_type == "application/pdf"
    assert note.line(1, 1) == "Words."


@pytest.fixture
def limited():
    from binder.reading import Limits

    return lambda **given: Reader(Limits(workers=1, **given))


def test_three_thousand_mails_within_each_other_end_in_a_sentence(read):
    mail = b"From: a@example.org\nMessage-ID: <1@x>\nSubject: x\n\nEnd.\n"
    head = b"From: a@example.org\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    with pytest.raises(Unreadable, match="without end"):
        read(head * 3000 + mail, "mail.eml")
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    with pytest.raises(Unreadable, match="without end"):
        read(b"From: a@example.org\nMessage-ID: <1@x>\nMIME-Version: 1.0\n" + parts, "mail.eml")


def test_a_mail_that_was_cut_off_gives_what_is_there(read):
    whole = papers.mail("The words.", ("letter.pdf", LETTER))
    for share in (0.3, 0.6, 0.9):
        document = read(whole[: int(len(whole) * share)], "mail.eml")
        assert document.line(1, 1) == "From: Clinic <desk@example.org>"


def test_more_attachments_than_anybody_sends_are_counted_and_left(limited):
    with limited(parts=5) as reader:
        mail = papers.mail("x", *[(f"{n}.txt", b"Words.") for n in range(9)])
        document = reader.read(Source.from_bytes("mail.eml", mail))
    assert len(document.parts) == 5
    assert any("first 5 of 9" in warning for warning in document.warnings)


@pytest.mark.parametrize("charset", ["nonsense", "zlib", "rot13", "utf-7", "koi8-r", "x-mac-cyrillic", "hz"])
def test_an_encoding_of_any_name_harms_nobody(read, charset):
    head = f"From: a@example.org\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    assert "Words" in read(head.encode() + b"Words.\n", "mail.eml").text


def test_encrypted_mail_is_said_to_be(read):
    mail = (
        b"From: a@example.org\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"
        b'Content-Type: application/pkcs7-mime; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\nAAAA\n'
    )
    assert any("encrypted" in warning for warning in read(mail, "mail.eml").warnings)


# -- Outlook

WIDE = {"0037001F": "Results", "1000001F": "Your results.\r\nCall us.", "0C1A001F": "Clinic", "0E04001F": "Ann"}


def test_an_outlook_message_is_read_like_a_mail(read):
    properties = {number: value.encode("utf-16-le") for number, value in WIDE.items()}
    document = read(papers.outlook(properties, ("letter.pdf", LETTER), ("..\\x.txt", b"Words.")), "mail.msg")
    assert document.media_type == "application/vnd.ms-outlook"
    assert document.pages[0].lines == ("From: Clinic", "To: Ann", "Subject: Results", "", "Your results.", "Call us.")
    assert [part.name for part in document.parts] == ["letter.pdf", "x.txt"]
    assert document.parts[0].line(1, 1) == "Letter of 3 January 2026."


def test_outlook_text_in_a_code_page_and_in_rich_text(read):
    assert "Café" in read(papers.outlook({"1000001E": "Café".encode("cp1252")}), "mail.msg").text
    rich = rb"{\rtf1\ansi Only rich text.\par}"
    stored = struct.pack("<II4sI", len(rich) + 12, len(rich), b"MELA", 0) + rich
    assert "Only rich text." in read(papers.outlook({"10090102": stored}), "mail.msg").text


def test_compressed_rich_text_is_unpacked():
    # The example of [MS-OXRTFCP] section 4.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert unpacked(packed, 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_damaged_outlook_messages_end_in_a_sentence(read):
    whole = papers.outlook({"0037001F": "Results".encode("utf-16-le")}, ("a.bin", bytes(6000)))
    began = time.monotonic()
    for size in (600, 1500, 3000, len(whole) - 600):
        with contextlib.suppress(Unreadable):
            document = read(whole[:size].ljust(600, b"\0"), "mail.msg")
            assert "Results" in document.text or document.warnings
    for at in range(30, 512, 7):
        torn = bytearray(whole)
        torn[at : at + 4] = b"\x02\0\0\0"
        try:
            read(bytes(torn), "mail.msg")
        except Unreadable as error:
            assert str(error).endswith(".")
    assert time.monotonic() - began < 60


def test_real_mails(reader, data):
    for path in sorted((data / "email").glob("*.*")):
        document = reader.read(Source.from_path(path))
        assert document.pages[0].lines[0].startswith("From: ")
