"""Sessions of browsers in ``<data_dir>/sessions.json``: a random token each, kept as its hash beside that of the key.

On the disk, so that they outlive a restart and hold in every process of the service; a session that was ended, or
whose key is gone, is worth nothing to whoever kept its token.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kb.access.files import Watched, locked, replace_json
from kb.access.keys import Key, KeyStore, hashed
from kb.access.times import instant, now, written

SESSIONS_FILE = "sessions.json"
# A working day, lunch included.
LIFETIME = timedelta(hours=12)
_BYTES = 32
# Of one key; more browsers at once are somebody who signs in by program.
_MOST = 50


@dataclass(frozen=True)
class _Session:
    sha256: str
    key: str
    expires: datetime


class SessionStore:
    """The sessions begun with the keys of one data directory."""

    def __init__(self, data_dir: Path, keys: KeyStore) -> None:
        self._path, self._keys = data_dir / SESSIONS_FILE, keys
        self._watched = Watched(self._path, _read)

    def begin(self, key: Key) -> str:
        """Begin a session and return its token.

        :raises StorageError: the file cannot be written.
        """
        token = secrets.token_urlsafe(_BYTES)
        with locked(self._path):
            kept = [session for session in _read(self._path).values() if session.expires > now()]
            mine = [session for session in kept if session.key == key.sha256][: _MOST - 1]
            begun = _Session(hashed(token), key.sha256, now() + LIFETIME)
            self._write([begun, *mine, *(session for session in kept if session.key != key.sha256)])
        return token

    def find(self, token: str) -> Key | None:
        """The key that the session was begun with, if both are still valid."""
        # Looked up by hash: how long that takes tells nothing of the token.
        session = self._watched.get().get(hashed(token))
        return self._keys.by_hash(session.key) if session and now() < session.expires else None

    def end(self, token: str) -> None:
        """End a session; nothing happens if there is none.

        :raises StorageError: the file cannot be written.
        """
        with locked(self._path):
            sessions = _read(self._path)
            if sessions.pop(hashed(token), None):
                self._write(list(sessions.values()))

    def _write(self, sessions: list[_Session]) -> None:
        rows = [{"sha256": one.sha256, "key": one.key, "expires": written(one.expires)} for one in sessions]
        replace_json(self._path, {"sessions": rows})
        self._watched.look()


def _read(path: Path) -> dict[str, _Session]:
    """By hash; a file that is missing or damaged holds none, and people sign in again."""
    try:
        rows = json.loads(path.read_bytes())["sessions"]
        found = [_Session(str(row["sha256"]), str(row["key"]), instant(row["expires"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {session.sha256: session for session in found}
