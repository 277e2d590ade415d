"""The home screen's lines: what to do first, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from binder.chase import TodayLine, proposals, receive, set_state, starting_items, today
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.comparison import Axis, AxisResult, Verdict
from binder.model.kinds import Kind
from binder.model.record import Filing, Person, Record, RecordState

from .conftest import make_record

MRI = make_record("R3", Kind.IMAGING_REPORT, "2026-02-03", "MRI liver with contrast")
Items = dict[str, ChecklistItem]


def lines(items: Iterable[ChecklistItem], records: list[Record], **more: object) -> list[TodayLine]:
    items = list(items)
    return today(items, proposals(items, records), records, **more)  # type: ignore[arg-type]


def about(found: list[TodayLine], word: str) -> TodayLine:
    (line,) = [line for line in found if word in line.text]
    return line


def test_a_file_that_came_damaged_is_to_be_asked_for_again_whatever_else_is_doubted(items: Items) -> None:
    reason = "this may be another person's: it names Otto Vance; the file is cut off: ask for it again"
    torn = replace(make_record("R8", Kind.LETTER), name="summary.xml", state=RecordState.NEEDS_REVIEW, reason=reason)
    found = lines(items.values(), [torn])
    assert about(found, "Another person's document?")
    line = about(found, "asked for again")
    assert (line.text, line.action) == ("To be asked for again: summary.xml", "review:R8")
    assert line.hint == "the file is cut off: ask for it again"
    assert not [line for line in found if "to look at" in line.text], "it is told once"
    two = about(lines(items.values(), [torn, replace(torn, id="R9", name="page.pdf")]), "asked for again")
    assert two.text == "2 to be asked for again: summary.xml, page.pdf"


def test_an_empty_binder_says_how_to_begin(items: Items) -> None:
    (line,) = lines(items.values(), [])
    assert line.text.startswith("Nothing here yet.")
    assert (line.action, line.hint) == ("add", "add files, folders or discs")


def test_a_scan_without_images_says_whom_to_ask(items: Items) -> None:
    line = about(lines(items.values(), [MRI]), "images missing")
    assert line == TodayLine(
        "now",
        "MRI scan of 2026-02-03: report here, images missing",
        "checklist:imaging-mri",
        "ask the radiology file room",
    )


def test_the_house_that_made_the_scan_is_named(items: Items) -> None:
    report = MRI.filed_as(facility="Saltmarsh Imaging")
    line = about(lines(items.values(), [report]), "images missing")
    assert line.hint == "ask the radiology file room, Saltmarsh Imaging"


def test_many_scans_without_images_are_told_together(items: Items) -> None:
    many = [make_record(f"R{n}", Kind.IMAGING_REPORT, f"2026-0{n}-03", "MRI liver") for n in range(1, 6)]
    line = about(lines(items.values(), many), "MRI scans:")
    assert line.text == "MRI scans: 5 without all their images" and line.action == "checklist:imaging-mri"


def test_asked_for_images_are_less_urgent_and_said_once(items: Items) -> None:
    asked = set_state(items["imaging-mri"], ItemState.REQUESTED, on="2026-03-05")
    found = [line for line in lines([asked], [MRI]) if "MRI" in line.text and "marked" not in line.text]
    assert [(line.urgency, line.hint) for line in found] == [("soon", "asked for 2026-03-05")]


def test_missing_things_stand_together_by_the_desk_that_has_them(items: Items) -> None:
    found = lines(items.values(), [MRI])
    lab = about(found, "pathology report")
    assert lab.text == "Missing: pathology report, pathology glass slides"
    assert lab.hint == "ask the pathology lab" and lab.urgency == "now"
    assert about(found, "medication list").hint == "ask the pharmacy or family doctor"


def test_what_not_everybody_needs_is_not_called_missing(items: Items) -> None:
    text = " ".join(line.text for line in lines(items.values(), [MRI]))
    for title in ("PET", "block", "operative", "symptoms"):
        assert title not in text


def test_worst_comes_first() -> None:
    records = [
        MRI,
        make_record("R5", Kind.LETTER, state=RecordState.NEEDS_REVIEW, reason="No date was found."),
        make_record("R6", Kind.OTHER, state=RecordState.UNREADABLE, reason="It is cut short."),
        make_record("R7", Kind.LAB_REPORT, "2026-03-01"),
    ]
    found = lines(starting_items(), records)
    order = [("now", "soon", "info").index(line.urgency) for line in found]
    assert order == sorted(order) and set(order) == {0, 1, 2}


def test_doubtful_and_unreadable_documents_are_told(items: Items) -> None:
    records = [
        make_record("R5", Kind.LETTER, title="Undated note", state=RecordState.NEEDS_REVIEW),
        make_record("R6", Kind.OTHER, state=RecordState.UNREADABLE, reason="It is cut short."),
    ]
    found = lines([], records)
    assert about(found, "to look at") == TodayLine(
        "soon", "1 document to look at: Undated note", "review", "date or kind unsure"
    )
    lost = about(found, "R6.pdf")
    assert lost.action == "record:R6" and lost.hint == "It is cut short."


def test_a_document_of_somebody_else_comes_first(items: Items) -> None:
    stranger = Record(
        "R8",
        "labs.pdf",
        Filing(kind=Kind.LAB_REPORT, title="Lab report", patient=Person("Else Body", "1990-01-01")),
        RecordState.NEEDS_REVIEW,
    )
    found = lines(items.values(), [MRI, stranger], patient=Person("Ada Sample", "1957-04-09"))
    assert found[0].text == "Another person's document? Lab report, Else Body" and found[0].action == "review:R8"
    assert not [line for line in found if "to look at" in line.text]


def test_the_patients_own_doubtful_document_is_no_strangers(items: Items) -> None:
    own = Record(
        "R8",
        "labs.pdf",
        Filing(kind=Kind.LAB_REPORT, patient=Person("SAMPLE^ADA")),
        RecordState.NEEDS_REVIEW,
        reason="No date.",
    )
    found = lines(items.values(), [own], patient=Person("Ada Sample", "1957-04-09"))
    assert not [line for line in found if "Another" in line.text]


def on_axes(*verdicts: Verdict, perhaps: Axis | None = None) -> dict[Axis, AxisResult]:
    return {axis: AxisResult(axis, v, sure=axis is not perhaps) for axis, v in zip(Axis, verdicts, strict=True)}


def test_letters_with_opinions_are_told_before_they_are_marked_as_such(items: Items) -> None:
    first = make_record("R5", Kind.SECOND_OPINION).filed_as(author="Ines Calloway, MD")
    second = make_record("R6", Kind.SECOND_OPINION, title="Letter of May", state=RecordState.NEEDS_REVIEW)
    line = about(lines([], [first, second]), "letters with opinions")
    assert line.text == "2 letters with opinions, not yet marked: Ines Calloway, Letter of May"
    assert (line.action, line.hint) == ("opinion:R5", "mark the first and the second, to compare them")
    marked = replace(first, opinion=1)
    line = about(lines([], [marked, second], opinions=[marked]), "not yet marked")
    assert (line.action, line.hint) == ("opinion:R6", "mark it, to lay it beside opinion 1")
    assert not [line for line in lines([], [first]) if "not yet marked" in line.text], "one alone"
    both = [marked, replace(second, opinion=2)]
    assert not [line for line in lines([], both, opinions=both) if "not yet marked" in line.text]


def test_opinions_are_told_axis_by_axis_in_the_words_of_their_own_screen(items: Items) -> None:
    both = [make_record("R1", Kind.LETTER, opinion=1), make_record("R2", Kind.SECOND_OPINION, opinion=2)]

    def told(*verdicts: Verdict) -> TodayLine:
        return about(lines([], both, opinions=both, verdicts=on_axes(*verdicts)), "opinions")

    line = told(Verdict.REFINED, Verdict.DIFFERENT, Verdict.NO_DIFFERENCE_FOUND, Verdict.DIFFERENT)
    assert line.text == "The two opinions: different on staging and timing; details differ on diagnosis"
    assert (line.urgency, line.action) == ("soon", "opinions")
    said = on_axes(*[Verdict.DIFFERENT] * 4, perhaps=Axis.TIMING)
    line = about(lines([], both, opinions=both, verdicts=said), "opinions")
    assert line.text.endswith("different on diagnosis, staging and treatment; perhaps different on timing")
    line = told(*[Verdict.NO_DIFFERENCE_FOUND] * 3, Verdict.NEITHER_SAYS)
    assert line.urgency == "info"
    assert line.text.endswith("no difference found on diagnosis, staging and treatment; neither speaks of timing")
    unsure = told(Verdict.COULD_NOT_COMPARE, *[Verdict.NO_DIFFERENCE_FOUND] * 3)
    assert unsure.text == "The two opinions: not sure of diagnosis"
    assert not [line for line in lines([], both, opinions=both[:1]) if "opinions" in line.text]


def test_no_line_says_which_opinion_is_right(items: Items) -> None:
    both = [make_record("R1", Kind.LETTER, opinion=1), make_record("R2", Kind.SECOND_OPINION, opinion=2)]
    for verdict in Verdict:
        for line in lines([], both, opinions=both, verdicts=on_axes(*[verdict] * 4)):
            assert not {"right", "wrong", "correct", "better", "agree"} & set(line.text.lower().split())


def test_no_line_names_a_key_of_the_app(items: Items) -> None:
    """The same lines are printed on the command line."""
    found = [*lines(items.values(), []), *lines(items.values(), [make_record("R7", Kind.LAB_REPORT, "2026-03-01")])]
    assert any(line.text.startswith("Here, not yet marked") for line in found)
    assert not [line.hint for line in found if {"press", "space", "key", "Enter"} & set(line.hint.split())]


def test_what_was_asked_for_is_waited_for_longest_first(items: Items) -> None:
    slides = set_state(items["pathology-slides"], ItemState.REQUESTED, on="2026-03-10")
    noted = set_state(slides, ItemState.REQUESTED, "ask for Ines", on="2026-03-10")
    assert about(lines([noted], [MRI]), "Waiting").hint == "call the pathology lab: ask for Ines"
    insurance = set_state(items["insurance"], ItemState.REQUESTED, on="2026-02-01")
    found = [line for line in lines([slides, insurance], [MRI]) if "Waiting" in line.text]
    assert [line.action for line in found] == ["checklist:insurance", "checklist:pathology-slides"]
    assert found[1].text == "Waiting for pathology glass slides, asked for 2026-03-10"
    assert found[1].hint == "call the pathology lab"


def test_papers_that_are_here_ask_for_their_mark(items: Items) -> None:
    labs = make_record("R7", Kind.LAB_REPORT, "2026-03-01")
    line = about(lines(items.values(), [labs]), "not yet marked")
    assert line.text == "Here, not yet marked: blood test results" and line.action == "checklist:blood-tests"
    items["blood-tests"] = receive(items["blood-tests"], Need.REPORT, "2026-03-02", record="R7")
    assert not [line for line in lines(items.values(), [labs]) if "marked" in line.text]


def test_when_all_is_there_it_says_so(items: Items) -> None:
    labs = make_record("R7", Kind.LAB_REPORT, "2026-03-01")
    done = receive(items["blood-tests"], Need.REPORT, "2026-03-02", record="R7")
    assert [line.text for line in lines([done], [labs])] == ["Nothing is missing and nothing waits."]


def test_a_long_title_is_said_in_whole_and_a_list_is_counted_where_it_is_long(items: Items) -> None:
    long = make_record("R5", Kind.LETTER, title="A very long title " * 20, state=RecordState.NEEDS_REVIEW)
    found = lines(items.values(), [long, MRI])
    assert about(found, "1 document to look at").text.endswith(long.title)
    counted = [line.text for line in found if line.text.startswith("Missing: ")]
    assert all(len(text) <= 72 for text in counted) and any(text.endswith(" more") for text in counted)
