"""Keys: from a passphrase to the 256-bit key of the file, and the recovery code that carries the key on paper.

The first 16 bytes of a binder are SQLCipher's own salt field, which we choose: byte 0 is the mark 0xB1, byte 1 the
profile, 14 random bytes. So the passphrase and any copy of the one file are enough. The common tool makes the same key:
``printf PASSPHRASE | argon2 SALT_HEX -id -t 3 -k 262144 -p 4 -l 32 -r`` (262144 is profile 2).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from binder.model.errors import BinderError, NoBinder, WrongPassphrase

MARK = 0xB1
SALT_BYTES = 16
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Profile:
    """Argon2id parameters (RFC 9106).

    Attributes:
        memory: KiB.  passes: iterations.  lanes: parallel threads.
    """

    memory: int
    passes: int = 3
    lanes: int = 4


# The only parameters that are ever run: a hostile file can choose among these, not ask for a terabyte.
PROFILES = {1: Profile(64 * 1024), 2: Profile(256 * 1024), 3: Profile(1024 * 1024)}
DEFAULT_PROFILE = 2
_SMALL_HOST = 1 << 30
_OWN_PROCESS = 128 * 1024  # KiB from which the derivation is worth a process of its own


def available_memory() -> int:
    """Bytes this process may still ask for without swapping, as far as the system tells."""
    found = []
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        if limit.isdigit():
            found.append(int(limit))
    except (OSError, ValueError):
        pass
    if not found:
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return min(found)


def fitting_profile(wanted: int, *, available: int | None = None) -> int:
    """Return the wanted profile, or 1 where less than 1 GiB of memory is available."""
    if wanted not in PROFILES:
        raise ValueError(f"no such key profile: {wanted}")
    return 1 if (available_memory() if available is None else available) < _SMALL_HOST else wanted


def new_salt(profile: int = DEFAULT_PROFILE) -> bytes:
    """Return the first 16 bytes of a new binder: mark, profile, 14 random bytes."""
    if profile not in PROFILES:
        raise ValueError(f"no such key profile: {profile}")
    return bytes((MARK, profile)) + secrets.token_bytes(SALT_BYTES - 2)


def profile_of(salt: bytes) -> Profile:
    """Return the parameters a salt names; raises NoBinder where it is not one of ours."""
    if len(salt) != SALT_BYTES or salt[0] != MARK or salt[1] not in PROFILES:
        raise NoBinder("This file does not begin as a binder does.")
    return PROFILES[salt[1]]


def derive(passphrase: str, salt: bytes) -> bytearray:
    """Return the 32-byte key for a passphrase: Argon2id of its NFC form under the hex of the salt.

    Takes 0.2 to 5 seconds of processor time by profile. Raises BinderError where memory does not suffice.
    """
    return stretch(passphrase, salt, profile_of(salt))


def stretch(passphrase: str, salt: bytes, profile: Profile) -> bytearray:
    """Argon2id with parameters that the caller has bounded.

    NFC, because the same accented letter arrives as one character from one keyboard and as two from another.
    """
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    if profile.memory >= _OWN_PROCESS and (key := _stretched_apart(secret, salt, profile)):
        return key
    try:
        return bytearray(_argon2id(secret, salt.hex().encode(), profile.memory, profile.passes, profile.lanes))
    except MemoryError:
        need = profile.memory // 1024
        raise BinderError(
            f"Opening this binder needs {need} MiB of free memory: close other programs, or use a larger machine."
        ) from None


def _argon2id(secret: bytes, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory)
    return kdf.derive(secret)


_APART = """
import sys
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
salt, memory, passes, lanes = sys.argv[1].encode(), *map(int, sys.argv[2:])
kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
sys.stdout.buffer.write(kdf.derive(sys.stdin.buffer.read()))
"""


def _stretched_apart(secret: bytes, salt: bytes, profile: Profile) -> bytearray | None:
    """Argon2id in a process of its own: hundreds of megabytes and every trace in them go when it ends.

    None where it could not be done there, for want of memory or of a second process.
    """
    arguments = [salt.hex(), *map(str, (profile.memory, profile.passes, profile.lanes))]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _APART, *arguments], input=secret, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return bytearray(done.stdout) if len(done.stdout) == KEY_BYTES else None


def key_id(key: bytes | bytearray, salt: bytes) -> str:
    """A short name for a key, by which the binder knows which of its cards carry the present one."""
    return hashlib.sha256(b"binder key id 1" + salt + bytes(key)).hexdigest()[:16]


def wipe(secret: bytearray) -> None:
    """Overwrite a secret in place. Python may have copied it elsewhere; this only shortens how long it lies about."""
    secret[:] = bytes(len(secret))


# --- the recovery code -------------------------------------------------------------------------------------------

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP = 5  # four characters of the key and one that checks them
_DATA_GROUPS = 13
_GROUPS = _DATA_GROUPS + 1  # the last one checks the whole


def _powers() -> tuple[int, ...]:
    """1, a, a^2 ... in the field of 32 elements (a^5 = a^2 + 1)."""
    out = [1]
    while len(out) < 31:
        nxt = out[-1] << 1
        out.append(nxt ^ 0b100101 if nxt & 32 else nxt)
    return tuple(out)


_POWER = _powers()


def _times(a: int, b: int) -> int:
    return 0 if not a or not b else _POWER[(_POWER.index(a) + _POWER.index(b)) % 31]


def _check_symbol(symbols: list[int], group: int) -> int:
    """The fifth symbol: sees any one wrong character, any two exchanged, and groups in the wrong place."""
    total = group
    for place, symbol in enumerate(symbols, 1):
        total ^= _times(_POWER[place], symbol)
    return total


def _whole_check(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"binder recovery code 1" + key).digest()[:3]) >> 4


def recovery_code(key: bytes | bytearray) -> str:
    """Return the key as 14 groups of five characters, each group with its own check character."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    number = (int.from_bytes(key) << 4, _whole_check(bytes(key)))
    symbols = [number[0] >> shift & 31 for shift in range(255, -1, -5)] + [
        number[1] >> shift & 31 for shift in range(15, -1, -5)
    ]
    groups = []
    for index in range(_GROUPS):
        part = symbols[index * 4 : index * 4 + 4]
        groups.append("".join(_ALPHABET[s] for s in [*part, _check_symbol(part, index)]))
    return "-".join(groups)


