"""The chase at a terminal, by words alone: what is missing, asked for, said, come, decided; each told as JSON too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from binder.cli.main import _run
from tests.cli.conftest import PASSPHRASE, Ran

Say = Callable[..., Ran]


def ago(days: int) -> str:
    return (date.today() - timedelta(days)).isoformat()


@pytest.fixture
def say(tmp_path: Path, binder_file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Run `binder` with arguments in this process, on a binder of its own."""
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    monkeypatch.setenv("BINDER_FILE", str(binder_file))
    monkeypatch.setenv("BINDER_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        status = _run([str(one) for one in arguments])
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run


def told(say: Say, *arguments: object) -> dict[str, Any]:
    ran = say(*arguments, "--json")
    assert ran.status == 0, ran.err
    shaped: dict[str, Any] = json.loads(ran.out)
    return shaped


def item(say: Say, name: str) -> dict[str, Any]:
    return next(line for line in say("checklist", "--json").lines if line["id"] == name)


def a_place(say: Say) -> dict[str, Any]:
    return told(say, "people", "place", "Saltmarsh Imaging", "--desk", "radiology", "--phone", "555-010-0158",
                "--fax", "555-010-0159")  # fmt: skip


def test_from_what_is_missing_to_verified_complete(say: Say) -> None:
    assert a_place(say)["id"] == "ORG1"
    made = told(say, "request", "new", "imaging-ct", "--need", "images", "--at", "saltmarsh")
    assert (made["state"], made["department"], made["carried"][0]["need"]) == ("draft", "radiology", "images")

    letter = told(say, "letter", "imaging-request", "--request", "REQ1")
    assert "Saltmarsh Imaging" in letter["text"]
    assert told(say, "letter", "sent", letter["id"], "--channel", "fax")["state"] == "sent"
    assert item(say, "imaging-ct")["state"] == "requested"
    sent = told(say, "request", "show", "REQ1")
    assert sent["clock"]["due"] == (date.today() + timedelta(30)).isoformat() and sent["clock"]["assumed"]

    called = told(say, "request", "call", "REQ1", "--who", "Dana", "--said", "in the queue", "--next", "+3")
    assert called["events"][-1] == called["events"][-1] | {"who": "Dana", "number": "555-010-0158", "kind": "call"}
    assert called["next"]["on"] == (date.today() + timedelta(3)).isoformat()

    told(say, "request", "event", "REQ1", "letter", "--from-them", "--said", "only a report, no images")
    assert item(say, "imaging-ct")["missing"] == ["report", "images"], "a report by mail is not the images"
    again = told(say, "request", "again", "REQ1")
    assert again["carried"][0]["item"] == "imaging-ct" and "REQ1" in again["note"]
    told(say, "request", "sent", again["id"], "--channel", "certified_mail")
    refused = say("receive", "imaging-ct", "--need", "images", "--what", "a disc")
    assert refused.status == 1 and "REQ1" in refused.err and "REQ2" in refused.err
    came = told(say, "request", "came", "REQ2", "--what", "a disc, 200 images")
    assert came["state"] == "fulfilled"
    told(say, "request", "withdraw", "REQ1", "--because", "came by REQ2")

    told(say, "receive", "imaging-ct", "--need", "report", "--what", "paper")
    assert item(say, "imaging-ct")["state"] == "received"
    assert say("undo").status == 0
    assert item(say, "imaging-ct")["state"] == "partly_received"


def test_today_leads_with_what_is_late_and_the_number(say: Say) -> None:
    a_place(say)
    told(say, "request", "new", "imaging-ct", "--at", "ORG1", "--desk", "radiology")
    told(say, "request", "sent", "REQ1", "--on", ago(40))
    first = say("today", "--json").lines[0]
    assert first["urgency"] == "now" and "10 days late" in first["text"] and first["phone"] == "555-010-0158"
    assert "10 days LATE" in say("request").out and "10 days late" in say("today").out
    assert f"send the overdue letter to the privacy officer, since {ago(9)}, 9 days late" in say("request").out
    in_calendar = say("calendar").out.replace("\r\n ", "")
    assert in_calendar.count(f"DTSTART;VALUE=DATE:{ago(0).replace('-', '')}") == 2
    assert "10 days late: report of CT scans and 1 more" in in_calendar.replace("\\", "")


def test_today_in_an_empty_binder_names_the_command_and_no_key(say: Say) -> None:
    said = say("today").out
    assert "add files, folders or discs: binder add PATH" in said and "press" not in said


def test_an_extension_that_came_late_is_kept_and_does_not_count(say: Say) -> None:
    a_place(say)
    told(say, "request", "new", "imaging-ct", "--at", "ORG1")
    told(say, "request", "sent", "REQ1", "--on", ago(40))
    ran = say("request", "extend", "REQ1", "--on", ago(2), "--until", "+10", "--reason", "staff")
    assert ran.status == 0 and "came after" in ran.err
    assert told(say, "request", "show", "REQ1")["clock"]["phase"] == "overdue"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["request", "show", "REQ9"], 1, "There is no request"),
        (["request", "new", "imaging-ct", "--at", "Nowhere"], 1, "There is no organization"),
        (["request", "call", "REQ1"], 1, "There is no request"),
        (["request", "new", "imaging-ct"], 2, "--at"),
        (["request", "new", "nonsense", "--at", "ORG1"], 1, "No checklist item"),
        (["people", "place", "Lab", "--fax", "FAX-ME"], 1, "fax number"),
        (["people", "paper", "authorization", "--for", "FAM9"], 1, "There is no family"),
        (["appointment", "new", "tomorrow-ish"], 1, "15 Dec 2026 10:30"),
        (["question", "take", "nonsense"], 1, "question bank has no"),
        (["question", "answer", "Q1"], 2, "Write the answer"),
        (["coverage", "call"], 1, "add the plan"),
        (["specimen", "move", "SP1", "shipped"], 1, "There is no specimen"),
        (["decide", "choose", "DEC1", "wait"], 1, "There is no decision"),
        (["receive", "imaging-ct", "--on", "13/45"], 2, "no day"),
    ],
)
def test_what_cannot_be_is_one_sentence_that_says_what_to_do(
    say: Say, arguments: list[str], status: int, words: str
) -> None:
    ran = say(*arguments)
    assert (ran.status, ran.out) == (status, "")
    assert ran.err.startswith("binder: ") and ran.err.count("\n") == 1 and words in ran.err


