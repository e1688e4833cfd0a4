"""How many requests a client may make in a minute, counted in the memory of this process."""

import math
import time
from enum import Enum

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from kb.errors import BudgetError
from kb.settings import Settings


class Use(Enum):
    """What is counted, and what it is called."""

    ANSWERS = "提问和检索"
    CHANGES = "改动"
    FAILURES = "用错密钥"


class Usage:
    """The counts of all clients."""

    def __init__(self, settings: Settings) -> None:
        most = {
            Use.ANSWERS: settings.answers_per_minute,
            Use.CHANGES: settings.changes_per_minute,
            Use.FAILURES: settings.failures_per_minute,
        }
        self._items: dict[Use, RateLimitItem] = {
            use: RateLimitItemPerMinute(count) for use, count in most.items() if count
        }
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, use: Use, client: str) -> None:
        """Count one request of ``client``.

        :raises BudgetError: it has had its share of this minute.
        """
        item = self._items.get(use)
        if item is None or self._limiter.hit(item, use.name, client):
            return
        wait = self._limiter.get_window_stats(item, use.name, client).reset_time - time.time()
        raise BudgetError(f"{use.value}太频繁（每分钟至多 {item.amount} 次）；请稍后再试。", max(1, math.ceil(wait)))
