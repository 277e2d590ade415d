"""Which binder, and how it is unlocked: the same options before and after every verb."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from binder.model.clean import clean
from binder.model.errors import BinderError, Misused, WrongPassphrase

if TYPE_CHECKING:
    from binder.binder import Binder

_LARGEST_SECRET = 64 * 1024
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Session:
    """What the user said about the binder to use.

    Attributes:
        file: the binder's path, or None for the usual one.
        passphrase_file: where the passphrase stands, or None.
        recovery_code_file: where the recovery code or the whole sheet stands, or None.
        card, identity: a card to open it with, and the private key of one that is sealed; or None.
        read_only: nothing may be written.
    """

    file: Path | None = None
    passphrase_file: Path | None = None
    recovery_code_file: Path | None = None
    card: Path | None = None
    identity: Path | None = None
    read_only: bool = False

    def told(self, **later: Path | bool | None) -> Session:
        """The session with what was said later put over what was said before."""
        return replace(self, **{name: said for name, said in later.items() if said})  # type: ignore[arg-type]

    @property
    def path(self) -> Path:
        """The binder's path: as said, else $BINDER_FILE, else the one in the user's data folder."""
        if self.file:
            return self.file
        if named := os.environ.get("BINDER_FILE"):
            return Path(named).expanduser()
        return default_path()

    def passphrase(self, question: str = "Passphrase: ") -> str:
        """The passphrase from --passphrase-file, $BINDER_PASSPHRASE_FILE, $BINDER_PASSPHRASE_COMMAND or a prompt.

        Raises:
            Misused: there is none of these and no terminal to ask on.
        """
        given = self.given_passphrase()
        return given if given is not None else ask(question)

    def given_passphrase(self) -> str | None:
        """The passphrase where a file or a command gives it; None where a person must be asked."""
        file = self.passphrase_file or os.environ.get("BINDER_PASSPHRASE_FILE")
        if file:
            return _from_file(Path(file).expanduser())
        if command := os.environ.get("BINDER_PASSPHRASE_COMMAND"):
            return _from_command(command)
        return None

    @property
    def looks_only(self) -> bool:
        """Whether nothing may be written: --read-only, or $BINDER_READ_ONLY."""
        return self.read_only or bool(os.environ.get("BINDER_READ_ONLY"))

    @contextmanager
    def binder(self, *, read_only: bool = False, greet: bool = True) -> Iterator[Binder]:
        """The binder, unlocked; closed at the end. A person at a terminal is told when it was last changed, by whom."""
        from binder.binder import Binder

        path, read_only = Binder.recognise(self.path), read_only or self.looks_only
        opened = self.unlocked(path, read_only=read_only) or Binder.unlock(path, self.passphrase(), read_only=read_only)
        with opened as binder:
            if greet and sys.stderr.isatty() and (last := binder.last_change()):
                from binder.chase import last_change

                click.echo(clean(last_change(last, datetime.now().astimezone())), err=True)
            yield binder

    def unlocked(self, path: Path, *, read_only: bool = False) -> Binder | None:
        """The binder by what was given instead of a passphrase; None where a passphrase is given or must be asked for.

        In this order: --recovery-code-file, --card, --identity; then, unless a passphrase is given, $BINDER_IDENTITY
        and the system's keyring.
        """
        from binder.binder import Binder

        if self.recovery_code_file:
            return Binder.unlock_with_sheet(path, _text_of(self.recovery_code_file), read_only=read_only)
        named = os.environ.get("BINDER_IDENTITY")
        identity = self.identity or (Path(named).expanduser() if named else None)
        if self.card:
            return Binder.unlock_with_card(
                path, self.card, identity=identity, passphrase=self.passphrase, ask=ask, read_only=read_only
            )
        if not self.identity and self.given_passphrase() is not None:
            return None
        opened = Binder.unlock_with_card(path, identity=identity, ask=ask, read_only=read_only) if identity else None
        if opened is None and self.identity:
            raise WrongPassphrase(
                f"No card of this binder that lies here is sealed to {self.identity}: name the card with --card PATH, "
                "or use the passphrase."
            )
        return opened or Binder.unlock_with_card(path, read_only=read_only)


def default_path() -> Path:
    """Where a user's own binder lies unless they say otherwise."""
    import platformdirs

    return platformdirs.user_data_path("binder", appauthor=False) / "my.binder"


