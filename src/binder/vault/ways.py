"""The ways into a binder, in the order they are tried, and the list of those there are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binder.model.errors import WrongPassphrase
from binder.vault.cards import Card, find_cards, read_card
from binder.vault.format import read_salt, shown
from binder.vault.holders import Holders
from binder.vault.identity import Ask, Identity
from binder.vault.keys import DEFAULT_PROFILE, PROFILES, key_from_recovery_code, looks_like_recovery_code
from binder.vault.profile import stronger_profile
from binder.vault.rekey import PRINTED, SINCE
from binder.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Way:
    """One way into a binder.

    Attributes:
        kind: "passphrase", "sheet", or the kind of a card: "ssh", "age", "card", "keyring".
        name: whose card it is.  since: when it was made; empty where that is not known.
        current: false where it carries a key that the binder no longer has.
        card: the card, if it lies in this user's folder.
        memory: MiB that guessing one passphrase takes; 0 where it does not apply.
    """

    kind: str
    name: str = ""
    since: str = ""
    current: bool = True
    public_key: str = ""
    card: Path | None = None
    memory: int = 0


def unlock(path: Path, typed: str, **how: Any) -> Vault:
    """Open a binder with what a person typed: its passphrase, its recovery code, or the passphrase of a card of theirs.

    Raises WrongPassphrase, with the group named where a recovery code was mistyped; and as `Vault.open` does.
    """
    wrong: WrongPassphrase | None = None
    if looks_like_recovery_code(typed):
        try:
            return Vault.open(path, key=key_from_recovery_code(typed), **how)
        except WrongPassphrase as error:
            wrong = error  # it may still be somebody's odd passphrase
    try:
        return Vault.open(path, passphrase=typed, **how)
    except WrongPassphrase as error:
        salt = read_salt(path)
        for card in find_cards(salt):
            if card.kind == "passphrase" and (key := card.open_with_passphrase(typed, salt)):
                return _with_key(path, key, card, how)
        raise wrong or error from None


def unlock_with_card(
    path: Path,
    card: Path,
    *,
    identity: Path | None = None,
    passphrase: Ask | None = None,
    ask: Ask | None = None,
    **how: Any,
) -> Vault:
    """Open a binder with one card.

    Args:
        identity: the private key of a card that is sealed to one.
        passphrase: called with a question where the card has a passphrase of its own.
        ask: called with a question where the private key has one.

    Raises WrongPassphrase where the card does not fit the binder, the identity or the passphrase, or is not whole.
    """
    salt, found = read_salt(path), read_card(card)
    key: bytes | None
    match found.kind:
        case "sealed":
            if identity is None:
                raise WrongPassphrase(f"{shown(card)} is sealed to a key: name the private one with --identity PATH.")
            key = found.open_with_identity(Identity.load(identity, ask), salt)
            why = f"{shown(card)} is sealed to another key than {shown(identity)}: name the one it was made for."
        case "passphrase":
            typed = passphrase(f"Passphrase of the card {found.name}") if passphrase else ""
            key = found.open_with_passphrase(typed, salt)
            why = f"This passphrase does not open the card {shown(card)}."
        case _:
            key = found.open_from_keyring(salt)
            why = "The system's keyring does not give the key of this binder: unlock it, or use the passphrase."
    if key is None:
        raise WrongPassphrase(why)
    return _with_key(path, key, found, how)


def unlock_with_identity(path: Path, identity: Path, ask: Ask | None = None, **how: Any) -> Vault | None:
    """Open a binder with whichever of this user's cards is sealed to a key; None where none is."""
    salt = read_salt(path)
    sealed = [card for card in find_cards(salt) if card.kind == "sealed"]
    if not sealed:
        return None
    opener = Identity.load(identity, ask)
    for card in sealed:
        if key := card.open_with_identity(opener, salt):
            return _with_key(path, key, card, how)
    return None


def unlock_from_keyring(path: Path, **how: Any) -> Vault | None:
    """Open a binder with the key that the system's keyring holds, where a card says so; None where it cannot."""
    salt = read_salt(path)
    for card in find_cards(salt):
        if card.kind == "keyring" and (key := card.open_from_keyring(salt)):
            try:
                return _with_key(path, key, card, how)
            except WrongPassphrase:
                return None  # an older key: the passphrase is asked for as if there were none
    return None


def _with_key(path: Path, key: bytes, card: Card, how: dict[str, Any]) -> Vault:
    try:
        return Vault.open(path, key=key, **how)
    except WrongPassphrase:
        raise WrongPassphrase(
            f"The card {shown(card.path)} carries an older key of {shown(path)}: its passphrase was changed since. "
            "Ask for a new card."
        ) from None


def ways(vault: Vault, folder: Path | None = None) -> list[Way]:
    """Every way in that the binder knows of: its passphrase, the sheet, and who has a card."""
    made = str(vault.connection.value("SELECT at FROM event WHERE seq = 1", default=""))
    since = vault.meta(SINCE, made)
    holders = Holders(vault, folder)
    found = [
        Way("passphrase", since=since, memory=PROFILES[vault.salt[1]].memory // 1024),
        Way("sheet", since=vault.meta(PRINTED)),
    ]
    for one in holders.all():
        kind = "card" if one.kind == "passphrase" else one.kind
        current = one.key_id == holders.present_key
        found.append(Way(kind, one.name, one.since, current, one.public_key, holders.card_of(one.name)))
    return found


def advice(vault: Vault) -> str:
    """What would make the ways in better, as a sentence; empty where there is nothing to say."""
    if vault.salt[1] < DEFAULT_PROFILE and (profile := stronger_profile(vault.salt)):
        memory = PROFILES[profile].memory // 1024
        return f"This machine allows a passphrase harder to guess ({memory} MiB a try): binder keys change --stronger"
    return ""
