"""The doctors thought of for an opinion side by side, on what the guides say matters. Nobody is ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from binder.chase.choosing import Criterion, prices
from binder.knowledge import load
from binder.model.clean import clean
from binder.model.people import Practitioner, Standing
from binder.tui.listing import Listing
from binder.tui.widgets.record_list import ListRows, Pieces, Rows
from binder.tui.widgets.rows import headed

Held = tuple[list[Practitioner], list[Criterion]]
_LISTS = {"Where to look": "finders", "Things to say": "scripts", "Ways it is given": "formats"}
_GLYPH = {True: ("●", "good"), False: ("!", "warn"), None: ("?", "soon")}


class CandidatesView(Listing[Held]):
    """A heading for each criterion, under it each doctor's answer; below, formats with their dated prices."""

    title = "Doctors"
    nothing = "No doctor is thought of yet."

    def load(self) -> Held:
        """The candidates and the criteria."""
        return self.app.binder.compare_candidates()

    def rows(self, held: Held, width: int) -> Rows:
        """The table."""
        return candidate_rows(*held)

    def detail(self, held: Held, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """What to ask, or where a price comes from."""
        doctors, criteria = held
        kind, _, which = key.partition(":")
        if kind == "price":
            price = prices()[int(which)]
            yield f"{price.name} · {price.format.label} · {price.words}", "title"
            yield price.note, "line"
            yield f"Source: {price.source}", "dim"
            return
        if kind in _LISTS.values():
            entry = load("choosing")[kind][int(which)]
            yield entry["text"], "title"
            for words in (entry.get("good_for", ""), entry.get("phone", "")):
                if words:
                    yield words, "line"
            return
        criterion = next((one for one in criteria if one.id == kind), None)
        if criterion is not None:
            yield criterion.text, "title"
            yield f"Ask: “{criterion.ask}”", "offer"
            if which.isdecimal():
                yield f"{doctors[int(which)].name}: {criterion.answers[int(which)].words}", "line"


def candidate_rows(doctors: Sequence[Practitioner], criteria: Sequence[Criterion]) -> ListRows:
    """Each criterion with every doctor's answer, then the programmes."""
    lines: list[tuple[str, Pieces]] = []
    width = max((len(one.name) for one in doctors), default=0) + 2
    if not doctors:
        lines.append(("", [("No doctor is thought of yet: n in People & places adds one.", "dim")]))
    for criterion in criteria if doctors else ():
        headed(lines, clean(criterion.text))
        for number, (doctor, answer) in enumerate(zip(doctors, criterion.answers, strict=True)):
            glyph, role = _GLYPH[answer.good]
            aside = " (set aside)" if doctor.standing is Standing.DECLINED else ""
            lines.append(
                (
                    f"{criterion.id}:{number}",
                    [
                        (f"  {glyph} ", role),
                        (f"{clean(doctor.name):<{width}}", "dim" if aside else "strong"),
                        (clean(answer.words) + aside, "" if answer.words != "not asked yet" else "dim"),
                    ],
                )
            )
    known = load("choosing")
    for heading, name in _LISTS.items():
        headed(lines, heading)
        for number, entry in enumerate(known[name]):
            phone = f"{entry['phone']}  " if entry.get("phone") else ""
            lines.append((f"{name}:{number}", [("    ", ""), (phone, "badge"), (clean(entry["text"]), "")]))
    headed(lines, "Programmes and what they were said to cost")
    for number, price in enumerate(prices()):
        lines.append(
            (
                f"price:{number}",
                [
                    (f"    {clean(price.name)}  ", "strong"),
                    (f"{price.format.label}  ", "dim"),
                    (clean(price.words), ""),
                ],
            )
        )
    return ListRows(lines)
