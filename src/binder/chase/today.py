"""Today: the few lines that tell a tired person what to do first. Worst first; each says whom to ask or what opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from binder.chase.agenda import agenda, agenda_lines
from binder.chase.imaging import Examination
from binder.chase.kept import kept_lines
from binder.chase.line import WIDTH, TodayLine, Urgency
from binder.chase.numbers import number_of
from binder.chase.proposals import sometimes
from binder.chase.review import in_review, of_somebody_else
from binder.chase.situation import Situation
from binder.chase.spoken_of import SpokenOf, spoken_line
from binder.chase.words import imaging_of, scan_name
from binder.model.checklist import ChecklistItem, ItemState, Need, Proposal
from binder.model.comparison import Axis, AxisResult, Verdict
from binder.model.document import faults_in
from binder.model.keeping import Keeping
from binder.model.kinds import Kind
from binder.model.record import Person, Record, RecordState

_STAND = {
    Verdict.DIFFERENT: "different on {}",
    Verdict.REFINED: "details differ on {}",
    Verdict.COULD_NOT_COMPARE: "not sure of {}",
    Verdict.NO_DIFFERENCE_FOUND: "no difference found on {}",
    Verdict.ONLY_A: "only the first speaks of {}",
    Verdict.ONLY_B: "only the second speaks of {}",
    Verdict.NEITHER_SAYS: "neither speaks of {}",
}
_ASKING = tuple(_STAND)[:3]  # what a reader should look at
_SCANS = 3  # scans of one kind told one by one; more are told together


def today(
    items: Iterable[ChecklistItem],
    proposals: Iterable[Proposal],
    records: Iterable[Record],
    *,
    opinions: Sequence[Record] = (),
    verdicts: Mapping[Axis, AxisResult] | None = None,
    sealed: Sequence[int] = (),
    patient: Person | None = None,
    keeping: Keeping | None = None,
    spoken: Sequence[SpokenOf] = (),
    situation: Situation | None = None,
    now: datetime | None = None,
) -> list[TodayLine]:
    """What to do, worst first.

    Args:
        records: all of the binder's, in every state.
        opinions: the opinions in their order.  verdicts: how the first two stand on each axis.
        sealed: the numbers of those that are being read blind.
        patient: whose binder it is, to notice a document of somebody else.
        spoken: records that the documents speak of and that are not here.
        keeping: how the file itself is kept.
        situation: what is kept beside the records: requests, specimens, visits, plans ...
        now: with its time zone; the present where not given.
    """
    now, situation = now or datetime.now().astimezone(), situation or Situation()
    kept = list(kept_lines(keeping, now)) if keeping else []
    dated = agenda_lines(agenda(situation, now))
    items, proposals, records = list(items), list(proposals), [r for r in records if r.state is not RecordState.TRASHED]
    rank = {"now": 0, "soon": 1, "info": 2}
    if not records:
        return sorted([*dated, _empty(items), *kept], key=lambda line: rank[line.urgency])
    stranger = [r for r in records if of_somebody_else(r, patient)]
    scans = _scans(items, records, situation)
    said = {line.action for line in scans}
    waiting = {item.id: found for item in items if (found := in_review(item, records, patient))}
    lines = [
        *_strangers(stranger),
        *dated,
        *scans,
        *_missing(items, proposals, records, waiting, situation),
        *_waiting(items, said | _chased(situation)),
        *_opinions(opinions, verdicts or {}, sealed),
        *_opinions_to_mark(opinions, [r for r in records if r not in stranger]),
        *_in_review(items, proposals, waiting, situation),
        *_to_ask_again(records),
        *_review([r for r in records if not _faults(r)], stranger),
        *_unreadable(records),
        *_unmarked(items, proposals, said),
        *spoken_line(list(spoken)),
    ]
    if not lines:
        lines = [TodayLine("info", "Nothing is missing and nothing waits.", "", "")]
    return sorted([*lines, *kept], key=lambda line: rank[line.urgency])


def _empty(items: list[ChecklistItem]) -> TodayLine:
    wanted = sum(1 for item in items if not item.state.settled and not sometimes(item))
    text = "Nothing here yet."
    if wanted:
        text += f" A second opinion needs {wanted} things: see the checklist."
    return TodayLine("now", text, "add", "add files, folders or discs")


def _strangers(records: list[Record]) -> list[TodayLine]:
    if not records:
        return []
    if len(records) == 1:
        named = records[0].filing.patient
        text = f"Another person's document? {records[0].title}" + (f", {named.name}" if named and named.name else "")
        return [TodayLine("now", text, f"review:{records[0].id}", "look before you share")]
    text = f"{len(records)} documents may belong to another person"
    return [TodayLine("now", text, f"review:{records[0].id}", "look before you share")]


def _chased(situation: Situation) -> set[str]:
    """Checklist items that a request speaks for, as actions: it waits for them, or they were refused."""
    return {
        f"checklist:{one.item}"
        for request in situation.requests
        if not request.withdrawn_on
        for one in (*request.refused, *(request.outstanding if request.sent_on else ()))
    }


def _scans(items: list[ChecklistItem], records: list[Record], situation: Situation) -> list[TodayLine]:
    """Reports whose images are missing, incomplete, or only pictures, and images whose report is missing.

    What a request asks for is said with the request.
    """
    lines = []
    asked = {
        one.item for request in situation.requests if request.waiting for one in request.outstanding
        if one.need is Need.IMAGES
    }  # fmt: skip
    for item in items:
        if item.id in asked:
            continue
        if Need.IMAGES not in item.needs or item.state in (ItemState.VERIFIED, ItemState.WAIVED, ItemState.UNAVAILABLE):
            continue
        gaps = [(text, exam) for exam in imaging_of(item, records) if (text := _scan_gap(item, exam))]
        if len(gaps) > _SCANS:
            places = {exam.facility for _, exam in gaps}
            where = places.pop() if len(places) == 1 else ""
            lacking = "images" if all(exam.report for _, exam in gaps) else "images and reports"
            lines.append(_scan_line(item, f"{item.title}: {len(gaps)} without all their {lacking}", where, situation))
        else:
            lines += [_scan_line(item, text, exam.facility, situation) for text, exam in gaps]
    return lines


def _scan_line(item: ChecklistItem, text: str, where: str, situation: Situation) -> TodayLine:
    urgency: Urgency = "soon" if item.requested_on else "now"
    phone = number_of(item.whom, situation, where)
    asked = f"asked for {item.requested_on}" if item.requested_on else _ask(item.whom, where, phone)
    return TodayLine(urgency, text, f"checklist:{item.id}", asked, phone)


def _scan_gap(item: ChecklistItem, exam: Examination) -> str:
    of = f"{scan_name(item, exam)} of {exam.date}" if exam.date else item.title
    if exam.incomplete and exam.study is not None:
        return f"{of}: {exam.study.instances} of {exam.study.expected} images here"
    if exam.pictures_only:
        return f"{of}: pictures only, the DICOM images missing"
    by_hand = {receipt.need for receipt in item.receipts if not receipt.record}
    if exam.study is None:
        return "" if Need.IMAGES in by_hand else f"{of}: report here, images missing"
    return f"{of}: images here, report missing" if exam.report is None and Need.REPORT not in by_hand else ""


def _missing(
    items: list[ChecklistItem],
    proposals: list[Proposal],
    records: list[Record],
    waiting: Mapping[str, list[Record]],
    situation: Situation,
) -> list[TodayLine]:
    """One line for each desk to ask, with everything it holds that is not here and not asked for.

    Args:
        waiting: what may be it and waits to be looked at, by the id of the item: that is not called missing.
    """
    offered = {(p.item, p.need) for p in proposals}
    offered |= {(item, Need.REPORT) for item in waiting}
    drafted = {
        one.item
        for request in situation.requests
        if not request.withdrawn_on
        for one in (*request.outstanding, *request.refused)
    }
    desks: dict[str, list[ChecklistItem]] = {}
    for item in items:
        if item.state not in (ItemState.WANTED, ItemState.PARTLY_RECEIVED) or item.requested_on or item.id in drafted:
            continue
        if Need.IMAGES in item.needs and (item.id in waiting or imaging_of(item, records)):
            continue  # said as waiting in review, or scan by scan
        if sometimes(item) and not item.receipts:
            continue
        if any((item.id, need) not in offered for need in item.missing):
            desks.setdefault(item.whom, []).append(item)
    lines = []
    for whom, wanted in desks.items():
        text, phone = _list("Missing: ", [_lacking(i) for i in wanted]), number_of(whom, situation)
        lines.append(TodayLine("now", text, f"checklist:{wanted[0].id}", _ask(whom, phone=phone), phone))
    return lines


def _ask(whom: str, where: str = "", phone: str = "") -> str:
    return " ".join([", ".join(part for part in (f"ask the {whom}" if whom else "", where) if part), phone]).strip()


def _lacking(item: ChecklistItem) -> str:
    """What of an item is missing: "CT scans", or "images of CT scans" where the report came."""
    of = f"{' and '.join(need.value for need in item.missing)} of " if item.met else ""
    return of + _small(item.title)


def _small(title: str) -> str:
    """A title inside a sentence: first letter small unless it is an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _in_review(
    items: list[ChecklistItem], proposals: list[Proposal], waiting: Mapping[str, list[Record]], situation: Situation
) -> list[TodayLine]:
    """What is not called missing because it may be among the documents that wait to be looked at."""
    offered, chased = {p.item for p in proposals}, _chased(situation)
    wanted = [
        i
        for i in items
        if i.id in waiting
        and not (i.state.settled or sometimes(i) or i.id in offered or i.requested_on)
        and f"checklist:{i.id}" not in chased
    ]
    if not wanted:
        return []
    names = [f"{_small(i.title)} ({len(waiting[i.id])})" for i in wanted]
    action = f"review:{waiting[wanted[0].id][0].id}"
    return [TodayLine("soon", _list("Waits in review: ", names), action, "look whether it is what is missing")]


