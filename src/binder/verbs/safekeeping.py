"""The verbs of the file itself: who can open it, its history, is it whole, its copies, who else is in it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from binder.model.errors import BinderError
from binder.model.event import Event
from binder.model.keeping import Keeping
from binder.model.progress import Progress
from binder.vault import Backup, Damage, Restored, Salvaged, Session, Vault, back_up, check, restore, salvage, ways
from binder.vault.backup import KEEP, last_backup
from binder.vault.holders import Holders, Reissued
from binder.vault.profile import replace_key
from binder.vault.sheet import print_sheet
from binder.verbs.opened import Opened

if TYPE_CHECKING:
    from binder.vault.ways import Way


class Safekeeping(Opened):
    """Keys, history, health and copies of one binder."""

    # -- ways in ------------------------------------------------------------------------------------------------------

    @property
    def cards(self) -> Holders:
        """Who has a card, and the making and taking back of cards."""
        return Holders(self._vault)

    def ways(self) -> list[Way]:
        """Every way into this binder that it knows of."""
        return ways.ways(self._vault)

    def key_advice(self) -> str:
        """What would make the ways in better, as a sentence; empty where there is nothing to say."""
        return ways.advice(self._vault)

    def sheet(self) -> str:
        """The recovery sheet as text for one page, noted as printed. Whoever reads it can open the binder."""
        return print_sheet(self._vault)

    def change_passphrase(
        self, new: str, *, stronger: bool = False, progress: Callable[[Progress], None] | None = None
    ) -> Reissued:
        """Give the binder a new passphrase and key, and write new cards for all whose public key is known.

        Args:
            stronger: move to the next stronger key derivation too, if this machine has the memory for it.
            progress: called from another thread too.

        Raises:
            Held: another session has the binder open.  DiskFull: a copy of it does not fit beside it.
            The old passphrase opens the binder then, and nothing was changed.
        """

        def tell(done: int, total: int, what: str) -> None:
            if progress is not None:
                progress(Progress(done, total, what))

        vault = self._vault
        old = vault.key
        try:
            key = replace_key(vault, new, stronger=stronger, progress=tell)
        except BaseException:
            with suppress(BinderError):
                self._vault = Vault.open(vault.path, key=old, actor=vault.actor)
            raise
        self._vault = Vault.open(vault.path, key=key, actor=vault.actor)
        return self.cards.reissue()

    # -- history and health -------------------------------------------------------------------------------------------

    def undo(self) -> str | None:
        """Take back the last change that can be taken back; what it was, in words, or None."""
        event = self._vault.events.undo()
        self._compared.clear()
        return (event.summary or event.action) if event else None

    def events(self, count: int = 50) -> list[Event]:
        """The last changes, newest first."""
        return self._vault.events.recent(count)

    def last_change(self) -> Event | None:
        """The newest change of all, so that an old copy of the file is noticed."""
        return next(iter(self.events(1)), None)

    def keeping(self) -> Keeping:
        """How the file itself is kept: backups, last change, who else is in it."""
        at, changes = last_backup(self._vault)
        last = self.last_change()
        return Keeping(
            records=self._vault.records.counts()["records"],
            last_backup=at,
            changes_since=changes,
            last_change=last.at if last else "",
            others=tuple((one.user, one.what) for one in self.sessions() if not one.own),
        )

    def check(self, progress: Callable[[Progress], None] | None = None) -> list[Damage]:
        """Go over the whole file; what is damaged, which records that touches, what to do. Empty means whole."""
        return check(self._vault, _teller(progress))

    def back_up(self, to: Path, *, keep: int = KEEP, progress: Callable[[Progress], None] | None = None) -> Backup:
        """Make a verified copy while the binder is open: in a folder under a dated name, or as a file of that name.

        Args:
            keep: how many copies of this binder a folder keeps, the newest; 0 keeps all.

        Raises:
            Misused: something stands there.  Damaged: the binder is not whole.  DiskFull: there is no room.
        """
        return back_up(self._vault, to, keep=keep, progress=_teller(progress))

    @staticmethod
    def restore(
        backup: Path,
        to: Path,
        *,
        passphrase: str | None = None,
        key: bytes | None = None,
        replace: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Restored:
        """Make a backup the binder at `to`, once all of it proved whole; `replace` keeps what stands there beside it.

        Raises:
            Misused: something stands there.  NoBinder, WrongPassphrase, Damaged: of the backup.
            Held: what stands there is open elsewhere.  DiskFull: there is no room.
        """
        tell = _teller(progress)
        return restore(backup, to, passphrase=passphrase, key=key, replace=replace, actor=user(), progress=tell)

    def restore_to(
        self, to: Path, *, replace: bool = False, progress: Callable[[Progress], None] | None = None
    ) -> Restored:
        """Close this backup, which was opened to look at, and make it the binder at `to`; see `restore`."""
        backup, key = self.path, self._vault.key
        self.close()
        return self.restore(backup, to, key=key, replace=replace, progress=progress)

    def has_passphrase(self, typed: str) -> bool:
        """Whether this is the binder's own passphrase, and not a recovery code or the passphrase of a card."""
        return self._vault.has_passphrase(typed)

    def salvage(self, to: Path, passphrase: str, *, progress: Callable[[Progress], None] | None = None) -> Salvaged:
        """Save what is whole into a new binder at `to`, and say what is lost; nothing is written into this one.

        Raises:
            Misused: something stands there.  DiskFull, Damaged: nothing could be saved, and nothing was left there.
        """
        return salvage(self._vault, to, passphrase, progress=_teller(progress))

    # -- others -------------------------------------------------------------------------------------------------------

    def announce(self, what: str = "") -> None:
        """Tell the other sessions in this binder what this one has open; may wait for a writer."""
        self._vault.announce(what)

    def sessions(self) -> list[Session]:
        """Everybody who has this binder open and said so, oldest first."""
        return self._vault.sessions()

    def changed(self) -> bool:
        """Whether anybody changed anything since this was last asked; cheap enough to be asked every second."""
        if self._vault.changed():
            self._compared.clear()
            return True
        return False


def _teller(progress: Callable[[Progress], None] | None) -> Callable[[int, int, str], None]:
    def tell(done: int, total: int, what: str) -> None:
        if progress is not None:
            progress(Progress(done, total, what))

    return tell


def user() -> str:
    """Who is at the keyboard, as the system knows them."""
    try:
        return os.environ.get("BINDER_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
