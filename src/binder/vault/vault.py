"""The vault: one encrypted file, opened, with its rooms."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Generic

from binder.model.appointment import Appointment
from binder.model.authority import Authority
from binder.model.coverage import Coverage
from binder.model.decision import Case, Decision
from binder.model.errors import BinderError, DiskFull, Misused, NoBinder, WrongPassphrase
from binder.model.letter import Letter
from binder.model.opinion import Mark, Opinion
from binder.model.people import FamilyMember, Organization, PatientDetails, Practitioner
from binder.model.question import Question
from binder.model.request import Request
from binder.model.specimen import Shipment, Specimen
from binder.vault import keys
from binder.vault.blobs import Blobs
from binder.vault.checklist import Checklist
from binder.vault.connection import Connection
from binder.vault.connections import Connections
from binder.vault.events import Before, Events, Restorer
from binder.vault.filesystem import refuse_network
from binder.vault.format import files_of, read_salt, shown
from binder.vault.instances import Instances
from binder.vault.intake import Intakes
from binder.vault.pages import Pages
from binder.vault.records import Records
from binder.vault.schema import bring_up_to_date, is_older
from binder.vault.sessions import Session, Sessions
from binder.vault.shelf import Shelf, T

_BATCH_BYTES = 32 << 20
_BATCH_FILES = 200
_BATCH_SECONDS = 2.0  # a second session waits ten seconds for its turn to write
_SPARE = 64 << 20


class Batch:
    """Many writes in few transactions: call `breathe` between two files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def breathe(self) -> bool:
        """Commit if 32 MiB, 200 files or two seconds have gathered since the last commit; tell whether it did.

        What was committed stays, whatever happens to the rest of the batch.
        """
        c = self._connection
        full = c.written >= _BATCH_BYTES or c.files >= _BATCH_FILES or time.monotonic() - c.began >= _BATCH_SECONDS
        if full:
            c.commit_and_go_on()
        return full


class _Stands(Generic[T]):
    """A shelf that stands in every vault."""

    def __init__(self, kind: type[T], entity: str, prefix: str = "") -> None:
        self.of = (kind, entity, prefix)

    def __get__(self, vault: Vault, _: type[Vault]) -> Shelf[T]:
        return vault.shelves[self.of[1]]