def _review(records: list[Record], strangers: list[Record]) -> list[TodayLine]:
    waiting = [r for r in records if r.state is RecordState.NEEDS_REVIEW and r not in strangers]
    if not waiting:
        return []
    if len(waiting) == 1:
        return [TodayLine("soon", f"1 document to look at: {waiting[0].title}", "review", "date or kind unsure")]
    return [TodayLine("soon", f"{len(waiting)} documents to look at", "review", "date or kind unsure")]


def _faults(record: Record) -> tuple[str, ...]:
    """What is wrong with the file itself, while nobody has looked at it."""
    return faults_in(record.reason.split("; ")) if record.state is RecordState.NEEDS_REVIEW else ()


def _to_ask_again(records: list[Record]) -> list[TodayLine]:
    """Files that came damaged or as something else than their name says, whatever else is doubted of them."""
    torn = [r for r in records if _faults(r)]
    if not torn:
        return []
    action = f"review:{torn[0].id}"
    if len(torn) == 1:
        return [TodayLine("soon", f"To be asked for again: {torn[0].name}", action, "; ".join(_faults(torn[0])))]
    text = _list(f"{len(torn)} to be asked for again: ", [r.name for r in torn])
    return [TodayLine("soon", text, action, "damaged, or not what their names say")]


def _unreadable(records: list[Record]) -> list[TodayLine]:
    lost = [r for r in records if r.state is RecordState.UNREADABLE]
    if not lost:
        return []
    action = f"record:{lost[0].id}"
    if len(lost) == 1:
        return [TodayLine("soon", f"Could not be read: {lost[0].name}", action, lost[0].reason)]
    return [
        TodayLine("soon", _list(f"{len(lost)} could not be read: ", [r.name for r in lost]), action, "kept as they are")
    ]


