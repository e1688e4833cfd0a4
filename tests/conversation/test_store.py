"""What channels remember: it holds across processes, is bounded, and a message sent again is answered once."""

import multiprocessing
import sqlite3
import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from kb.conversation import ChannelStore, Message, respond
from kb.conversation.store import FILE, Talk
from kb.errors import StorageError
from kb.files import locked
from kb.qa.answering import Answerer

TALK = Talk("wecom", "room", "li")


class Clock:
    """A clock that is set by hand."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> ChannelStore:
    return ChannelStore(tmp_path, 30, clock)


def test_memory_is_of_one_user_in_one_chat_and_holds_across_a_restart(
    tmp_path: Path, store: ChannelStore, clock: Clock
) -> None:
    store.remember(TALK, "m1", "甲")
    clock.now += 1
    store.remember(TALK, "m2", "乙")
    store.remember(TALK, "m2", "乙")
    store.remember(Talk("wecom", "room", "wang"), "m3", "丙")
    assert ChannelStore(tmp_path, 30, clock).recall(TALK) == ("甲", "乙")
    assert store.recall(Talk("feishu", "room", "li")) == ()


def test_memory_is_bounded(store: ChannelStore, clock: Clock) -> None:
    for n in range(9):
        clock.now += 1
        store.remember(TALK, f"m{n}", f"问{n}" * 2_000)
    assert [said[:2] for said in store.recall(TALK)] == [f"问{n}" for n in range(4, 9)]
    assert max(map(len, store.recall(TALK))) == 2_000


@pytest.mark.parametrize("used", ["recall", "take", "start"])
def test_what_is_past_its_time_leaves_the_file_whoever_uses_it_next(
    tmp_path: Path, store: ChannelStore, clock: Clock, used: str
) -> None:
    store.remember(TALK, "m1", "甲")
    clock.now += 31 * 60
    if used == "recall":
        store.recall(Talk("feishu", "room", "wang"))
    elif used == "take":
        store.take("feishu", "m2")
    else:
        ChannelStore(tmp_path, 30, clock)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_a_message_is_taken_once_until_its_day_is_over(store: ChannelStore, clock: Clock) -> None:
    assert store.take("feishu", "e1")
    assert not store.take("feishu", "e1")
    assert store.take("wecom", "e1")
    store.finish("feishu", "e1")
    # Feishu sends an event for the last time seven hours later.
    clock.now += 8 * 3600
    assert not store.take("feishu", "e1")


def test_a_message_whose_answer_failed_is_taken_again(store: ChannelStore, clock: Clock) -> None:
    assert store.take("feishu", "released")
    store.release("feishu", "released")
    assert store.take("feishu", "released")
    # Its process died without a word: nobody else takes it while it could still be at work.
    assert store.take("feishu", "died")
    clock.now += 60
    assert not store.take("feishu", "died")
    clock.now += 61
    assert store.take("feishu", "died")
    store.finish("feishu", "died")
    store.release("feishu", "died")
    assert not store.take("feishu", "died")


def _takes(data_dir: Path) -> int:
    store = ChannelStore(data_dir, 30)
    return sum(store.take("dingtalk", f"m{n}") for n in range(50))


def test_processes_at_once_take_each_message_once(tmp_path: Path) -> None:
    # The file does not exist yet: making it at once is part of the race.
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert sum(pool.map(_takes, [tmp_path] * 4)) == 50


def test_the_file_is_made_by_one_and_whole_when_it_is_there(tmp_path: Path) -> None:
    # SQLite does not wait when the journal mode changes: of several that made it in place, some were told it is locked.
    store = ChannelStore(tmp_path, 30)
    with ThreadPoolExecutor(1) as pool:
        with locked((tmp_path / FILE).with_suffix(".lock"), 1, RuntimeError):
            taken = pool.submit(store.take, "dingtalk", "m1")
            with pytest.raises(TimeoutError):
                taken.result(0.2)
            assert not (tmp_path / FILE).exists()
        assert taken.result()


def test_only_the_owner_can_read_what_people_asked(tmp_path: Path) -> None:
    store = ChannelStore(tmp_path / "data", 30)
    store.remember(TALK, "m1", "甲")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data", tmp_path / "data" / FILE)}
    assert modes == {"data": 0o700, FILE: 0o600}


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageError, match="channels.sqlite3 读写不了"):
        ChannelStore(tmp_path / "data", 30).take("wecom", "m1")


def test_a_follow_up_is_understood_and_a_message_sent_again_is_not_its_own_history(
    store: ChannelStore, answerer: Answerer
) -> None:
    def say(n: str, text: str) -> str | None:
        reply = respond(Message("wecom", n, "room", "li", text), answerer, store, "http://127.0.0.1")
        return reply.text if reply else None

    assert "县消防救援大队牵头" in str(say("1", "消防领域由谁牵头"))
    followed = say("2", "那危险化学品呢")
    assert "危险化学品" in str(followed)
    assert say("2", "那危险化学品呢") is None
    store.release("wecom", "2")
    assert say("2", "那危险化学品呢") == followed
    assert "前面的提问不再参照" in str(say("3", "新话题"))
    assert store.recall(TALK) == ()


def test_a_clock_that_is_set_back_locks_nothing_and_keeps_nothing_for_ever(store: ChannelStore, clock: Clock) -> None:
    assert store.take("wecom", "answered")
    store.finish("wecom", "answered")
    assert store.take("wecom", "died")
    store.remember(TALK, "m1", "甲")
    clock.now -= 600
    # what was asked a moment ago is still what a follow-up leans on, and what was answered is not answered again
    assert store.recall(TALK) == ("甲",)
    assert not store.take("wecom", "answered")
    # whoever took this one in hand ten minutes "ahead" does not hold it until the clock has caught up
    assert store.take("wecom", "died")
    clock.now -= 86_400
    assert store.recall(TALK) == ()
    assert store.take("wecom", "answered")
