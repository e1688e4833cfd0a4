"""A share of working time for each client: a bucket of worker seconds that fills as time goes by."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from kb.errors import BudgetError

# A full bucket lasts this long when nothing is left over: seconds for one filling.
_FILLING_S = 60.0
_MANY = 10_000


@dataclass
class _Bucket:
    left: float
    seen: float


class Budgets:
    """Worker seconds of each client: ``seconds`` a minute, and as many at once.

    A query is let in while anything is left and paid for when it is done, so a bucket can go below nothing once.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._full, self._clock = seconds, clock
        self._buckets: dict[str, _Bucket] = {}

    def check(self, client: str | None) -> None:
        """None is the service itself, which owes nobody.

        :raises BudgetError: nothing is left; it says when there will be.
        """
        if client is None:
            return
        left = self._bucket(client).left
        if left <= 0:
            seconds = math.ceil((self._full / 100 - left) * _FILLING_S / self._full)
            raise BudgetError(
                f"您的查询用时已超过每分钟 {self._full:g} 秒的份额，请 {seconds} 秒后再试，或把查询改得快一些。",
                seconds,
            )

    def spend(self, client: str | None, seconds: float) -> None:
        """``client`` has used a worker for so long."""
        if client is not None:
            self._bucket(client).left -= seconds

    def _bucket(self, client: str) -> _Bucket:
        now = self._clock()
        if len(self._buckets) > _MANY:
            self._buckets = {name: b for name, b in self._buckets.items() if self._filled(b, now) < self._full}
        bucket = self._buckets.setdefault(client, _Bucket(self._full, now))
        bucket.left, bucket.seen = self._filled(bucket, now), now
        return bucket

    def _filled(self, bucket: _Bucket, now: float) -> float:
        return min(self._full, bucket.left + (now - bucket.seen) * self._full / _FILLING_S)
