"""From a passphrase to a key, and from a key to a sheet of paper and back."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binder.model.errors import NoBinder, WrongPassphrase
from binder.vault import keys
from binder.vault.keys import derive, fitting_profile, key_from_recovery_code, new_salt, profile_of, recovery_code

KEYS = st.binary(min_size=32, max_size=32)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_the_first_sixteen_bytes_name_mark_and_profile() -> None:
    salt = new_salt(2)
    assert len(salt) == 16 and salt[0] == 0xB1 and salt[1] == 2
    assert new_salt(2) != salt
    assert (profile_of(salt).memory, profile_of(salt).passes, profile_of(salt).lanes) == (256 * 1024, 3, 4)


@pytest.mark.parametrize("salt", [b"", b"SQLite format 3\0", bytes([0xB1, 9]) + bytes(14), bytes([0xB1, 1])])
def test_parameters_that_are_not_ours_are_never_run(salt: bytes) -> None:
    with pytest.raises(NoBinder):
        derive("x", salt)


def test_an_accent_typed_on_another_keyboard_gives_the_same_key() -> None:
    salt = new_salt(1)
    composed, decomposed = (unicodedata.normalize(form, "crème brûlée") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert derive(composed, salt) == derive(decomposed, salt)
    assert derive("creme brulee", salt) != derive(composed, salt)


def test_the_same_passphrase_gives_another_key_in_another_binder() -> None:
    assert derive("x", new_salt(1)) != derive("x", new_salt(1))


@pytest.mark.skipif(shutil.which("argon2") is None, reason="the argon2 tool is not installed")
def test_the_argon2_tool_derives_the_same_key() -> None:
    salt = new_salt(1)
    command = ["argon2", salt.hex(), "-id", "-t", "3", "-k", str(64 * 1024), "-p", "4", "-l", "32", "-r"]
    told = subprocess.run(command, input=b"seven grey herons", capture_output=True, check=True, timeout=30).stdout
    assert told.decode().strip() == derive("seven grey herons", salt).hex()


def test_a_small_host_gets_the_small_profile() -> None:
    assert fitting_profile(2, available=(1 << 30) - 1) == 1
    assert fitting_profile(2, available=1 << 30) == 2
    assert keys.available_memory() > 0


@given(KEYS)
def test_the_recovery_code_carries_the_key(key: bytes) -> None:
    code = recovery_code(key)
    assert [len(group) for group in code.split("-")] == [5] * 14
    assert key_from_recovery_code(code) == key
    assert key_from_recovery_code(code.lower().replace("-", "  ")) == key
    assert key_from_recovery_code(code.replace("-", "")) == key
    assert key_from_recovery_code(code.replace("0", "o").replace("1", "l")) == key


@given(KEYS, st.integers(0, 69), st.sampled_from(LETTERS))
def test_a_mistyped_character_names_its_group(key: bytes, place: int, letter: str) -> None:
    letters = list(recovery_code(key).replace("-", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    groups = ["".join(letters[i : i + 5]) for i in range(0, 70, 5)]
    with pytest.raises(WrongPassphrase, match=rf"Group {place // 5 + 1} .*{groups[place // 5]}"):
        key_from_recovery_code("-".join(groups))


@given(KEYS, st.integers(0, 13), st.sampled_from(sorted(combinations(range(5), 2))))
def test_any_two_characters_exchanged_name_their_group(key: bytes, group: int, places: tuple[int, int]) -> None:
    groups = recovery_code(key).split("-")
    letters, (one, other) = list(groups[group]), places
    letters[one], letters[other] = letters[other], letters[one]
    if letters == list(groups[group]):
        return
    groups[group] = "".join(letters)
    with pytest.raises(WrongPassphrase, match=f"Group {group + 1} "):
        key_from_recovery_code("-".join(groups))


@given(KEYS, st.integers(0, 13), st.permutations(range(5)))
def test_a_group_in_any_disorder_never_opens_another_binder(key: bytes, group: int, order: list[int]) -> None:
    """One check character cannot name a group whose characters were all moved; the check of the whole refuses it."""
    groups = recovery_code(key).split("-")
    moved = "".join(groups[group][place] for place in order)
    if moved == groups[group]:
        return
    groups[group] = moved
    with pytest.raises(WrongPassphrase, match=f"Group {group + 1} |as a whole"):
        key_from_recovery_code("-".join(groups))


@given(KEYS, st.integers(0, 12))
def test_two_groups_exchanged_are_seen(key: bytes, first: int) -> None:
    groups = recovery_code(key).split("-")
    groups[first], groups[first + 1] = groups[first + 1], groups[first]
    with pytest.raises(WrongPassphrase, match=f"Group {first + 1} "):
        key_from_recovery_code("-".join(groups))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda g: g[:-1], "14 groups; 13 were typed"),
        (lambda g: [*g, "00000"], "14 groups; 15 were typed"),
        (lambda g: [*g[:2], g[2][:4], *g[3:]], "Group 3 .* has 4 characters"),
        (lambda g: [*g[:5], "U" + g[5][1:], *g[6:]], "Group 6 .* holds “U”"),
        (lambda g: [], "0 were typed"),
    ],
)
def test_what_is_missing_or_impossible_is_said(spoil: object, says: str) -> None:
    groups = recovery_code(bytes(range(32))).split("-")
    with pytest.raises(WrongPassphrase, match=says):
        key_from_recovery_code("-".join(spoil(groups)))  # type: ignore[operator]


@given(st.text(max_size=120))
def test_nothing_typed_as_a_code_is_an_unexplained_error(text: str) -> None:
    with pytest.raises(WrongPassphrase):
        key_from_recovery_code(text)


def test_a_wiped_secret_is_zeros() -> None:
    secret = bytearray(b"secret")
    keys.wipe(secret)
    assert secret == bytes(6)


def test_a_strong_key_is_the_same_made_apart_and_here(monkeypatch: pytest.MonkeyPatch) -> None:
    salt = keys.new_salt(2)
    apart = keys.derive("gr\u00fcner Tee", salt)
    monkeypatch.setattr(keys, "_stretched_apart", lambda *_: None)
    assert keys.derive("gru\u0308ner Tee", salt) == apart
