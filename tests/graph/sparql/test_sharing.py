"""Turns and budgets: who gets a worker, who waits, who is sent away."""

import asyncio

import pytest

from kb.errors import BudgetError, OverloadError
from kb.graph.sparql.budget import Budgets
from kb.graph.sparql.turns import Turns

PATIENCE_S = 0.05


def _turns(*things: str, places: int = 4) -> Turns[str]:
    turns = Turns[str](len(things), places, PATIENCE_S)
    for thing in things:
        turns.add(thing)
    return turns


def test_one_is_kept_from_a_client_that_has_the_others() -> None:
    async def run() -> None:
        turns = _turns("b", "a")
        assert await turns.take("slow") == "a"
        waiting = asyncio.create_task(turns.take("slow"))
        await asyncio.sleep(0)
        assert await turns.take("other") == "b"  # past the one that waits
        turns.hand_back("slow", "a")
        assert await waiting == "a"

    asyncio.run(run())


def test_waiting_ends_with_retry_after() -> None:
    async def run() -> None:
        turns = _turns("a")
        await turns.take("first")
        with pytest.raises(OverloadError) as raised:
            await turns.take("second")
        assert raised.value.retry_after >= 1
        turns.hand_back("first", None)  # lost
        turns.add("new")
        assert await turns.take("second") == "new"  # who gave up holds nothing

    asyncio.run(run())


def test_half_of_the_places_for_one_client() -> None:
    async def run() -> None:
        turns = _turns("a", places=4)
        await turns.take("slow")
        waiting = [asyncio.create_task(turns.take("slow")) for _ in range(5)]
        await asyncio.sleep(0)
        refused = [task for task in waiting if task.done()]
        assert len(refused) == 3  # two of four places are its own
        others = asyncio.create_task(turns.take("other"))
        await asyncio.sleep(0)
        assert not others.done()  # it has a place
        results = await asyncio.gather(*waiting, others, return_exceptions=True)
        assert all(isinstance(result, OverloadError) for result in results)

    asyncio.run(run())


def test_a_cancelled_wait_gives_its_place_back() -> None:
    async def run() -> None:
        turns = _turns("a")
        await turns.take("first")
        waiting = asyncio.create_task(turns.take("second"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        turns.hand_back("first", "a")
        assert await turns.take("third") == "a"

    asyncio.run(run())


def test_budget_is_spent_and_fills_again() -> None:
    now = [100.0]
    budgets = Budgets(60, lambda: now[0])
    budgets.check("a")
    budgets.spend("a", 70)
    with pytest.raises(BudgetError) as raised:
        budgets.check("a")
    assert raised.value.retry_after == 11  # ten seconds below nothing, and a bit
    budgets.check("b")  # others are not touched
    budgets.spend(None, 1_000)  # the service itself
    budgets.check(None)
    now[0] += raised.value.retry_after
    budgets.check("a")
    now[0] += 3_600
    budgets.spend("a", 59)  # a full bucket, no more
    budgets.check("a")
    budgets.spend("a", 1)
    with pytest.raises(BudgetError):
        budgets.check("a")