def test_a_request_by_somebody_without_a_paper_is_warned(say: Say) -> None:
    a_place(say)
    told(say, "people", "helper", "Nora Example", "--is", "daughter")
    ran = say("request", "new", "imaging-ct", "--at", "ORG1", "--by", "fam1")
    assert ran.status == 0 and "lets Nora Example ask" in ran.err
    told(say, "people", "paper", "power_of_attorney", "--for", "FAM1", "--signed", ago(100))
    assert told(say, "request", "show", "REQ1")["warnings"] == []


def test_slides_go_by_their_own_way_and_the_parcel_moves_them(say: Say) -> None:
    told(say, "people", "place", "Riverside Lab", "--desk", "pathology", "--phone", "555-010-0147")
    told(say, "people", "place", "Lakeside Institute")
    told(say, "specimen", "new", "riverside", "--number", "S25-1", "--count", "6", "--taken", ago(200))
    told(say, "specimen", "move", "SP1", "released", "--on", ago(5))
    packed = told(say, "specimen", "ship", "SP1", "--to", "lakeside", "--courier", "Swift")
    assert any("tracking" in lack for lack in packed["lacks"])
    told(say, "specimen", "parcel", packed["id"], "--sent", ago(2))
    told(say, "specimen", "parcel", packed["id"], "--delivered", ago(1), "--signed-by", "Thornbury")
    (slides,) = [line for line in say("specimen", "--json").lines if line["type"] == "specimen"]
    assert slides["state"] == "received"


