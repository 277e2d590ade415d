"""Laboratory values from rows of text: name, value, unit, range and flag; a prior result is not a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from binder.filing.analytes import Analyte, analyte_of, spelled, ucum_of
from binder.filing.cells import Cell, Piece, bounds, number, pieces
from binder.filing.dates import Dated
from binder.filing.flags import by_range, flag_of
from binder.filing.sheet import Row, Sheet
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType

_LONGEST_ROW = 170
_LONGEST_NAME = 60
_COLUMN_SLACK = 9
_CELLS = re.compile(r"(?!.*\s{2})[^,\s][^,]*(?:,(?!\s)[^,]*){3,}")
_MARKED_FIRST = re.compile(r"\s*(?P<flag>HH?|LL?|A|\*{1,2})\s{2,}(?=[A-Za-z]{2})")
_TEST_LABEL = re.compile(r"^\s*(?:test|analyte|component|name)\s*:\s*(?=\S)", re.IGNORECASE)
_NAME_AT_START = re.compile(r"[\s*•\-]*(?=[A-Za-zµ%^\d])")
_PRIOR_HEADER = re.compile(r"\b(?:previous|prior|last)\b(?:\s+(?:result|value))?", re.IGNORECASE)
_URINE = re.compile(r"\b(?:urinalysis|urine|u/a|ua)\b", re.IGNORECASE)
_NOT_URINE = re.compile(
    r"\b(?:cbc|metabolic|chemistry|hematology|haematology|lipid|blood count|serum|plasma|coagulation|hepatic|"
    r"thyroid)\b",
    re.I,
)
_NO_NAME = re.compile(
    r"^(?:page|date|time|phone|fax|tel|age|dob|sex|gender|male|female|room|bed|weight|height|temp(?:erature)?|bp|"
    r"blood pressure|pulse|resp(?:irations?)?|heart rate|hr|rr|"
    r"spo2|o2 sat|bmi|mrn|acct|account|patient|name|id|zip|po box|suite|collected|received|reported|ordered|"
    r"printed|specimen|accession|ref(?:erence)?|normal|range|standard|result|results|value|"
    r"test|flag|units?|previous|current|total time|duration|dose|qty|quantity|refills?|take|tablet|stage|grade|"
    r"tumor size|size|level|version|copyright|clia|npi|lab|order|"
    r"within|between|above|below|from|to|in|on|of|at|for|and|or|with|than|optimal|desirable|borderline|high|low|"
    r"very high|near optimal|deficien\w+|insufficien\w+|sufficien\w+|prediabetes|diabetes|"
    r"increased risk|risk|average|goal|target|therapeutic|toxic|adults?|children|men|women|pregnan\w+|trimester|"
    r"fasting|non-?fasting|comment|note|interpretation|category|see|if|(?:\w+ )?(?:male|female)s?)\b",
    re.IGNORECASE,
)  # fmt: skip
_NO_NAME_END = re.compile(
    r"(?:-|–|\b(?:of|is|was|to|at|the|than|and|by|in|for|with|male|female|men|women|years?|days?|hours?|am|pm|"
    r"old)|[<>=(])$",
    re.IGNORECASE,
)
_PLAIN = frozenset({"%", "fL", "pg", "s", "{INR}", "{ratio}", "{titer}", "mm[Hg]"})


@dataclass(frozen=True, slots=True)
class _Lab:
    """A row as read: the pieces that make it, before it becomes a fact."""

    row: Row
    start: int
    end: int
    name: str
    value: str
    unit: str = ""
    printed_range: str = ""
    low: str = ""
    high: str = ""
    flag: str = ""
    unsure: bool = False
    urine: bool = False
    date: str = ""  # of its column, in a table of several dates


@dataclass(slots=True)
class _Context:
    """What the lines above said: urine or blood, whether a column of prior results is there, decimal commas."""

    prior: bool = False
    urine: bool = False
    comma: bool = False
    columns: tuple[tuple[int, str], ...] = ()  # where dated columns begin, and their ISO dates


def find_labs(sheet: Sheet, dates: list[Dated], kind: Kind) -> list[Fact]:
    """The laboratory values of a document, in reading order, each citing its row."""
    if not any(c.isdigit() for c in sheet.text):
        return []
    context = _Context(comma=_decimal_commas(sheet))
    found: list[_Lab] = []
    rows = sheet.filled
    at = 0
    while at < len(rows):
        row = rows[at]
        _heed(context, row, dates)
        if context.columns and (labs := _cumulative(row, context, kind)):
            found.extend(labs)
            at += 1
            continue
        lab, used = _read(rows, at, context, kind)
        if lab is not None:
            found.append(replace(lab, urine=context.urine))
        at += used
    return [f for lab in found if (f := _fact(lab, context)) is not None]


def _decimal_commas(sheet: Sheet) -> bool:
    commas = len(re.findall(r"(?<![\d,])\d{1,3},\d{1,2}(?![\d,])", sheet.text))
    return commas >= 3 and commas > len(re.findall(r"\d\.\d", sheet.text))


def _heed(context: _Context, row: Row, dates: list[Dated]) -> None:
    text = row.text
    if len(text) > _LONGEST_ROW:
        return
    if _PRIOR_HEADER.search(text) and re.search(r"\b(?:current|result|test|units?|reference)\b", text, re.I):
        context.prior = True
    if not re.search(r"\d", text) or text.strip().endswith(":"):
        if _URINE.search(text):
            context.urine = True
        elif _NOT_URINE.search(text):
            context.urine = False
    here = [(d.start, d.found.value) for d in dates if d.row is row]
    if len(here) > 1 and len(re.findall(r"[A-Za-z]{2,}", text)) <= 8 and len({v for _, v in here}) > 1:
        context.columns = tuple(here)


def _read(rows: tuple[Row, ...], at: int, context: _Context, kind: Kind) -> tuple[_Lab | None, int]:
    """The value that begins at a row, and how many rows it takes."""
    row = rows[at]
    if len(row.text) > _LONGEST_ROW:
        return None, 1
    if _CELLS.fullmatch(row.text):  # a line of a table kept as text: commas stand between its cells
        lab = _on_one_row(replace(row, text=row.text.replace(",", " ")), context, kind)
        return (replace(lab, row=row), 1) if lab is not None else (None, 1)
    if re.search(r"\d", row.text) or "  " in row.text.strip():
        lab = _on_one_row(row, context, kind)
        if lab is not None:
            return lab, 1
    return _on_several(rows, at, context, kind)


def _cumulative(row: Row, context: _Context, kind: Kind) -> list[_Lab]:
    """The values of a row under a header of dates, each with the date of its column."""
    split = re.search(r"(?<=\S)\s{2,}", row.text)
    cells = pieces(row.text, split.start()) if split else None
    if split is None or not cells or len(row.text) > _LONGEST_ROW:
        return []
    name = _clean_name(row.text[: split.start()])
    unit = next((p.text.strip("()") for p in cells if p.cell is Cell.UNIT), "")
    printed = next((p.text.strip("()[] ") for p in cells if p.cell is Cell.RANGE), "")
    if analyte_of(name, unit) is None and not (unit and kind is Kind.LAB_REPORT and not _NO_NAME.match(name)):
        return []
    found = []
    for at, piece in enumerate(cells):
        column = min(context.columns, key=lambda c: abs(c[0] - piece.start))
        if piece.cell is not Cell.NUMBER or abs(column[0] - piece.start) > _COLUMN_SLACK:
            continue
        flag = cells[at + 1].text if at + 1 < len(cells) and cells[at + 1].cell is Cell.FLAG else ""
        low, high = bounds(printed)
        found.append(_Lab(row, piece.start, piece.end, name, piece.text, spelled(unit), printed, low, high,
                          flag_of(flag), urine=context.urine, date=column[1]))  # fmt: skip
    return found if len(found) > 1 or (found and len(cells) > 1) else []


def _on_one_row(row: Row, context: _Context, kind: Kind) -> _Lab | None:
    begin = _NAME_AT_START.match(row.text)
    marked = _MARKED_FIRST.match(row.text)
    start = marked.end() if marked else begin.end() if begin else 0
    best: tuple[int, _Lab] | None = None
    for gap in _gaps(row.text, start):
        name = row.text[start:gap].rstrip(" .:|*\"'”’_-").strip()
        if len(name) > _LONGEST_NAME or not name:
            break
        cells = pieces(row.text, gap)
        if not cells:
            continue
        lab = _assemble(row, start, _clean_name(name), cells, context)
        if lab is None or (score := _worth(lab, context, kind, row.text[gap : gap + 2] == "  ")) <= 0:
            continue
        if best is None or score > best[0]:
            best = (score, lab)
    if best and marked and not best[1].flag:
        return replace(best[1], flag=flag_of(marked["flag"]))
    return best[1] if best else None


def _gaps(text: str, start: int) -> Iterator[int]:
    """Where a name may end: before blanks, after a colon, or before a bar."""
    for match in re.finditer(r":\s*|\s+|\s*\|\s*|\.{3,}", text[start:]):
        if match.start():
            yield start + match.start() + (1 if match[0].startswith(":") else 0)


def _clean_name(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\"“”*†‡]+|(?<=\w)['’]+$|(?<=\w)<$", "", name)).strip(" .:|<")


def _assemble(row: Row, start: int, name: str, cells: list[Piece], context: _Context) -> _Lab | None:
    """Give each cell its part: the first number is the value; a number with a date beside it is a prior result."""
    value: Piece | None = None
    unit = printed = flag = ""
    numbers: list[Piece] = []
    for at, piece in enumerate(cells):
        after = cells[at + 1].cell if at + 1 < len(cells) else None
        if piece.cell is Cell.DATE or piece.cell in (Cell.LABEL, Cell.CODE):
            continue
        if value is None and at == 0 and re.fullmatch(r"0\d", piece.text) and after is Cell.NUMBER:
            continue  # the performing laboratory's mark after the name
        if piece.cell in (Cell.NUMBER, Cell.WORD):
            if value is None:
                value = piece
            elif piece.cell is Cell.NUMBER and after is not Cell.DATE:
                numbers.append(piece)
            elif piece.cell is Cell.WORD and not printed:
                printed = piece.text
        elif piece.cell is Cell.RANGE:
            counted = re.fullmatch(r"\d{1,2}\s?-\s?\d{1,2}\s*", piece.text) and after in (Cell.UNIT, Cell.RANGE)
            signed = bounds(piece.text) != ("", "") and re.match(r"[<>≤≥]", piece.text.strip())
            if value is None and (signed or (counted and context.urine)):
                value = piece
            elif not printed:
                printed = piece.text
        elif piece.cell is Cell.UNIT:
            unit = unit or piece.text.strip("()") if ucum_of(piece.text.strip("()")) else unit or piece.text
        elif piece.cell is Cell.FLAG and not flag:
            flag = piece.text
    if value is None:
        return None
    inline = re.search(r"[\s\])]", printed.strip("[]() ")) and re.search(r"\d\s*([A-Za-zµ%/][^\s\])]*)", printed)
    if inline and not unit and ucum_of(inline[1]):
        unit = inline[1]
    return _complete(row, start, name, value, unit, printed, flag, numbers, cells, context)


def _complete(
    row: Row, start: int, name: str, value: Piece, unit: str, printed: str, flag: str, numbers: list[Piece],
    cells: list[Piece], context: _Context,
) -> _Lab | None:  # fmt: skip
    """Decide what further numbers are: a limit after a comparison, low and high, or a prior result."""
    unsure = False
    if numbers:
        compared = [n for n in numbers if re.match(r"[<>≤≥]", n.text)]
        plain = [n for n in numbers if n not in compared]
        if not printed and compared and compared[-1] is numbers[-1]:
            printed = compared[-1].text
            numbers = numbers[:-1]
        elif (
            not printed
            and len(plain) == 2
            and (number(plain[0].text) or 0) < (number(plain[1].text) or 0)
            and not context.prior
        ):
            printed, numbers = f"{plain[0].text}-{plain[1].text}", []
        if numbers and not context.prior and not any(c.cell is Cell.DATE for c in cells):
            if len(numbers) > 1:
                return None
            unsure = True
    low, high = bounds(printed)
    return _Lab(
        row,
        start,
        _end(row, cells),
        name,
        re.sub(r"(?<=[<>≤≥=])\s+", "", value.text.strip("()[] ")),
        spelled(unit) if unit else "",
        printed.strip("()[] "),
        low,
        high,
        flag_of(flag),
        unsure,
    )


def _end(row: Row, cells: list[Piece]) -> int:
    return len(row.text[: cells[-1].end].rstrip())


def _worth(lab: _Lab, context: _Context, kind: Kind, columns: bool) -> int:
    """How good a reading of the row this is; 0 or less is none. Known names win, then a unit with a range."""
    if not re.search("[A-Za-z]{1}", lab.name) or _NO_NAME_END.search(lab.name):
        return 0
    known = analyte_of(lab.name, lab.unit, urine=context.urine)
    if known is None and (_NO_NAME.match(lab.name) or len(lab.name.split()) > 8 or len(lab.name) < 2):
        return 0
    ucum = ucum_of(lab.unit) if lab.unit else ""
    concentration = "/" in ucum or ucum in _PLAIN
    ranged = bool(lab.low or lab.high)
    words = not re.search(r"\d", lab.value)
    laboratory = kind is Kind.LAB_REPORT
    if words:
        good = laboratory and (known is not None or (columns and bool(lab.printed_range)))
        return (60 if known else 20) * good
    if known is not None:
        plausible = (
            (ranged and (not lab.unit or bool(ucum)))
            or concentration
            or (laboratory and bool(lab.flag or lab.printed_range or not lab.unit))
        )
        return (100 + len(lab.name)) * plausible
    if ucum and (ranged or (laboratory and lab.printed_range)):
        return 50 + 20 * columns - len(lab.name.split())
    if laboratory and ranged and columns:
        return 30
    return 0


def _on_several(rows: tuple[Row, ...], at: int, context: _Context, kind: Kind) -> tuple[_Lab | None, int]:
    """A name alone on its line with its numbers on the lines below, as patient portals print it."""
    name = _clean_name(_TEST_LABEL.sub("", rows[at].text).strip().rstrip(":"))
    if not 1 < len(name) <= _LONGEST_NAME or _NO_NAME.match(name) or re.search(r"\d{3}|[.;?!]$", name):
        return None, 1
    if kind is not Kind.LAB_REPORT and analyte_of(name) is None:
        return None, 1
    cells: list[Piece] = []
    row: Row | None = None
    used = 1
    for below in rows[at + 1 : at + 5]:
        label = re.match(r"\s*(?:your\s+|my\s+)?(?:value|result)s?\s*:?\s+(?=[\d<>])", below.text, re.IGNORECASE)
        ranged = re.match(r"\s*(?:normal|standard|reference)\s+(?:range|value)s?\s*:?\s*", below.text, re.IGNORECASE)
        begin = (label or ranged).end() if (label or ranged) else 0  # type: ignore[union-attr]
        found = pieces(below.text, begin)
        if not found or below.page != rows[at].page or all(p.cell is Cell.CODE for p in found):
            break
        value = any(p.cell in (Cell.NUMBER, Cell.WORD) for p in found) and not ranged
        if value and row is not None:
            break
        used += 1
        cells += found
        if value:
            row = below
    if row is None:
        return None, 1
    lab = _assemble(row, len(row.text) - len(row.text.lstrip()), name, cells, context)
    if lab is None or _worth_split(lab, context) <= 0:
        return None, 1
    return replace(lab, end=len(row.text.rstrip())), used


def _worth_split(lab: _Lab, context: _Context) -> int:
    known = analyte_of(lab.name, lab.unit, urine=context.urine, repair=True)
    ucum = ucum_of(lab.unit) if lab.unit else ""
    ranged = bool(lab.low or lab.high or lab.printed_range)
    return int(bool(ucum and ranged) or (known is not None and (bool(ucum) or ranged)))


def _fact(lab: _Lab, context: _Context) -> Fact | None:
    known = analyte_of(lab.name, lab.unit, urine=lab.urine, repair=True)
    flag, rule = _agreed_flag(lab, context)
    sure = 0.97 if known and (lab.low or lab.high or lab.unit) else 0.88
    if lab.unsure or (known and known.repaired):
        sure = 0.7
    if lab.row.recognised:
        sure = min(sure, 0.75)
    return Fact(
        FactType.LAB,
        _shown(lab, known),
        lab.value,
        lab.row.cite(lab.start, lab.end),
        unit=lab.unit,
        low=lab.low,
        high=lab.high,
        flag=flag,
        code=known.code if known else "",
        date=lab.date,
        confidence=sure,
        rule=rule,
    )


def _shown(lab: _Lab, known: Analyte | None) -> str:
    return known.printed if known and known.repaired else lab.name


def _agreed_flag(lab: _Lab, context: _Context) -> tuple[str, str]:
    """The printed flag, else the one its range gives; and in words where the two disagree."""
    computed = by_range(lab.value, lab.low, lab.high, lab.printed_range, comma=context.comma)
    if lab.flag in ("H", "L") and computed is not None and computed != lab.flag:
        found = {"H": "above", "L": "below", "": "inside"}[computed]
        return lab.flag, f"laboratory row; printed {lab.flag}, yet the value is {found} the printed range"
    if lab.flag and not (lab.flag == "A" and computed):
        return lab.flag, "laboratory row"
    if computed:
        return computed, "laboratory row; flag by its range"
    return "", "laboratory row"
