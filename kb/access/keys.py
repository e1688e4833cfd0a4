"""Keys: made once, shown once, kept as hashes in ``<data_dir>/keys.json``.

A key is 256 random bits, so that a plain hash of it cannot be reversed by guessing; passwords would need a slow one.
"""

import hashlib
import hmac
import json
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kb.access.files import Watched, locked, replace_json
from kb.access.roles import Role, role_of
from kb.access.times import instant, now, written
from kb.errors import InputError, NotFoundError, ZerenError, reason_of

KEYS_FILE = "keys.json"
_LOG = logging.getLogger("zeren")
# No key begins with a dash, so that each can stand on a command line.
_PREFIX, _BYTES = "zr_", 32
_NAME = re.compile(r"\w[\w.@-]{0,39}")


@dataclass(frozen=True)
class Key:
    """What is kept of a key; ``expires`` None: never."""

    name: str
    role: Role
    sha256: str
    created: datetime
    expires: datetime | None

    def valid(self) -> bool:
        """Whether it has not expired."""
        return self.expires is None or now() < self.expires


class KeyStore:
    """The keys of one data directory, read again when the file changes."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / KEYS_FILE
        self._watched = Watched(self.path, _read_or_none)

    def all(self) -> tuple[Key, ...]:
        """All keys, by name, expired ones too."""
        return self._watched.get()

    def find(self, secret: str) -> Key | None:
        """The valid key that ``secret`` is; the time it takes tells nothing of how near a wrong one came."""
        return self.by_hash(hashed(secret))

    def by_hash(self, sha256: str) -> Key | None:
        """The valid key of this hash."""
        found = None
        for key in self.all():
            if hmac.compare_digest(key.sha256, sha256):
                found = key
        return found if found and found.valid() else None

    def add(self, name: str, role: Role, lifetime: timedelta | None = None) -> str:
        """Make a key and return it; nobody can be shown it again.

        :raises InputError: the name is taken or no good, or the file is damaged.
        :raises StorageError: the file cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise InputError(f"密钥名称 {name!r} 不合要求；请用 1 到 40 个汉字、字母、数字或 . _ - @，以字或数字开头。")
        secret, created = _PREFIX + secrets.token_urlsafe(_BYTES), now()
        with locked(self.path):
            keys = read_keys(self.path)
            if any(key.name == name for key in keys):
                raise InputError(f"已有名为 {name} 的密钥；请换一个名称，或先 zeren keys remove {name}。")
            made = Key(name, role, hashed(secret), created, created + lifetime if lifetime else None)
            self._write((*keys, made))
        return secret

    def remove(self, name: str) -> Key:
        """Remove a key; who holds it is refused within a second, sessions begun with it too.

        :raises NotFoundError: no key is called so.
        :raises InputError: the file is damaged.
        :raises StorageError: the file cannot be written.
        """
        with locked(self.path):
            keys = read_keys(self.path)
            removed = next((key for key in keys if key.name == name), None)
            if removed is None:
                raise NotFoundError(f"没有名为 {name} 的密钥；zeren keys list 列出了全部。")
            self._write(tuple(key for key in keys if key is not removed))
        return removed

    def _write(self, keys: tuple[Key, ...]) -> None:
        replace_json(self.path, {"keys": [_row(key) for key in sorted(keys, key=lambda key: key.name)]})
        self._watched.look()


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of the file; none when there is no file.

    :raises InputError: it cannot be read or is damaged.
    """
    try:
        rows = json.loads(path.read_bytes())["keys"]
        return tuple(_key(row) for row in rows)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise InputError(f"密钥文件 {path} 读不到（{reason_of(error)}）；请检查读取权限。") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"密钥文件 {path} 已损坏；请由备份恢复，或删去后用 zeren keys add 重建。") from error


def _read_or_none(path: Path) -> tuple[Key, ...]:
    """No keys while the file is damaged: whom it would let in is not known, so nobody is let in."""
    try:
        return read_keys(path)
    except ZerenError as error:
        _LOG.error("%s在此之前任何密钥都不被接受。", error)
        return ()


def _key(row: dict[str, Any]) -> Key:
    expires = row["expires"]
    return Key(
        str(row["name"]),
        role_of(row["role"]),
        str(row["sha256"]),
        instant(row["created"]),
        instant(expires) if expires else None,
    )


def _row(key: Key) -> dict[str, str | None]:
    return {
        "name": key.name,
        "role": key.role.word,
        "sha256": key.sha256,
        "created": written(key.created),
        "expires": written(key.expires) if key.expires else None,
    }