def test_a_plan_is_called_asked_and_its_refusal_has_its_last_day(say: Say) -> None:
    told(say, "coverage", "new", "Harborlight", "--kind", "ppo", "--phone", "555-010-0190")
    plan = told(say, "coverage", "call", "--who", "Marlo", "--answer", "in_network=no", "--reference", "CS-1")
    assert next(q for q in plan["questions"] if q["id"] == "in_network")["answer"] == "no"
    told(say, "coverage", "ask", "gap_exception", "--on", ago(20))
    plan = told(say, "coverage", "answer", "1", "denied", "--reason", "in network there is one", "--on", ago(3))
    (open_,) = plan["deadlines"]
    assert open_["on"] == (date.today() + timedelta(177)).isoformat() and "147.136" in open_["law"]


def test_questions_are_taken_asked_answered_and_printed(say: Say) -> None:
    offered = say("question", "bank", "--for", "second_doctor", "--json").lines
    name, text = offered[0]["id"], offered[0]["text"]
    told(say, "question", "take", name)
    told(say, "question", "new", "Is the spot why it hurts?", "--first")
    assert text in say("question", "print").out
    told(say, "question", "asked", "Q1")
    answered = told(say, "question", "answer", "Q1", "quite sure", "--by", "Dr. Sol")
    assert (answered["state"], answered["answer"]) == ("answered", "quite sure")
    assert text not in say("question", "print").out


def test_an_appointment_says_when_to_ask_and_what_to_bring(say: Say) -> None:
    at = f"{(date.today() + timedelta(16)).isoformat()}T10:15"
    visit = told(say, "appointment", "new", at, "--place", "third floor")
    assert visit["ask_until"] < visit["at"] and visit["bring"]
    told(say, "appointment", "pack", "V1", "1")
    arrived = told(say, "appointment", "arrived", "V1", "--who", "Ana", "--missing", "the MRI disc")
    assert arrived["arrivals"][0]["complete"] is False
    assert say("appointment", "is", "V1", "done").status == 1, "its day has not come"


def test_the_decision_keeps_its_reason_and_the_earlier_choice(say: Say) -> None:
    told(say, "decide", "new", "Surgery?", "--option", "operate in May", "--option", "wait three months")
    one = told(say, "decide", "choose", "DEC1", "wait", "--because", "the garden", "--opinion", "2", "--follows", "yes")
    assert one["choices"][0]["option"] == "wait three months" and one["state"] == "decided"
    two = told(say, "decide", "choose", "DEC1", "operate")
    assert two["state"] == "revised" and len(two["choices"]) == 2
    told(say, "decide", "waiting", "a week is fine", "--days", "7", "--who", "Dr. One")
    assert "7 days are safe" in say("decide").out


def test_the_calendar_is_written_for_its_owner_alone_and_never_over_another(say: Say, tmp_path: Path) -> None:
    told(say, "appointment", "new", f"{(date.today() + timedelta(16)).isoformat()}T10:15")
    file = tmp_path / "days.ics"
    assert say("calendar", "-o", file).status == 0
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR") and file.stat().st_mode & 0o077 == 0
    again = say("calendar", "-o", file)
    assert again.status == 1 and "already exists" in again.err
    assert say("calendar", "-o", file, "--replace").status == 0
    assert any("V1" in line["key"] for line in say("calendar", "--json").lines)


def test_every_noun_lists_by_itself_and_explains_its_acts(say: Say) -> None:
    for noun in ("request", "people", "specimen", "coverage", "question", "appointment", "decide"):
        assert say(noun).status == 0, noun
        assert say(noun, "--json").status == 0, noun
        assert "Commands:" in say(noun, "--help").out, noun
