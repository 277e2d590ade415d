"""A sheet of opinions as one HTML file: no network, no script, every word escaped; it prints well."""

from __future__ import annotations

from html import escape

from binder.export.opinion_sheet import Cell, Heading, Ink, Paragraph, Piece, Sheet, Table
from binder.export.page import said

# Blue and orange are told apart by the colour-blind; a letter stands beside them, for a printer knows neither.
_STYLE = """
:root { color-scheme: light dark; --a: #1b5e9e; --b: #8f4a0e }
@media (prefers-color-scheme: dark) { :root { --a: #7fbfff; --b: #ffbf7f } }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 80rem; margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { margin-top: 2rem; border-bottom: 2px solid; font-size: 1.25rem }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: .6rem 0 1.4rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid #8886;
  overflow-wrap: anywhere }
td p { margin: 0 0 .35rem } .small { font-size: .85rem } .strong { font-weight: bold }
.a { color: var(--a) } .b { color: var(--b) }
@media print { :root { --a: #0b3f70; --b: #6b3305 } body { font-size: 10pt; max-width: none; margin: 0; padding: 0 }
  thead { display: table-header-group } tr, p { break-inside: avoid } h2 { break-after: avoid }
  @page { size: landscape; margin: 14mm } }
"""


def as_html(sheet: Sheet) -> str:
    """The sheet as a page of its own."""
    body = [f"<h1>{escape(sheet.title)}</h1>"]
    for block in sheet.blocks:
        if isinstance(block, Heading):
            body.append(f"<h2>{escape(block.text)}</h2>")
        elif isinstance(block, Paragraph):
            body.append(_paragraph(Piece(block.text, block.ink)))
        else:
            body.append(_table(block))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(sheet.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _paragraph(piece: Piece) -> str:
    return f'<p class="{piece.ink}">{said(piece.text)}</p>' if piece.ink else f"<p>{said(piece.text)}</p>"


def _table(table: Table) -> str:
    whole = sum(table.widths)
    columns = "".join(f'<col style="width: {100 * width / whole:.1f}%">' for width in table.widths)
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in table.head)
    rows = "\n".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in table.rows)
    return f"<table><colgroup>{columns}</colgroup>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _cell(cell: Cell) -> str:
    return "<td>" + "".join(_paragraph(piece) for piece in cell if piece.text or piece.ink is Ink.PLAIN) + "</td>"