_WAYS_IN = {
    "passphrase_file": (("--passphrase-file",), "Read the passphrase from this file (its first line)."),
    "recovery_code_file": (("--recovery-code-file",), "Open with the recovery code in this file, or the whole sheet."),
    "card": (("--card",), "Open with this card."),
    "identity": (("--identity",), "The private ssh or age key of a card. Default: $BINDER_IDENTITY."),
}


def session_options(command: F) -> F:
    """Give a command --file and the ways to unlock it."""
    for name, (flags, words) in reversed(_WAYS_IN.items()):
        command = click.option(*flags, name, type=click.Path(path_type=Path), help=words)(command)
    return click.option(
        "-f",
        "--file",
        type=click.Path(path_type=Path),
        help="The binder to use. Default: $BINDER_FILE, else your own binder.",
    )(click.option("--read-only", is_flag=True, help="Look only: nothing is written.")(command))


def verb(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a verb: a command that takes the session options and gets a Session first."""

    def made(function: Callable[..., Any]) -> click.Command:
        def run(ctx: click.Context, /, **given: Any) -> Any:
            before = ctx.obj if isinstance(ctx.obj, Session) else Session()
            said = {name: given.pop(name) for name in ("file", "read_only", *_WAYS_IN)}
            return function(before.told(**said), **given)

        callback = session_options(click.pass_context(run))
        params = [*getattr(function, "__click_params__", []), *callback.__click_params__]  # type: ignore[attr-defined]
        return click.Command(
            name,
            callback=callback,
            params=list(reversed(params)),
            help=function.__doc__,
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    return made


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON: one object, or one a line.")


def _from_file(path: Path) -> str:
    return _text_of(path).split("\n", 1)[0].rstrip("\r")


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read(_LARGEST_SECRET)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BinderError(f"The file {path} cannot be read ({reason}): check its path and permissions.") from error


def _from_command(command: str) -> str:
    try:
        run = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise BinderError(
            f"$BINDER_PASSPHRASE_COMMAND did not give a passphrase ({type(error).__name__}): run it by hand to see why."
        ) from error
    return run.stdout.split("\n", 1)[0].rstrip("\r")


def ask(question: str) -> str:
    """Ask for a secret on the terminal, unseen.

    Raises:
        Misused: there is no terminal.
    """
    if not sys.stdin.isatty():
        raise Misused(
            "There is no terminal to ask for the passphrase on: give --passphrase-file PATH, or set "
            "BINDER_PASSPHRASE_FILE or BINDER_PASSPHRASE_COMMAND."
        )
    passphrase: str = click.prompt(question.rstrip(": "), hide_input=True, err=True)
    return passphrase


def new_passphrase(question: str, given: str | None = None) -> str:
    """A passphrase that is being chosen: as given, or typed twice. Where it can be guessed, that is said first.

    Raises:
        Misused: none is given and there is no terminal.
    """
    from binder.verbs.passphrases import caution, too_short

    if given is not None:
        _say(caution(given))
        return given
    while True:
        passphrase = ask(question)
        _say(caution(passphrase))
        if too_short(passphrase) and not click.confirm("Take it all the same?", default=False, err=True):
            continue
        if click.prompt("Again, to be sure", hide_input=True, err=True) == passphrase:
            return passphrase
        click.echo("The two were not the same; once more.", err=True)


def _say(words: str) -> None:
    if words:
        click.echo(click.wrap_text(words, 79), err=True)