def _groups(code: str) -> list[str]:
    text = code.upper().translate(_MISREAD)
    parts = "".join(c if c.isalnum() else " " for c in text).split()
    if len(parts) == 1:
        parts = [parts[0][i : i + _GROUP] for i in range(0, len(parts[0]), _GROUP)]
    return parts


def key_from_recovery_code(code: str) -> bytes:
    """Return the key a recovery code carries; case, blanks and hyphens do not matter.

    Raises WrongPassphrase with a sentence that names the group where it was mistyped.
    """
    groups = _groups(code)
    symbols: list[int] = []
    for index, group in enumerate(groups[:_GROUPS]):
        named = f"Group {index + 1} of the recovery code ({group[:12]})"
        if len(group) != _GROUP:
            raise WrongPassphrase(
                f"{named} has {len(group)} characters instead of {_GROUP}: compare it with the sheet."
            )
        unknown = [c for c in group if c not in _ALPHABET]
        if unknown:
            raise WrongPassphrase(
                f"{named} holds “{unknown[0]}”, which no recovery code has: compare it with the sheet."
            )
        values = [_ALPHABET.index(c) for c in group]
        if _check_symbol(values[:4], index) != values[4]:
            raise WrongPassphrase(f"{named} is mistyped or in the wrong place: compare it with the sheet.")
        symbols += values[:4]
    if len(groups) != _GROUPS:
        raise WrongPassphrase(f"The recovery code has {_GROUPS} groups; {len(groups)} were typed.")
    number = 0
    for symbol in symbols:
        number = number << 5 | symbol
    key = (number >> 24).to_bytes(KEY_BYTES)
    if number >> 20 & 15 or number & 0xFFFFF != _whole_check(key):
        raise WrongPassphrase("The recovery code does not check out as a whole: compare each group with the sheet.")
    return key


def looks_like_recovery_code(text: str) -> bool:
    """Tell whether what was typed is meant as a recovery code, right or mistyped, and not as a passphrase."""
    groups = _groups(text)
    return len(groups) >= _GROUPS - 3 and sum(len(group) == _GROUP for group in groups) >= _GROUPS - 4
