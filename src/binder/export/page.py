"""index.html: opens in any browser without a network or a script, and prints. Every word in it is escaped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from binder.export.contents import Contents, Holding
from binder.export.names import percent_encoded
from binder.export.originals import Placed
from binder.export.write import Folder, Growing, Written
from binder.model.checklist import ChecklistItem
from binder.model.comparison import Comparison, OpinionText, Quote, Tier
from binder.model.record import RecordState
from binder.model.spoken import verdict_said, whose_opinion

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# Documents that could run something in the browser are linked by their text; the original lies beside it.
_ACTIVE = ("html", "xml")
_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 75rem; margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { margin-top: 2.2rem; border-bottom: 2px solid }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1.4rem }
caption { text-align: left; font-weight: bold; padding: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #8886;
  overflow-wrap: anywhere }
th.day, td.day { white-space: nowrap; width: 7rem } th.kind, td.kind { width: 11rem }
th.files, td.files { width: 12rem } q { quotes: none }
.warn { border: 2px solid; padding: .6rem .9rem } .small { font-size: .87rem }
p.quote { margin: 0 0 .5rem } nav a { margin-right: 1.2rem }
@media print { body { font-size: 10.5pt; max-width: none; margin: 0 } a { color: inherit } nav { display: none }
  thead { display: table-header-group } tr { break-inside: avoid } caption { break-after: avoid } }
"""


class Page:
    """The page being written; records are added newest first."""

    def __init__(self, growing: Growing) -> None:
        self._growing = growing
        self._group = ""

    def add(self, holding: Holding, placed: Placed) -> None:
        """Add a record's row, under the heading of its month."""
        group = "Put aside" if holding.put_aside else month(holding.record.date)
        if group != self._group:
            self.close()
            self._group = group
            self._growing.write(
                f'<table><caption>{escape(group)}</caption>\n<thead><tr><th scope="col" class="day">Date</th>'
                '<th scope="col" class="kind">Kind</th><th scope="col">What</th><th scope="col" class="files">Files'
                "</th></tr></thead>\n<tbody>\n"
            )
        self._growing.write(_row(holding, placed))

    def close(self) -> None:
        """End the table of the month."""
        if self._group:
            self._growing.write("</tbody></table>\n")


@contextlib.contextmanager
def page(folder: Folder, path: str, contents: Contents) -> Iterator[Page]:
    """Begin the page with all that is known before the records; it is finished at the end of the block."""
    with folder.open(path) as growing:
        for piece in _begin(contents):
            growing.write(piece)
        made = Page(growing)
        yield made
        made.close()
        growing.write("</main>\n</body>\n</html>\n")


def month(day: str) -> str:
    """The heading a date stands under: "March 2026", "2026", "Undated"."""
    year, _, rest = day.partition("-")
    number = rest[:2]
    if not year:
        return "Undated"
    named = number.isdecimal() and 1 <= int(number) <= 12
    return f"{_MONTHS[int(number) - 1]} {year}" if named else f"{year}, month not stated"


def link(path: str, text: str) -> str:
    """A link to a file of the export."""
    return f'<a href="{escape(percent_encoded(path))}">{escape(text)}</a>'


def said(text: str) -> str:
    """Words from outside, escaped, whichever way their script runs."""
    return f"<bdi>{escape(text)}</bdi>"


def _begin(contents: Contents) -> Iterator[str]:
    who = contents.patient.name or "one patient"
    born = f", born {contents.patient.born}" if contents.patient.born else ""
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Medical records of {escape(who)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
        f"<h1>Medical records of {said(who)}{escape(born)}</h1>\n"
        f"<p>Everything in the binder {said(contents.name)}, written on {escape(contents.made_at[:10])}: "
        f"{contents.how_many}.</p>\n"
        '<p class="warn"><strong>Not encrypted.</strong> Whoever has this folder can read all of it. '
        f"{link('README.txt', 'What lies here')}</p>\n<nav>"
    )
    yield '<a href="#opinions">Two opinions</a>' if contents.comparison else ""
    yield '<a href="#checklist">Checklist</a><a href="#timeline">Timeline</a></nav>\n</header>\n<main>\n'
    if contents.comparison is not None:
        yield from _opinions(contents.comparison)
    elif contents.sealed:
        numbers = " and ".join(map(str, contents.sealed))
        yield f"<p>Opinion {numbers} is sealed: it is read blind, and nothing was laid beside it.</p>\n"
    yield from _checklist(contents.checklist)
    others = tuple(kept.file for kept in contents.kept if kept.things)
    tables = ", ".join(link(name, name) for name in ("records.csv", "facts.csv", *others, "events.csv", "bundle.json"))
    yield f'<h2 id="timeline">Timeline</h2>\n<p class="small">Newest first. As tables: {tables}</p>\n'


def _opinion(letter: str, text: OpinionText) -> str:
    known = ", ".join(said(part) for part in (whose_opinion(text.author, text.title), text.date, text.record) if part)
    return f"<li>{letter}: {known}</li>\n"


