"""The wall clock may be set while the service runs: limits, sessions and keys go on, at worst a minute off."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from kb.access import keys, sessions
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.access.sessions import LIFETIME, SessionStore
from kb.access.times import now
from kb.access.usage import Usage, Use
from kb.errors import BudgetError
from kb.settings import Settings

_A_DAY = 86_400.0


def _exhausted(usage: Usage) -> BudgetError:
    """Use up the share of a client; how it is refused."""
    with pytest.raises(BudgetError) as refused:
        _ask_on(usage)
    return refused.value


def _ask_on(usage: Usage) -> None:
    for _ in range(9):
        usage.count(Use.ANSWERS, "client")


@pytest.mark.parametrize("jump", [-_A_DAY, -90.0, 90.0, _A_DAY])
def test_a_jump_neither_locks_a_client_out_nor_lifts_the_limit(monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    wall, usage = time.time, Usage(Settings(answers_per_minute=3))
    _exhausted(usage)
    monkeypatch.setattr(time, "time", lambda: wall() + jump)
    # there is a limit after the jump, too, and its wait is one of minutes
    assert 1 <= _exhausted(usage).retry_after <= 120
    monkeypatch.setattr(time, "time", lambda: wall() + jump + 240)
    usage.count(Use.ANSWERS, "client")


def test_sessions_and_keys_outlive_a_clock_that_is_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = KeyStore(tmp_path)
    found = store.find(store.add("li", Role.EDIT, timedelta(days=1)))
    assert found is not None
    browsers = SessionStore(tmp_path, store)
    token = browsers.begin(found)
    for jump, valid in ((-timedelta(days=400), True), (LIFETIME + timedelta(minutes=1), False)):
        for module in (keys, sessions):
            monkeypatch.setattr(module, "now", lambda jump=jump: now() + jump)
        assert (browsers.find(token) is not None) == valid
    # whoever is signed out by a clock that is set forward signs in again
    assert browsers.find(browsers.begin(found)) is not None
