"""`binder`: which verb, which binder, and how an error ends."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from binder import __version__
from binder.cli.options import Session, session_options
from binder.model.clean import clean
from binder.model.errors import BinderError

# Verb -> (module of binder.cli, group in the help, one line). A verb's module is imported only when it is called.
VERBS: dict[str, tuple[str, str, str]] = {
    "demo": ("demo", "Start", "Open a made-up sample binder; nothing is asked."),
    "new": ("new", "Start", "Make an encrypted binder; prints its recovery code once."),
    "open": ("open", "Start", "Open the app (as `binder [FILE]` does)."),
    "add": ("add", "Gather", "Read, date and file documents, folders, discs and zips."),
    "read": ("read", "Gather", "Say what binder would make of files; stores nothing."),
    "transcript": ("transcript", "Gather", "What is said in a recording, typed by who listened."),
    "records": ("records", "Look", "The timeline."),
    "show": ("show", "Look", "One record: what it is, what it says, where it stands."),
    "get": ("get", "Look", "The original bytes of a record."),
    "search": ("search", "Look", "Words in all documents, answered as quoted lines."),
    "labs": ("labs", "Look", "Lab values as series, with flags and the first crossing."),
    "compare": ("compare", "Look", "Two opinions side by side, or one against all; on files too."),
    "opinion": ("opinion", "Look", "What is known of each opinion: doctor, form, what was seen."),
    "seal": ("seal", "Look", "An opinion is read blind: comparing waits until `unseal`."),
    "unseal": ("unseal", "Look", "The blind reading is over: comparing may begin."),
    "today": ("today", "Chase", "What is missing, due or waiting."),
    "checklist": ("checklist", "Chase", "What a second opinion needs, and what is here."),
    "receive": ("receive", "Chase", "Mark something on the checklist as received."),
    "request": ("request", "Chase", "What was asked of which place: its clock, calls, what came."),
    "letter": ("letter", "Chase", "Letters and forms, ready to sign: draft, print, sent."),
    "people": ("people", "Chase", "Family, papers, doctors, and places with their numbers."),
    "specimen": ("specimen", "Chase", "Slides and blocks: where they are, when they are due back."),
    "coverage": ("coverage", "Chase", "The insurance plan: calls, what was asked of it, appeals."),
    "question": ("question", "Chase", "What to ask whom, and the answers."),
    "appointment": ("appointment", "Chase", "When, with whom, whether the records arrived."),
    "decide": ("decide", "Chase", "What it is about, whether waiting is safe, the decision."),
    "calendar": ("calendar", "Chase", "The days that matter as an .ics file for a phone."),
    "undo": ("undo", "Chase", "Take the last change back."),
    "keys": ("keys", "Keep", "Who can open it: list, add, remove, change, sheet."),
    "lock": ("lock", "Keep", "Lock every open app of yours on this machine."),
    "check": ("check", "Keep", "Is the file whole? Says what is damaged and what to do."),
    "backup": ("backup", "Keep", "A verified copy, while the binder is open."),
    "restore": ("restore", "Keep", "Make a backup the binder again."),
    "export": ("export", "Keep", "Everything out in open formats, as plain text, into a new folder."),
}


class Verbs(click.Group):
    """The verbs, grouped in the help, each loaded when it is used; anything else is a FILE to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order of the help."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"binder.cli.{VERBS[cmd_name][0]}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Treat a first word that is no verb as the FILE to open."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs under their groups without importing them."""
        for group in dict.fromkeys(group for _, group, _ in VERBS.values()):
            with formatter.section(group):
                formatter.write_dl([(verb, line) for verb, (_, of, line) in VERBS.items() if of == group])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """FILE or a verb."""
        return ["[FILE] | VERB ..."]


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@session_options
@click.version_option(__version__, prog_name="binder")
@click.pass_context
def root(ctx: click.Context, /, **given: Any) -> None:
    """Everything a medical second opinion needs, in one encrypted file.

    Without a verb, binder opens FILE (else $BINDER_FILE, else your own binder) in the terminal. Nothing ever leaves
    this machine, and binder never gives a diagnosis of its own.
    """
    ctx.obj = Session().told(**given)
    if ctx.invoked_subcommand is None:
        from binder.cli.open import open_app

        open_app(ctx.obj)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end with the exit status of the contract."""
    os.umask(0o077)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        result = root.main(arguments, prog_name="binder", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except BinderError as error:
        return _end(str(error), error.exit_status)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        return _end("Stopped. What was finished before is kept.", 130)
    except KeyboardInterrupt:
        return _end("Stopped. What was finished before is kept.", 130)
    except click.UsageError as error:
        hint = f" See `{error.ctx.command_path} --help`." if error.ctx else ""
        return _end(error.format_message() + hint, 2)
    except click.ClickException as error:
        return _end(error.format_message(), 1)
    except BrokenPipeError:
        # The reader of our output went away (`binder records | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("BINDER_DEBUG"):
            raise
        place = f"{type(error).__name__}: {error}".strip().rstrip(".:")
        return _end(
            f"binder met something it did not expect ({place}). What was saved before is intact; "
            "set BINDER_DEBUG=1 and try again to see where.",
            1,
        )


def _end(sentence: str, status: int) -> int:
    click.echo(f"binder: {clean(' '.join(sentence.split()))}", err=True)
    return status