def _opinions(
    opinions: Sequence[Record], verdicts: Mapping[Axis, AxisResult], sealed: Sequence[int]
) -> list[TodayLine]:
    if blind := [r.opinion for r in opinions if r.opinion in sealed]:
        text = f"Opinion {blind[0]} is sealed, read blind: nothing is laid beside it until you unseal it"
        return [TodayLine("info", text, "opinions", "the second read stays independent")]
    if len(opinions) < 2 or not verdicts:
        return []
    said = {found.verdict for found in verdicts.values()}
    urgency: Urgency = "soon" if {Verdict.DIFFERENT, Verdict.REFINED} & said else "info"
    return [TodayLine(urgency, f"The two opinions: {_stand(verdicts)}", "opinions", "lay them side by side")]


def _opinions_to_mark(opinions: Sequence[Record], records: list[Record]) -> list[TodayLine]:
    """Letters with opinions that could be laid side by side, once somebody has said which is the first."""
    letters = [r for r in records if r.kind is Kind.SECOND_OPINION and r.opinion is None]
    if len(opinions) > 1 or not letters or len(opinions) + len(letters) < 2:
        return []
    action, names = f"opinion:{letters[0].id}", [r.filing.author.split(",")[0] or r.title for r in letters]
    if opinions:
        text = _list("Here, not yet marked as an opinion: ", names)
        return [TodayLine("soon", text, action, f"mark it, to lay it beside opinion {opinions[0].opinion}")]
    text = _list(f"{len(letters)} letters with opinions, not yet marked: ", names)
    return [TodayLine("soon", text, action, "mark the first and the second, to compare them")]