class Vault:
    """An opened binder file. Any thread may use it; each gets its own connection.

    Attributes:
        path: of the file.  salt: its first 16 bytes.  actor: who is named in the log of changes.
        records, pages, checklist, events, intake, blobs: its rooms.
        patient, family, doctors ... decisions: shelves of what a person keeps beside the records; `shelves` by entity.
    """

    patient = _Stands(PatientDetails, "patient")
    family = _Stands(FamilyMember, "family", "FAM")
    doctors = _Stands(Practitioner, "doctor", "DR")
    organizations = _Stands(Organization, "organization", "ORG")
    authorities = _Stands(Authority, "authority", "AUTH")
    requests = _Stands(Request, "request", "REQ")
    specimens = _Stands(Specimen, "specimen", "SP")
    shipments = _Stands(Shipment, "shipment", "SH")
    coverages = _Stands(Coverage, "coverage", "COV")
    questions = _Stands(Question, "question", "Q")
    appointments = _Stands(Appointment, "appointment", "V")
    case = _Stands(Case, "case")
    decisions = _Stands(Decision, "decision", "DEC")
    letters = _Stands(Letter, "letter", "L")
    opinions = _Stands(Opinion, "opinion")
    marks = _Stands(Mark, "mark", "M")

    def __init__(self, connections: Connections, actor: str) -> None:
        self._connections = connections
        self.actor = actor or _user()
        self.path = connections.path
        self.salt = connections.salt
        self.read_only = connections.read_only
        self.blobs = Blobs(connections)
        self.events = Events(connections, self.actor)
        self.pages = Pages(connections)
        self.instances = Instances(connections, self.blobs, self.pages, self.events)
        self.records = Records(connections, self.blobs, self.pages, self.events, self.instances, self.actor)
        self.checklist = Checklist(connections, self.events)
        self.intake = Intakes(connections)
        self._sessions = Sessions(connections, self.actor)
        self.events.restores("meta", self._restore_meta)
        self.events.restores_rest(self._restorer)

    # -- opening and closing

    @classmethod
    def create(
        cls, path: str | os.PathLike[str], passphrase: str, *, profile: int = keys.DEFAULT_PROFILE, actor: str = ""
    ) -> Vault:
        """Make a new binder, readable by its owner alone. Raises Misused where a file is there already."""
        where = Path(path)
        if not passphrase:
            raise Misused("A binder needs a passphrase: several words that nobody would guess.")
        refuse_network(where)
        salt = keys.new_salt(keys.fitting_profile(profile))
        key = keys.derive(passphrase, salt)
        _make_file(where)
        try:
            vault = cls(Connections(where, key, salt, read_only=False, new=True), actor)
            bring_up_to_date(vault.connection)
            with vault.transaction():
                vault.events.append("create", "binder", "", "Created the binder")
            vault.connection.checkpoint()
            keep_name(vault.path)
            return vault
        except BaseException:
            for leftover in files_of(where):
                leftover.unlink(missing_ok=True)
            raise
        finally:
            keys.wipe(key)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        passphrase: str | None = None,
        key: bytes | bytearray | None = None,
        read_only: bool = False,
        actor: str = "",
    ) -> Vault:
        """Open a binder by its passphrase, or by its key (from a recovery code).

        Raises NoBinder, WrongPassphrase, Damaged, Held; BinderError where a newer binder is needed.
        """
        where = path if isinstance(path, Path) else Path(path)
        salt = read_salt(where)
        if (passphrase is None) == (key is None):
            raise ValueError("a binder is opened by its passphrase or by its key")
        secret = keys.derive(passphrase, salt) if passphrase is not None else bytearray(key or b"")
        if len(secret) != keys.KEY_BYTES:
            raise WrongPassphrase("A key has 32 bytes.")
        if not read_only and not os.access(where, os.W_OK):
            raise BinderError(f"{shown(where)} may not be written by this user: look at it with --read-only.")
        if not read_only:
            refuse_network(where)
        try:
            vault = cls(Connections(where, secret, salt, read_only=read_only), actor)
        except WrongPassphrase:
            if key is None:
                raise
            raise WrongPassphrase(
                f"This recovery code does not open {shown(where)}: it belongs to another binder, "
                "or is older than the present passphrase."
            ) from None
        finally:
            keys.wipe(secret)
        try:
            vault._bring_up_to_date()
        except BaseException:
            vault.close()
            raise
        return vault

    def _bring_up_to_date(self) -> None:
        found = self.connection.version
        if not is_older(self.connection, found):
            bring_up_to_date(self.connection, found)
            return
        from binder.vault.backup import keep_as_it_is

        kept = keep_as_it_is(self, found)
        bring_up_to_date(self.connection)
        with self.transaction():
            what = f"Brought the tables up to date; the file as it was is kept: {shown(kept)}"
            self.events.append("migrate", "binder", "", what)

    def close(self) -> None:
        """Close all connections, of other threads too, and overwrite the key."""
        self._sessions.leave()
        self._connections.close()
        self.events.let_go()

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of the binder: nothing else in this process may open and close them while it is open."""
        return files_of(self.path)

    @property
    def key(self) -> bytes:
        """The raw 256-bit key of the file: whoever has it can open every copy of it."""
        return self._connections.key

    def has_passphrase(self, typed: str) -> bool:
        """Whether this passphrase gives the file's key; about a second of computing."""
        key = keys.derive(typed, self.salt)
        try:
            return bytes(key) == self.key
        finally:
            keys.wipe(key)

    @property
    def recovery_code(self) -> str:
        """The key as a code to be written down; `binder.vault.key_from_recovery_code` reads it back."""
        return keys.recovery_code(self.key)

    @property
    def connection(self) -> Connection:
        """This thread's connection."""
        return self._connections.here

    # -- writing

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All writes inside are kept together or not at all."""
        with self._connections.transaction() as connection:
            yield connection

    @contextlib.contextmanager
    def batch(self, expected: int = 0) -> Iterator[Batch]:
        """Many writes in few transactions; other writers wait meanwhile, readers do not.

        Args:
            expected: bytes about to come, where known; raises DiskFull at once where they will not fit.
        """
        if expected:
            self.need_room(expected)
        with self.transaction() as connection:
            yield Batch(connection)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that this thread reads inside is of one moment, whatever others write; it can write nothing meanwhile."""
        with self.connection.snapshot():
            yield

    def need_room(self, size: int) -> None:
        """Raise DiskFull where the disk cannot take so many bytes (they are written twice: first to the log beside)."""
        free = shutil.disk_usage(self.path.parent).free
        need = 2 * size + _SPARE
        if free < need:
            raise DiskFull(
                f"This needs {need >> 20} MiB of free space beside {shown(self.path)} and {free >> 20} MiB are free: "
                "make room first. Nothing was changed."
            )

    def together(self, action: str, summary: str) -> contextlib.AbstractContextManager[None]:
        """Several changes as one step: kept together or not at all, one line in the log, one undo."""
        return self.events.together(action, summary)

    @cached_property
    def shelves(self) -> dict[str, Shelf[Any]]:
        """All shelves by their entities; made when first asked for, since opening a binder needs none."""
        stand = (found.of for found in vars(Vault).values() if isinstance(found, _Stands))
        return {of[1]: Shelf(self._connections, self.events, *of) for of in stand}

    def shelf(self, kind: type[T], entity: str, prefix: str = "") -> Shelf[T]:
        """One more shelf for the things of one kind, made known to check, salvage and undo; see `Shelf`."""
        shelf = Shelf(self._connections, self.events, kind, entity, prefix)
        self.shelves[entity] = shelf
        return shelf

    def _restorer(self, entity: str) -> Restorer | None:
        return self.shelves[entity].put_back if entity in self.shelves else None

    # -- others

    def announce(self, what: str = "") -> bool:
        """Tell other sessions that this one is here and what it has open; False where that could not be kept."""
        return self._sessions.announce(what)

    def sessions(self) -> list[Session]:
        """Everybody who has the binder open and said so, oldest first."""
        return self._sessions.all()

    def changed(self) -> bool:
        """Whether anybody changed anything since this was last asked; cheap enough to be asked every second."""
        return self._sessions.changed()

    # -- settings

    def meta(self, name: str, default: str = "") -> str:
        """A setting or a fact about the binder as a whole (the patient's name)."""
        return str(self.connection.value("SELECT value FROM meta WHERE name = ?", [name], default=default))

    def set_meta(self, name: str, value: str, *, logged: bool = True) -> None:
        """Keep a setting. Logged unless it is mere state of the screen; undo puts back an earlier value, never none."""
        with self.transaction():
            old = self.connection.value("SELECT value FROM meta WHERE name = ?", [name])
            if old == value:
                return
            before = None if old is None else {"value": old}
            self._restore_meta(name, {"value": value})
            if logged:
                what = f"Set {name.replace('_', ' ').replace('.', ' ')}"
                self.events.append("set", "meta", name, what, before=before, after={"value": value})

    def _restore_meta(self, name: str, plain: Before) -> None:
        self.connection.db["meta"].upsert({"name": name, "value": plain["value"]}, pk="name")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _make_file(path: Path) -> None:
    """Create the file itself, empty and private, so that no other user can ever have opened it."""
    name = shown(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise Misused(f"There is already something at {name}: choose another name, or open it.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise NoBinder(f"The folder {shown(path.parent)} is not there: make it first.") from None
    except OSError as error:
        raise BinderError(f"{name} could not be made: {error.strerror or error}.") from None


def keep_name(path: Path) -> None:
    """Make the folder's entry last through a power cut, as the file's content does."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network folders cannot be synced
            os.fsync(folder)
    finally:
        os.close(folder)
