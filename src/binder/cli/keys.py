"""`binder keys`: who can open the binder, and the making, changing and taking back of ways in."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from binder.cli.options import Session, json_option, new_passphrase, session_options, verb
from binder.cli.progress import on_terminal
from binder.model.clean import clean
from binder.model.errors import BinderError, Misused

if TYPE_CHECKING:
    from binder.vault.ways import Way

_WORDS = {
    "passphrase": "the passphrase",
    "sheet": "the recovery sheet",
    "ssh": "card, sealed to an ssh key",
    "age": "card, sealed to an age key",
    "card": "card with a passphrase of its own",
    "keyring": "the keyring of a machine",
}
_OLD_KEY = (
    "The old recovery sheet and all old cards are void for this file from now on, but copies of the file made before "
    "(backups) still open with them and with the old passphrase."
)
_new_passphrase = click.option(
    "--new-passphrase-file", type=click.Path(path_type=Path), help="Read the new passphrase from this file."
)


@click.group("keys", invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@session_options
@json_option
@click.pass_context
def command(ctx: click.Context, /, as_json: bool, **said: Any) -> Any:
    """Who can open the binder: list, add, remove, change, sheet. Without one of these: list."""
    before = ctx.obj if isinstance(ctx.obj, Session) else Session()
    ctx.obj = before.told(**said)
    return ctx.invoke(list_keys, as_json=as_json) if ctx.invoked_subcommand is None else None


@verb("list")
@json_option
def list_keys(session: Session, as_json: bool) -> None:
    """List the ways in: the passphrase, the sheet, and who has a card."""
    with session.binder() as binder:
        found, advice = binder.ways(), binder.key_advice()
    for way in found:
        click.echo(json.dumps(_shape(way)) if as_json else clean(_line(way)))
    if advice and not as_json:
        click.echo(advice)


@verb("add")
@click.argument("name")
@click.option("--to", metavar="KEY", help="Seal it to this public ssh-ed25519 or age key: its text, or its .pub file.")
@click.option("--keyring", is_flag=True, help="Let the keyring of this machine's desktop keep it.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the card.")
@_new_passphrase
@json_option
def add(
    session: Session,
    name: str,
    to: str | None,
    keyring: bool,
    output: Path | None,
    new_passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Make a card for NAME: a way in of their own, sealed to their key or with their own passphrase."""
    if sum(map(bool, (to, keyring, new_passphrase_file))) > 1:
        raise Misused("A card is opened in one way: --to, --keyring or --new-passphrase-file.")
    with session.binder() as binder:
        known = next((one for one in binder.cards.outdated() if one.name == name and one.public_key), None)
        passphrase = "" if to or keyring or known else _new(new_passphrase_file, f"A passphrase for the card of {name}")
        holder, path = binder.cards.add(name, to=to or "", passphrase=passphrase, keyring=keyring, at=output)
        way = next(way for way in binder.ways() if way.name == name)
        folder = str(binder.cards.folder).replace(str(Path.home()), "~", 1)
    if as_json:
        click.echo(json.dumps({**_shape(way), "card": str(path)}))
        return
    click.echo(clean(f"Made {path}"))
    if holder.kind == "keyring":
        click.echo("This machine's keyring opens the binder from now on, for whoever is logged in to the desktop.")
        return
    how = "--card CARD" if holder.kind == "passphrase" else "--card CARD --identity THEIR-PRIVATE-KEY"
    click.echo(clean(f"Give it to {name}. With the file, it opens by: binder {how}"))
    click.echo(clean(f"In their own folder {folder} it needs no --card."))


@verb("remove")
@click.argument("name")
@json_option
def remove(session: Session, name: str, as_json: bool) -> None:
    """Take the card of NAME back: off the list, and deleted if it lies here."""
    with session.binder() as binder:
        deleted = binder.cards.remove(name)
    if as_json:
        click.echo(json.dumps({"name": name, "card_deleted": deleted, "copies_still_open": True}))
        return
    click.echo(clean(f"{name} is off the list" + (", and the card here is deleted." if deleted else ".")))
    click.echo("A copy of the card still opens the binder until the passphrase is changed: binder keys change")


@verb("change")
@click.option("--stronger", is_flag=True, help="Make the passphrase harder to guess too; opening takes more memory.")
@_new_passphrase
@json_option
def change(session: Session, stronger: bool, new_passphrase_file: Path | None, as_json: bool) -> None:
    """Change the passphrase: the file gets a new key, and old cards and sheets are void."""
    with session.binder() as binder:
        new = _new(new_passphrase_file, "The new passphrase")
        with on_terminal() as progress:
            reissued = binder.change_passphrase(new, stronger=stronger, progress=progress)
        path = binder.path
    if as_json:
        written = [str(card) for card in reissued.written]
        click.echo(json.dumps({"path": str(path), "reissued": written, "by_hand": list(reissued.by_hand)}))
        return
    click.echo(clean(f"Changed the passphrase of {path}."))
    click.echo(_OLD_KEY)
    for card in reissued.written:
        click.echo(clean(f"New card for {card.stem}: {card}"))
    for name in reissued.by_hand:
        click.echo(clean(f"{name} needs a new card, made by hand: binder keys add {name}"))
    click.echo("Print a new recovery sheet: binder keys sheet")


@verb("sheet")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; default: standard output.")
@json_option
def sheet(session: Session, output: Path | None, as_json: bool) -> None:
    """Print the recovery sheet, one page of plain text: whoever reads it can open the binder."""
    with session.binder() as binder:
        text, code, path = binder.sheet(), binder.recovery_code, binder.path
    if output is not None and str(output) != "-":
        _write(output, text)
    if as_json:
        click.echo(json.dumps({"path": str(path), "recovery_code": code, "sheet": text}))
    elif output is None or str(output) == "-":
        click.echo(text, nl=False)
    else:
        click.echo(clean(f"Wrote {output}: print it, keep it away from this machine, and delete the file."))


def _write(output: Path, text: str) -> None:
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BinderError(f"{output} already exists and is left as it is: choose another name.") from None
    except OSError as error:
        raise BinderError(f"{output} cannot be written ({error.strerror}): choose another folder.") from None


def _new(file: Path | None, question: str) -> str:
    if file is not None:
        return new_passphrase(question, Session(passphrase_file=file).given_passphrase() or "")
    if not sys.stdin.isatty():
        raise Misused("There is no terminal to ask for the new passphrase on: give --new-passphrase-file PATH.")
    return new_passphrase(question)


def _shape(way: Way) -> dict[str, Any]:
    return {
        "kind": way.kind,
        "name": way.name or None,
        "since": way.since or None,
        "current": way.current,
        "public_key": way.public_key or None,
        "card": str(way.card) if way.card else None,
        "memory_mib": way.memory or None,
    }


def _line(way: Way) -> str:
    line = f"{way.name}: {_WORDS[way.kind]}" if way.name else _WORDS[way.kind]
    if way.public_key:
        line += f" (…{way.public_key[-12:]})"
    if way.since:
        line += f", since {way.since[:10]}"
    elif way.kind == "sheet":
        line += ", never printed since the passphrase was set"
    if way.memory:
        line += f", {way.memory} MiB a guess"
    if not way.current:
        line += f": carries an OLD KEY and opens only older copies; make a new one: binder keys add {way.name}"
    return line


for _verb in (list_keys, add, remove, change, sheet):
    command.add_command(_verb)
