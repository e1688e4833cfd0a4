"""What is dear is made once for each key, however many ask for it at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.qa.shelf import Shelf


def test_many_at_once_make_one() -> None:
    made: list[str] = []
    all_asking = threading.Barrier(8)

    def make(key: str) -> object:
        made.append(key)
        return object()

    shelf: Shelf[str, object] = Shelf(make, 4)

    def ask(_: int) -> object:
        all_asking.wait(timeout=10)
        return shelf.get("a")

    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(ask, range(8)))
    assert made == ["a"]
    assert len(values) == 1


def test_a_value_being_made_holds_up_no_other_key() -> None:
    going_on = threading.Event()

    def make(key: str) -> str:
        if key == "slow":
            assert going_on.wait(timeout=10)
        return key

    shelf: Shelf[str, str] = Shelf(make, 4)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(shelf.get, "slow")
        assert shelf.get("quick") == "quick"
        going_on.set()
        assert slow.result(timeout=10) == "slow"


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key

    shelf: Shelf[str, str] = Shelf(make, 2)
    for key in ("a", "b", "a", "c", "a", "b"):
        shelf.get(key)
    assert made == ["a", "b", "c", "b"]


def test_a_failure_is_raised_and_tried_again() -> None:
    tries: list[int] = []

    def make(key: int) -> int:
        tries.append(key)
        if len(tries) == 1:
            raise ValueError(key)
        return key

    shelf: Shelf[int, int] = Shelf(make, 1)
    with pytest.raises(ValueError, match="1"):
        shelf.get(1)
    assert shelf.get(1) == 1
