"""Which binder, and how it is unlocked: the same options before and after every verb."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from binder.model.errors import BinderError, Misused

if TYPE_CHECKING:
    from binder.binder import Binder

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Session:
    """What the user said about the binder to use.

    Attributes:
        file: the binder's path, or None for the usual one.
        passphrase_file: where the passphrase stands, or None.
    """

    file: Path | None = None
    passphrase_file: Path | None = None

    def told(self, file: Path | None = None, passphrase_file: Path | None = None) -> Session:
        """The session with what was said later put over what was said before."""
        return replace(self, file=file or self.file, passphrase_file=passphrase_file or self.passphrase_file)

    @property
    def path(self) -> Path:
        """The binder's path: as said, else $BINDER_FILE, else the one in the user's data folder."""
        if self.file:
            return self.file
        if named := os.environ.get("BINDER_FILE"):
            return Path(named).expanduser()
        return default_path()

    def passphrase(self, question: str = "Passphrase: ", *, twice: bool = False) -> str:
        """The passphrase from --passphrase-file, $BINDER_PASSPHRASE_FILE, $BINDER_PASSPHRASE_COMMAND or a prompt.

        Raises:
            Misused: there is none of these and no terminal to ask on.
        """
        given = self.given_passphrase()
        return given if given is not None else _asked(question, twice)

    def given_passphrase(self) -> str | None:
        """The passphrase where a file or a command gives it; None where a person must be asked."""
        file = self.passphrase_file or os.environ.get("BINDER_PASSPHRASE_FILE")
        if file:
            return _from_file(Path(file).expanduser())
        if command := os.environ.get("BINDER_PASSPHRASE_COMMAND"):
            return _from_command(command)
        return None

    @contextmanager
    def binder(self, *, read_only: bool = False) -> Iterator[Binder]:
        """The binder, unlocked; closed at the end."""
        from binder.binder import Binder

        path = Binder.recognise(self.path)
        with Binder.open(path, passphrase=self.passphrase(), read_only=read_only) as binder:
            yield binder


def default_path() -> Path:
    """Where a user's own binder lies unless they say otherwise."""
    import platformdirs

    return platformdirs.user_data_path("binder", appauthor=False) / "my.binder"


def session_options(command: F) -> F:
    """Give a command --file and --passphrase-file."""
    command = click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        help="Read the passphrase from this file (its first line).",
    )(command)
    return click.option(
        "-f",
        "--file",
        type=click.Path(path_type=Path),
        help="The binder to use. Default: $BINDER_FILE, else your own binder.",
    )(command)


def verb(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a verb: a command that takes the session options and gets a Session first."""

    def made(function: Callable[..., Any]) -> click.Command:
        def run(ctx: click.Context, /, file: Path | None, passphrase_file: Path | None, **given: Any) -> Any:
            before = ctx.obj if isinstance(ctx.obj, Session) else Session()
            return function(before.told(file, passphrase_file), **given)

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
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BinderError(
            f"The passphrase file {path} cannot be read ({reason}): check its path and permissions."
        ) from error


def _from_command(command: str) -> str:
    try:
        run = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise BinderError(
            f"$BINDER_PASSPHRASE_COMMAND did not give a passphrase ({type(error).__name__}): run it by hand to see why."
        ) from error
    return run.stdout.split("\n", 1)[0].rstrip("\r")


def _asked(question: str, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise Misused(
            "There is no terminal to ask for the passphrase on: give --passphrase-file PATH, or set "
            "BINDER_PASSPHRASE_FILE or BINDER_PASSPHRASE_COMMAND."
        )
    while True:
        passphrase: str = click.prompt(question.rstrip(": "), hide_input=True, err=True)
        if not twice or click.prompt("Again, to be sure", hide_input=True, err=True) == passphrase:
            return passphrase
        click.echo("The two were not the same; once more.", err=True)
