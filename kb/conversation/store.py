"""What channels keep between messages, in one SQLite file that holds across restarts and processes.

``turns``: what a user asked lately in a chat, so that a follow-up is understood. ``messages``: which messages were
taken in hand, because platforms send one again when they think it was lost.

Times are compared by their distance: where the clock was set back, what was written before seems to be of the future.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb import files
from kb.conversation.models import TURNS
from kb.errors import StorageError

FILE = "channels.sqlite3"
# Platforms send a message again for up to seven hours (Feishu); a day covers their clocks as well.
_REMEMBERED_S = 24 * 3600
# Whoever took a message in hand and has not finished by then has died.
_LEASE_S = 120
_LONGEST = 2_000
_WAIT_S = 10
_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (
  platform TEXT, chat TEXT, user TEXT, message TEXT, said_at REAL, question TEXT,
  PRIMARY KEY (platform, chat, user, message)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS turns_by_time ON turns (said_at);
CREATE TABLE IF NOT EXISTS messages (
  platform TEXT, message TEXT, taken_at REAL, finished INTEGER,
  PRIMARY KEY (platform, message)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_by_time ON messages (taken_at);
"""


@dataclass(frozen=True)
class Talk:
    """One user in one chat of one platform: what one says to the other is no business of a third."""

    platform: str
    chat: str
    user: str


class ChannelStore:
    """The memory of talks and the messages taken in hand; safe to use from several threads and processes."""

    def __init__(self, data_dir: Path, memory_minutes: int, clock: Callable[[], float] = time.time) -> None:
        """Deletes what is past its time, here and whenever the file is used.

        :param clock: seconds since the epoch.
        :raises StorageError: the file is there and cannot be written.
        """
        self._path = data_dir / FILE
        self._memory_s = memory_minutes * 60
        self._clock = clock
        if self._path.exists():
            with self._transaction():
                pass

    def recall(self, talk: Talk, message: str = "") -> tuple[str, ...]:
        """What was asked in ``talk`` lately, oldest first; ``message`` itself, answered before, is not before itself.

        :raises StorageError: the file cannot be read.
        """
        with self._transaction() as database:
            rows = database.execute(
                "SELECT question FROM turns WHERE platform=? AND chat=? AND user=? AND abs(said_at-?)<? "
                "AND message<>? ORDER BY said_at DESC, message DESC LIMIT ?",
                (talk.platform, talk.chat, talk.user, self._clock(), self._memory_s, message, TURNS),
            ).fetchall()
        return tuple(row[0] for row in reversed(rows))

    def remember(self, talk: Talk, message: str, question: str) -> None:
        """Keep what was asked; the same ``message`` again changes nothing.

        :raises StorageError: the file cannot be written.
        """
        key = (talk.platform, talk.chat, talk.user)
        with self._transaction() as database:
            database.execute(
                "INSERT OR IGNORE INTO turns VALUES (?,?,?,?,?,?)", (*key, message, self._clock(), question[:_LONGEST])
            )
            database.execute(
                "DELETE FROM turns WHERE platform=? AND chat=? AND user=? AND message NOT IN (SELECT message FROM turns "
                "WHERE platform=? AND chat=? AND user=? ORDER BY said_at DESC, message DESC LIMIT ?)",
                (*key, *key, TURNS),
            )

    def forget(self, talk: Talk) -> None:
        """Delete what was asked in ``talk``.

        :raises StorageError: the file cannot be written.
        """
        with self._transaction() as database:
            database.execute(
                "DELETE FROM turns WHERE platform=? AND chat=? AND user=?", (talk.platform, talk.chat, talk.user)
            )

    def take(self, platform: str, message: str) -> bool:
        """Whether this caller is the one to answer ``message``: it is new, or whoever took it has died over it.

        :raises StorageError: the file cannot be written.
        """
        now = self._clock()
        with self._transaction() as database:
            database.execute("DELETE FROM messages WHERE abs(taken_at-?)>=?", (now, _REMEMBERED_S))
            taken = database.execute(
                "INSERT INTO messages VALUES (?,?,?,0) ON CONFLICT (platform, message) DO UPDATE SET taken_at=excluded.taken_at "
                "WHERE finished=0 AND abs(taken_at-excluded.taken_at)>=?",
                (platform, message, now, _LEASE_S),
            )
            return taken.rowcount == 1

    def finish(self, platform: str, message: str) -> None:
        """The message was answered: it is not taken in hand again.

        :raises StorageError: the file cannot be written.
        """
        with self._transaction() as database:
            database.execute("UPDATE messages SET finished=1 WHERE platform=? AND message=?", (platform, message))

    def release(self, platform: str, message: str) -> None:
        """The message could not be answered: it may be taken in hand again at once.

        :raises StorageError: the file cannot be written.
        """
        with self._transaction() as database:
            database.execute("DELETE FROM messages WHERE platform=? AND message=? AND finished=0", (platform, message))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection for one piece of work, which happens as a whole or not at all."""
        try:
            self._make()
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)) as database:
                # Deleted questions leave no trace in the file.
                database.execute("PRAGMA secure_delete=ON")
                database.execute("BEGIN IMMEDIATE")
                database.execute("DELETE FROM turns WHERE said_at<=?", (self._clock() - self._memory_s,))
                yield database
                database.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"对话记录 {self._path} 读写不了（{error}）；请检查目录的权限和磁盘空间。") from error

    def _make(self) -> None:
        """Make the file where there is none: by one process, elsewhere, and moved when it is whole.

        SQLite waits for no other process when it changes the journal mode.
        """
        if self._path.exists():
            return
        files.private_folder(self._path.parent)
        with files.locked(self._path.with_suffix(".lock"), _WAIT_S, self._busy):
            if self._path.exists():
                return
            with tempfile.TemporaryDirectory(prefix=files.TEMPORARY, dir=self._path.parent) as folder:
                made = Path(folder) / FILE
                # SQLite gives the files that it sets beside this one the same permissions.
                made.touch(0o600)
                with closing(sqlite3.connect(made, isolation_level=None)) as database:
                    database.execute("PRAGMA journal_mode=WAL")
                    database.executescript(_SCHEMA)
                made.replace(self._path)

    def _busy(self) -> StorageError:
        return StorageError(f"对话记录 {self._path} 正由另一个进程建立，等了很久仍未结束；请稍后重试。")
