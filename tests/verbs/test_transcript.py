"""A voicemail: kept as it is, and what is said in it typed by whoever listened."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import RecordState
from tests.reading.test_sound import wav

SAID = "This is the breast center.\nYour slides were sent to Doctor Quill on March 3."


@pytest.fixture
def voicemail(binder: Binder, tmp_path: Path) -> str:
    (tmp_path / "call.wav").write_bytes(wav(11))
    (intake,) = binder.add([tmp_path / "call.wav"])
    return intake.record


def test_a_voicemail_is_filed_with_its_length_and_asks_nothing_of_the_review(binder: Binder, voicemail: str) -> None:
    record = binder.record(voicemail)
    assert (record.kind, record.state) == (Kind.VOICEMAIL, RecordState.FILED)
    assert ("Length", "0:11") in binder.document(voicemail).tags
    assert voicemail not in [waiting.id for waiting in binder.review_queue()]


def test_what_is_typed_is_its_text_and_found_by_search(binder: Binder, voicemail: str) -> None:
    record = binder.transcribe(voicemail, SAID)
    assert record.kind is Kind.VOICEMAIL and record.state is RecordState.FILED
    assert binder.document(voicemail).text == SAID
    assert ("Length", "0:11") in binder.document(voicemail).tags
    ((found, hit),) = binder.search("slides")
    assert (found.id, hit.line) == (voicemail, 2)
    assert any("typed by" in warning for warning in record.warnings)


def test_words_that_were_typed_can_be_changed_and_taken_away(binder: Binder, voicemail: str) -> None:
    binder.transcribe(voicemail, SAID)
    binder.transcribe(voicemail, "Other words.")
    assert binder.document(voicemail).text == "Other words."
    binder.transcribe(voicemail, "")
    assert binder.document(voicemail).text == ""
    assert b"".join(binder.original(voicemail))[:4] == b"RIFF"


def test_only_a_recording_has_something_said_in_it(binder: Binder, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann,")
    (intake,) = binder.add([tmp_path / "letter.txt"])
    with pytest.raises(BinderError, match="is no recording"):
        binder.transcribe(intake.record, "words")
