"""`binder demo`: the made-up sample binder, opened; nothing is asked."""

from __future__ import annotations

from pathlib import Path

import click

from binder.cli.open import need_terminal
from binder.cli.options import Session, default_path, verb
from binder.model.progress import Progress

PASSPHRASE = "sample"  # the sample holds no real person; its passphrase is public


@verb("demo")
@click.option("--fresh", is_flag=True, help="Make the sample anew, without the marks you made in it.")
@click.option("--make-only", is_flag=True, help="Make the sample and print where it lies; do not open it.")
def command(session: Session, fresh: bool, make_only: bool) -> None:
    """Open a made-up sample binder: one invented patient, some 35 documents, two opinions that differ."""
    path = session.file or default_path().with_name("sample.binder")
    if not make_only:
        need_terminal()
    if fresh or not path.exists():
        _make(path)
    if make_only:
        click.echo(f"{path}  (passphrase: {PASSPHRASE})")
        return
    from binder.tui.app import run

    run(path, passphrase=PASSPHRASE, hint=f"The sample's passphrase is: {PASSPHRASE}")


def _make(path: Path) -> None:
    from binder.sample import make

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    for old in (part, path):
        for suffix in ("", "-wal", "-shm"):
            old.with_name(old.name + suffix).unlink(missing_ok=True)

    def show(progress: Progress) -> None:
        click.echo(f"\r\033[KMaking the sample binder: {progress}"[:76], nl=False, err=True)

    make(part, passphrase=PASSPHRASE, progress=show).close()
    click.echo("\r\033[K", nl=False, err=True)
    part.rename(path)
