"""`binder letter`: draft a letter, read it, print it, and note that it was signed and sent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from binder.cli.options import Session, json_option, verb
from binder.export.private_file import write_private
from binder.model.clean import clean
from binder.model.errors import Misused
from binder.model.letter import Letter
from binder.model.people import Channel

if TYPE_CHECKING:
    from binder.binder import Binder
    from binder.verbs.letters import Drafted

_ACTS = ("list", "show", "printed", "signed", "sent", "discard", "fields", "paper")


@verb("letter")
@click.argument("what", default="list")
@click.argument("which", default="")
@click.option("--request", default="", metavar="ID", help="The request it is about.")
@click.option("--authority", default="", metavar="ID", help="The paper it is about: a form, or its revocation.")
@click.option("--coverage", default="", metavar="ID", help="The plan it is about.")
@click.option("--appointment", default="", metavar="ID", help="The visit it is about.")
@click.option(
    "--set", "given", multiple=True, metavar="FIELD=TEXT", help="Say what a field holds; again for more lines."
)
@click.option(
    "--on", default="", metavar="DATE", help="The letter's date, or when it was signed or sent. Default: today."
)
@click.option(
    "--paper", default="", metavar="SIZE", help="letter or a4. Default: as set with `binder letter paper SIZE`."
)
@click.option("--channel", type=click.Choice([c.value for c in Channel]), help="How it was sent.")
@click.option("--proof", default="", metavar="TEXT", help="Fax confirmation or certified-mail number.")
@click.option("--preview", is_flag=True, help="Show the text; keep nothing.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it to FILE.pdf or FILE.txt, in plain.")
@click.option(
    "--templates", type=click.Path(path_type=Path), metavar="DIR", help="Write the templates into DIR to edit."
)
@json_option
def command(session: Session, what: str, which: str, as_json: bool, templates: Path | None, **said: Any) -> None:
    """Draft the letter WHAT, ready to sign; or act on the letter WHICH: show, printed, signed, sent, discard.

    \b
    binder letter                                 lists the letters
    binder letter records-request --request REQ1 -o letter.pdf
    binder letter show L1 -o letter.pdf           the same again, as it was
    binder letter sent L1 --channel fax --proof "confirmation 8841"
    binder letter fields                          what --set and templates may name

    WHAT is one of records-request, imaging-request, slide-release, authorization, follow-up, overdue, incomplete,
    fee-objection, gap-exception, appeal, cover-letter, revocation, question-list, complaint.
    """
    from binder.letters import NAMES

    if templates is not None:
        _write_templates(templates, as_json)
    elif what == "fields":
        _fields(as_json)
    elif what in NAMES:
        with session.binder(read_only=said["preview"]) as binder:
            _draft(binder, what, as_json, **said)
    elif what in _ACTS:
        writes = what not in ("list", "show") and not (what == "paper" and not which)
        with session.binder(read_only=not writes) as binder:
            _act(binder, what, which, as_json, **said)
    else:
        raise Misused(f"There is no letter {what!r}. The letters are: {', '.join(NAMES)}.")


def _draft(
    binder: Binder,
    what: str,
    as_json: bool,
    *,
    request: str,
    authority: str,
    coverage: str,
    appointment: str,
    given: Iterable[str],
    on: str,
    paper: str,
    preview: bool,
    output: Path | None,
    **_: object,
) -> None:
    drafted = binder.draft_letter(
        what,
        request=request,
        authority=authority,
        coverage=coverage,
        appointment=appointment,
        given=_given(given),
        paper=paper,
        on=on,
    )
    letter = drafted.letter
    if output is not None:
        pdf = _ends_in_pdf(output)
        write_private(output, binder.as_pdf(drafted.composed, letter.paper) if pdf else drafted.composed.text.encode())
    if not preview:
        letter = binder.keep_letter(drafted)
    _say_draft(letter, drafted, output, as_json)


def _say_draft(letter: Letter, drafted: Drafted, output: Path | None, as_json: bool) -> None:
    if as_json:
        shape = letter_shape(letter) | {"cautions": list(drafted.cautions), "text": drafted.composed.text}
        click.echo(json.dumps(shape | {"written": str(output) if output else None}))
        return
    if output is None:
        click.echo(_lines(drafted.composed.text))
    for caution in drafted.cautions:
        click.echo(clean(f"Note: {caution}"), err=True)
    if letter.id:
        click.echo(f"{letter.id} kept as a draft. After signing and sending: binder letter sent {letter.id}", err=True)


def _act(
    binder: Binder,
    what: str,
    which: str,
    as_json: bool,
    *,
    on: str,
    paper: str,
    channel: str | None,
    proof: str,
    output: Path | None,
    **_: object,
) -> None:
    if what == "list":
        for one in binder.letters():
            click.echo(json.dumps(letter_shape(one)) if as_json else clean(_line(one)))
        return
    if what == "paper":
        if which:
            binder.set_paper(which)
        click.echo(json.dumps({"paper": binder.paper}) if as_json else f"Letters are printed on {binder.paper}.")
        return
    if not which:
        raise Misused(f"Say which letter: `binder letter {what} L1`; `binder letter` lists them.")
    if what == "show":
        _show(binder, which, paper, output, as_json)
        return
    if what == "discard":
        binder.discard_letter(which)
        click.echo(json.dumps({"id": which.upper(), "discarded": True}) if as_json else f"{which.upper()} discarded.")
        return
    if what == "sent":
        if channel is None:
            raise Misused("Say how it was sent: --channel mail, certified_mail, fax, email, portal or in_person.")
        letter = binder.send_letter(which, channel=Channel(channel), on=on, proof=proof)
    else:
        letter = (binder.letter_signed if what == "signed" else binder.letter_printed)(which, on)
    click.echo(json.dumps(letter_shape(letter)) if as_json else clean(_line(letter)))


def _show(binder: Binder, which: str, paper: str, output: Path | None, as_json: bool) -> None:
    letter = binder.letter(which)
    text = binder.letter_text(which)
    if output is not None:
        write_private(output, binder.letter_pdf(which, paper) if _ends_in_pdf(output) else text.encode())
    if as_json:
        click.echo(json.dumps(letter_shape(letter) | {"text": text, "written": str(output) if output else None}))
    elif output is None:
        click.echo(_lines(text))


def letter_shape(letter: Letter) -> dict[str, Any]:
    """One letter."""
    return {
        "id": letter.id or None,
        "letter": letter.template,
        "version": letter.version,
        "title": letter.title,
        "to": letter.to or None,
        "state": letter.state.value,
        "paper": letter.paper,
        "request": letter.request or None,
        "authority": letter.authority or None,
        "coverage": letter.coverage or None,
        "appointment": letter.appointment or None,
        "drafted_on": letter.drafted_on or None,
        "printed_on": letter.printed_on or None,
        "signed_on": letter.signed_on or None,
        "sent_on": letter.sent_on or None,
        "channel": letter.channel.value if letter.channel else None,
        "proof": letter.proof or None,
        "record": letter.record or None,
        "fields": {name: list(lines) for name, lines in letter.fields.items()},
    }


def _line(letter: Letter) -> str:
    dates = {"sent": letter.sent_on, "signed": letter.signed_on, "printed": letter.printed_on}
    when = dates.get(letter.state.value) or letter.drafted_on
    how = f" by {letter.channel.label}" if letter.channel else ""
    about = f" ({letter.request})" if letter.request else ""
    kept = f", kept as {letter.record}" if letter.record else ""
    to = f" to {letter.to}" if letter.to else ""
    return f"{letter.id:5} {letter.state.label:8} {when}  {letter.title}{to}{about}{how}{kept}"


def _given(pairs: Iterable[str]) -> dict[str, list[str]]:
    """What --set said: each field with its lines."""
    given: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise Misused(f"--set takes FIELD=TEXT, as in --set needed_for='an appointment'; {pair!r} has no =.")
        given.setdefault(name.strip(), []).append(text)
    return given


def _fields(as_json: bool) -> None:
    from binder.letters import FIELDS

    for name, words in FIELDS.items():
        click.echo(json.dumps({"field": name, "holds": words}) if as_json else f"{name:24} {words}")


def _write_templates(folder: Path, as_json: bool) -> None:
    from binder.verbs.letters import Letters
    from binder.verbs.printing import own_templates

    written = Letters.write_templates(folder)
    if as_json:
        click.echo(json.dumps({"written": [str(path) for path in written], "used_from": str(own_templates())}))
        return
    click.echo(clean(f"{len(written)} templates written to {folder}; what was there already is as it was."))
    if folder.resolve() != own_templates().resolve():
        click.echo(clean(f"binder uses those that lie in {own_templates()}: put the ones you change there."))


def _lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.rstrip("\n").split("\n"))


def _ends_in_pdf(output: Path) -> bool:
    ending = output.suffix.lower()
    if ending not in (".pdf", ".txt"):
        raise Misused(f"A letter is written as .pdf or .txt: {output.name!r} is neither.")
    return ending == ".pdf"
