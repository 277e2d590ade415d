"""The letters that come with binder print every field they name; a template with a mistake is refused at once."""

from __future__ import annotations

import re

import pytest

from binder.letters import FIELDS, NAMES, Mark, parse, shipped, template_of
from binder.letters.compose import compose
from binder.model.errors import BinderError, Misused
from binder.model.kinds import Kind
from tests.letters.conftest import everything, letter, plain

HEAD = "template: mine\ntitle: Mine\n---\n"


def filled(body: str, **given: str | tuple[str, ...]) -> list[tuple[Mark, str]]:
    """The blocks of a template of one's own."""
    said = {name: (text,) if isinstance(text, str) else text for name, text in given.items()}
    blocks, _ = template_of(HEAD + body).fill(said)
    return [(block.mark, block.text) for block in blocks]


# -- those that come with binder


@pytest.mark.parametrize("name", NAMES)
def test_every_field_that_a_letter_names_is_printed_in_it(name: str) -> None:
    template, full = shipped(name), everything()
    said = {field for field in template.fields if f"{{{field}}}" in template.source}  # others only choose
    assert all(FIELDS[field].startswith(("filled where", "how long")) for field in template.fields - said)
    unprinted = set()
    for field in said:
        variants = [full, *({k: v for k, v in full.items() if k != other} for other in template.fields - {field})]
        texts = (" ".join(block.text for block in template.fill(v)[0]) + template.law(v) for v in variants)
        if not any(all(line in text for line in full[field]) for text in texts):
            unprinted.add(field)
    assert not unprinted


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_names_its_law_with_a_date_and_can_be_signed_and_dated(name: str) -> None:
    composed = letter(name)
    assert re.search(r"\d\d CFR \d+.*\. As of [A-Z][a-z]+ \d+, 20\d\d\.$", composed.law)
    signed = [block for block in composed.blocks if block.mark is Mark.SIGN]
    assert any("Maria Example" in block.text and "Date" in block.parts for block in signed)
    assert Kind(composed.files_as)


@pytest.mark.parametrize("name", NAMES)
def test_no_brace_and_no_mark_is_left_in_a_letter(name: str) -> None:
    text = letter(name).text
    assert not re.search(r"[{}]|^\s*(\||#|~|\[\] |<|>|\?)", text, re.MULTILINE), text
    assert "  ." not in text and " ," not in text and ".." not in text.replace("...", "")


@pytest.mark.parametrize("name", NAMES)
def test_each_field_a_letter_cannot_do_without_is_missed_by_name(name: str) -> None:
    for needed in shipped(name).needs:
        with pytest.raises(BinderError, match=re.escape(f"({needed})")):
            letter(name, **{needed: ""})


def test_a_records_request_says_what_the_rule_gives_and_where_to_send_it() -> None:
    text = " ".join(letter("records-request").text.split())
    for words in (
        "Attn: Health Information Management",
        "45 CFR 164.524",
        "Patient: Maria Example, born March 21, 1957",
        "Your record number: 00123456",
        "CT scans: the DICOM images and the report",
        "all series, full resolution, not screenshots or a PDF",
        "Please send the copy to me, at the address above",
        "within those 30 days with the reason and the new date",
        "not searching for or retrieving the records",
        "unpaid bill",
        "by March 30, 2026 for an appointment",
        "You may speak with Rosa Example (daughter), (309) 555-0177",
        "Copy of Maria Example's photo ID",
        "fax confirmation or",
    ):
        assert words in text


def test_a_third_party_gets_it_only_by_the_written_direction_of_the_rule() -> None:
    text = " ".join(letter("records-request", deliver_to="Dr. Ada Lakeside", deliver_address="Chicago").text.split())
    assert "Please send the copy to Dr. Ada Lakeside, as I direct here in writing (45 CFR 164.524(c)(3)(ii))" in text
    assert "send the copy to me" not in text


def test_a_representative_says_by_what_right() -> None:
    text = letter(
        "records-request",
        signer="Rosa Example",
        signer_role="daughter and health care agent",
        authority_law="45 CFR 164.502(g)",
        authority_words="A copy is enclosed.",
        my="Maria Example's",
    ).text
    plainly = " ".join(text.split())
    assert "I write for the patient as daughter and health care agent" in plainly
    assert "the same right of access (45 CFR 164.502(g))" in plainly
    assert "Rosa Example, daughter and health care agent of Maria Example" in " ".join(
        line[:45].strip() for line in text.splitlines()
    )


