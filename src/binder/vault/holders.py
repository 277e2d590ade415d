"""Who has a card: the list is kept inside the binder, so that a change of key can reissue cards and name who is left.

A list, not a lock: a card that was copied opens the file until its key changes, whatever the list says.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from binder.model.errors import BinderError, Misused
from binder.vault import oskeyring
from binder.vault.cards import (
    SUFFIX,
    card_name,
    cards_folder,
    find_cards,
    keyring_card,
    passphrase_card,
    sealed_card,
    write_card,
)
from binder.vault.events import now
from binder.vault.identity import public_key
from binder.vault.keys import key_id
from binder.vault.vault import Vault

_LIST = "keys.cards"
KEYRING = "keyring"
PASSPHRASE = "passphrase"


@dataclass(frozen=True, slots=True)
class Holder:
    """One person, or machine, who was given a card.

    Attributes:
        kind: "ssh", "age", "passphrase" or "keyring".  public_key: for the first two.
        since: when the card was made.  key_id: which key it carries.
    """

    name: str
    kind: str
    public_key: str = ""
    since: str = ""
    key_id: str = ""


@dataclass(frozen=True, slots=True)
class Reissued:
    """What became of the cards after the key had changed: written anew, or to be made by hand, by name."""

    written: tuple[Path, ...] = ()
    by_hand: tuple[str, ...] = ()


class Holders:
    """The list of who has a card, and the making of cards.

    Attributes:
        folder: where cards are written: this user's, unless another is named.
    """

    def __init__(self, vault: Vault, folder: Path | None = None) -> None:
        self._vault = vault
        self.folder = folder or cards_folder(vault.salt)

    @property
    def present_key(self) -> str:
        """The name of the key that opens the binder now."""
        return key_id(self._vault.key, self._vault.salt)

    def all(self) -> list[Holder]:
        """Everyone on the list, by name."""
        found = json.loads(self._vault.meta(_LIST, "[]"))
        return sorted((Holder(**one) for one in found), key=lambda one: one.name)

    def card_of(self, name: str) -> Path | None:
        """The card file of that name, if it lies in this user's folder."""
        path = self.folder / (name + SUFFIX)
        return path if path.is_file() else None

    def add(
        self,
        name: str,
        *,
        to: str = "",
        passphrase: str = "",
        keyring: bool = False,
        at: Path | None = None,
    ) -> tuple[Holder, Path]:
        """Make a card: sealed to a public key, under a passphrase of its own, or kept by the system's keyring.

        Someone whose card carries an older key gets a new one, sealed to the key they had unless another is given.

        Args:
            to: the text of a public ssh-ed25519 or age key, or the path of its .pub file.
            at: where the card is written instead of this user's folder.
        """
        holder, data = self._made(card_name(name), to, passphrase, keyring)
        path = at or self.folder / (name + SUFFIX)
        if at is not None and at.exists():
            raise BinderError(f"{at} already exists and is left as it is: choose another name.")
        before = self.all()
        self._keep([one for one in before if one.name != name] + [holder], "add-card", name, f"Made a card for {name}")
        try:
            if holder.kind == KEYRING:
                oskeyring.store(self._vault.salt, self._vault.key)
            write_card(path, data)
        except BaseException:
            self._keep(before, "remove-card", name, f"No card was made for {name}")
            raise
        return holder, path

    def _made(self, name: str, to: str, passphrase: str, keyring: bool) -> tuple[Holder, bytes]:
        had = next((one for one in self.all() if one.name.casefold() == name.casefold()), None)
        if had is not None and had.key_id == self.present_key:
            raise Misused(f"{had.name} has a card already: take it back first with: binder keys remove {had.name}")
        if had is not None and had.public_key and not (to or passphrase or keyring):
            to = had.public_key
        key, salt = self._vault.key, self._vault.salt
        holder = Holder(name, PASSPHRASE, "", now(), self.present_key)
        if to:
            public = public_key(to)
            return replace(holder, kind=public.kind, public_key=public.text), sealed_card(key, salt, public)
        if keyring:
            oskeyring.backend()
            return replace(holder, kind=KEYRING), keyring_card(salt, name)
        return holder, passphrase_card(key, salt, name, passphrase)

    def remove(self, name: str) -> bool:
        """Take someone off the list and delete their card here; tell whether it was here.

        A copy elsewhere still opens the binder until its passphrase is changed.
        """
        holders = self.all()
        holder = next((one for one in holders if one.name == name), None)
        card = self.card_of(name)
        if holder is None and card is None:
            known = ", ".join(one.name for one in holders) or "nobody"
            raise BinderError(f"Nobody called {name} has a card of this binder; on the list: {known}.")
        if holder is not None and holder.kind == KEYRING:
            oskeyring.forget(self._vault.salt)
        if card is not None:
            card.unlink()
        if holder is not None:
            self._keep(
                [one for one in holders if one is not holder], "remove-card", name, f"Took the card of {name} back"
            )
        return card is not None

    def outdated(self) -> list[Holder]:
        """Those whose card carries a key that the binder no longer has."""
        return [one for one in self.all() if one.key_id != self.present_key]

    def reissue(self) -> Reissued:
        """Write new cards for all whose public key is known; name those who need one by hand."""
        written: list[Path] = []
        by_hand: list[str] = []
        for holder in self.outdated():
            try:
                keyring = holder.kind == KEYRING and self._kept_here(holder)
                if not (holder.public_key or keyring):
                    by_hand.append(holder.name)
                    continue
                written.append(self.add(holder.name, keyring=keyring)[1])
            except BinderError:
                by_hand.append(holder.name)
        return Reissued(tuple(written), tuple(by_hand))

    def _kept_here(self, holder: Holder) -> bool:
        """Whether the keyring of this very machine holds a key of this binder: another machine's cannot be reached."""
        return any(
            card.kind == KEYRING and card.name == holder.name for card in find_cards(self._vault.salt, self.folder)
        )

    def _keep(self, holders: list[Holder], action: str, name: str, summary: str) -> None:
        with self._vault.transaction():
            self._vault.set_meta(_LIST, json.dumps([asdict(one) for one in holders]), logged=False)
            self._vault.events.append(action, "card", name, summary)