def _stand(verdicts: Mapping[Axis, AxisResult]) -> str:
    """How two opinions stand, each verdict in the words it has everywhere: what asks for a reader, else all of it."""
    asking, rest = list[str](), list[str]()
    for verdict, words in _STAND.items():
        for sure, how in ((True, words), (False, f"perhaps {words}")):
            if on := [axis.value for axis, found in verdicts.items() if (found.verdict, found.sure) == (verdict, sure)]:
                (asking if verdict in _ASKING else rest).append(how.format(_and(on)))
    return "; ".join(asking or rest)


def _waiting(items: list[ChecklistItem], said: set[str]) -> list[TodayLine]:
    """What was asked for and has not come, longest wait first; scans already spoken of are left out."""
    asked = [
        i for i in items if i.requested_on and i.missing and not i.state.settled and f"checklist:{i.id}" not in said
    ]
    asked.sort(key=lambda item: item.requested_on)
    return [
        TodayLine("soon", f"Waiting for {_small(i.title)}, asked for {i.requested_on}", f"checklist:{i.id}", _call(i))
        for i in asked
    ]


def _call(item: ChecklistItem) -> str:
    """Whom to call, with what the user wrote about it."""
    call = f"call the {item.whom}" if item.whom else ""
    return ": ".join(part for part in (call, item.note) if part)


def _unmarked(items: list[ChecklistItem], proposals: list[Proposal], said: set[str]) -> list[TodayLine]:
    """Items whose papers are here but that nobody has marked."""
    offered = {p.item for p in proposals}
    ready = [i for i in items if i.id in offered and not i.receipts and not i.state.settled]
    ready = [i for i in ready if f"checklist:{i.id}" not in said]
    if not ready:
        return []
    text = _list("Here, not yet marked: ", [_small(i.title) for i in ready])
    return [TodayLine("info", text, f"checklist:{ready[0].id}", "mark what has been received")]


def _list(head: str, names: list[str]) -> str:
    """Head and as many names as fit one line, then how many more."""
    shown: list[str] = []
    for name in names:
        rest = len(names) - len(shown) - 1
        if shown and len(head + ", ".join([*shown, name])) + (len(f" and {rest} more") if rest else 0) > WIDTH:
            return head + ", ".join(shown) + f" and {len(names) - len(shown)} more"
        shown.append(name)
    return head + ", ".join(shown)


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