def test_slides_are_asked_for_without_a_date_of_law() -> None:
    text = letter("slide-release").text
    assert "164.524" not in text
    assert "30 days" not in text
    assert "rigid container" in text and "pathology report" in text


# -- the user's own


def test_an_unknown_field_is_said_with_the_line_and_all_the_fields_there_are() -> None:
    with pytest.raises(BinderError) as refused:
        parse(HEAD + "Dear {recipient}:\n\nYou have {nmae} there.", FIELDS, "mine.txt")
    said = str(refused.value)
    assert said.startswith("In template mine.txt, line 6: there is no field {nmae}. The fields are: ")
    assert all(field in said for field in FIELDS)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{if signer}\nHello", "line 4: {if signer} has no {end}"),
        ("Hello\n{end}", "line 5: {end} stands without"),
        ("{else}", "line 4: {else} stands without"),
        ("a { b", "line 4: the brace { has no partner"),
        ("a } b", "line 4: the brace } has no partner"),
        ("{if nobody}x{end}", "line 4: there is no field {nobody}"),
        ("{}", "line 4: there is no field {}"),
    ],
)
def test_a_template_with_a_mistake_says_where_it_is(body: str, says: str) -> None:
    with pytest.raises(BinderError, match=re.escape(says)):
        template_of(HEAD + body)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Dear all", "three hyphens"),
        ("template: x\n---\nhello", "lacks the line 'title"),
        ("template: x\ntitle: y\nauthor: me\n---\nhello", "line 3: the head holds lines like"),
        ("template: x\ntitle: y\nneeds: nothing_known\n---\nhello", "there is no field {nothing_known}"),
    ],
)
def test_a_head_with_a_mistake_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(BinderError, match=re.escape(says)):
        template_of(text)


def test_a_condition_chooses_and_takes_its_own_lines_away() -> None:
    body = "{if needed_by}\nby {needed_by}\n{else}\nsoon\n{end}\n\n{if not my}none{end}"
    assert filled(body, needed_by="Monday", my="my") == [(Mark.PARAGRAPH, "by Monday")]
    assert filled(body) == [(Mark.PARAGRAPH, "soon"), (Mark.PARAGRAPH, "none")]


def test_a_line_with_a_question_mark_is_left_out_where_a_field_is_empty() -> None:
    body = "|? Phone {sender_phone}\n| {sender}\n? You may speak with {speaks_for}.\nThank you."
    assert filled(body, sender="Maria") == [(Mark.LINE, "Maria"), (Mark.PARAGRAPH, "Thank you.")]


def test_a_field_of_several_lines_gives_a_point_each() -> None:
    assert filled("- {items}\n[] {questions}: yes", items=("a", "b"), questions=("c", "d")) == [
        (Mark.POINT, "a"), (Mark.POINT, "b"), (Mark.BOX, "c: yes"), (Mark.BOX, "d: yes"),
    ]  # fmt: skip
    assert filled("All of {items}.", items=("a", "b")) == [(Mark.PARAGRAPH, "All of a, b.")]


def test_what_a_field_holds_is_never_taken_for_a_mark_or_a_field() -> None:
    for text in ("{signer}", "# not a heading", "- no point", "~ a | b", "=== {{", "; a remark", "{if x}", "|"):
        assert filled("{items}", items=text, signer="WRONG") == [(Mark.PARAGRAPH, text)]
    assert filled("~ {signer} | Date", signer="a | b") == [(Mark.SIGN, "a | b | Date")]


def test_a_sentence_ends_with_one_period() -> None:
    assert filled("At {appointment}. Bye.", appointment="10:30 a.m.") == [(Mark.PARAGRAPH, "At 10:30 a.m. Bye.")]
    assert filled("At {appointment}.", appointment="noon") == [(Mark.PARAGRAPH, "At noon.")]


def test_braces_and_remarks_can_be_written() -> None:
    assert filled("; not printed\n{{signer}} is a field") == [(Mark.PARAGRAPH, "{signer} is a field")]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    text = "\ufeff" + HEAD + "Dear {signer}:\n\n- {items}"
    blocks, _ = template_of(text.replace("\n", "\r\n")).fill({"signer": ("Maria",), "items": ("a",)})
    assert [block.text for block in blocks] == ["Dear Maria:", "a"]


def test_a_field_that_there_is_not_cannot_be_given() -> None:
    with pytest.raises(Misused, match="There is no field 'colour'"):
        compose(shipped("follow-up"), plain() | {"colour": ("red",)})