def _opinions(comparison: Comparison) -> Iterator[str]:
    firm = sum(1 for one in comparison.differences if one.tier is Tier.FIRM)
    yield '<h2 id="opinions">Two opinions side by side</h2>\n<ul>\n'
    yield _opinion("A", comparison.a) + _opinion("B", comparison.b)
    yield (
        f"</ul>\n<p>{firm} sure difference{'s' * (firm != 1)} found. binder lines up what was written. "
        "It does not judge.</p>\n<table>\n"
        '<thead><tr><th scope="col">On</th><th scope="col">Found</th><th scope="col">A says</th>'
        '<th scope="col">B says</th></tr></thead>\n<tbody>\n'
    )
    for axis in comparison.axes:
        found = escape(verdict_said(axis.verdict, sure=axis.sure, refused=comparison.refused))
        yield f'<tr><th scope="row">{escape(axis.axis.value)}</th><td>{found}</td>'
        yield f"<td>{_quotes(axis.a)}</td><td>{_quotes(axis.b)}</td></tr>\n"
    yield "</tbody></table>\n"
    if comparison.not_compared:
        left = "; ".join(f"{said(one.where)} ({said(one.why)})" for one in comparison.not_compared)
        yield f'<p class="small">Not compared: {left}</p>\n'


def _quotes(quotes: Iterable[Quote]) -> str:
    return "".join(
        f'<p class="quote"><q>{said(" ".join(q.quote.split()))}</q> '
        f'<span class="small">page {q.page}, line {q.line}</span></p>'
        for q in quotes
    )


def _checklist(items: Iterable[tuple[ChecklistItem, str]]) -> Iterator[str]:
    yield '<h2 id="checklist">What a second opinion needs</h2>\n'
    for group, part in groupby(items, key=lambda pair: pair[0].group):
        yield (
            f"<table><caption>{said(group.capitalize() or 'Other')}</caption>\n"
            '<thead><tr><th scope="col">Item</th><th scope="col">Where it stands</th><th scope="col">Received</th>'
            '<th scope="col">Note</th></tr></thead>\n<tbody>\n'
        )
        for item, words in part:
            state, note = f"{escape(item.state.glyph)} {escape(item.state.label)}", said(item.note)
            detail = f"<br>{said(words)}" if words and words != item.state.label else ""
            came = "<br>".join(
                said(
                    " ".join(word for word in (r.on, r.need.value, r.what, f"({r.record})" if r.record else "") if word)
                )
                for r in item.receipts
            )
            yield f"<tr><td>{said(item.title)}</td><td>{state}{detail}</td><td>{came}</td><td>{note}</td></tr>\n"
        yield "</tbody></table>\n"


def _row(holding: Holding, placed: Placed) -> str:
    record, filing = holding.record, holding.record.filing
    target = _opened(record.media_type, placed)
    title = link(target, record.title) if target else said(record.title)
    by = ", ".join(said(one) for one in (filing.author, filing.facility) if one)
    notes = [f"Opinion {record.opinion}"] if record.opinion else []
    if record.state in (RecordState.NEEDS_REVIEW, RecordState.UNREADABLE):
        notes.append(f"{record.state.value.replace('_', ' ').capitalize()}: {record.reason}")
    more = "".join(f'<br><span class="small">{one}</span>' for one in (by, *(said(n) for n in notes)) if one)
    return (
        f'<tr id="{escape(record.id)}"><td class="day">{escape(record.date or "undated")}</td>'
        f'<td class="kind">{escape(record.kind.label)}</td><td><bdi>{title}</bdi>{more}</td>'
        f'<td class="files small">{_files(holding, placed)}</td></tr>\n'
    )


def _opened(media_type: str, placed: Placed) -> str:
    """What a click on the title opens; empty for what could act in the browser and has no text."""
    if media_type.endswith(_ACTIVE):
        return placed.text.path if placed.text else ""
    return placed.path + "/" if placed.images else placed.path


def _files(holding: Holding, placed: Placed) -> str:
    record = holding.record
    parts = [escape(record.id)]
    if placed.images:
        parts += [
            f"{link(_folder_of(files[0]), series)}: {len(files)} image{'s' * (len(files) != 1)}"
            for series, files in _by_series(placed)
        ]
    else:
        ending = placed.path.rpartition(".")[2]
        parts.append(f"{escape(ending)}, {_size(record.size)}")
    if placed.text is not None:
        parts.append(link(placed.text.path, "text as read"))
    return "<br>".join(parts)


def _by_series(placed: Placed) -> Iterator[tuple[str, list[Written]]]:
    for folder, images in groupby(placed.images, key=lambda image: _folder_of(image[2])):
        yield folder.rstrip("/").rpartition("/")[2], [written for _, _, written in images]


def _folder_of(written: Written) -> str:
    return written.path.rpartition("/")[0] + "/"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
