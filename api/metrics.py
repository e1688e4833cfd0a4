"""What is measured, for Prometheus: nothing of what people ask, and nothing by client."""

from collections.abc import Mapping
from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from api.pressure import Answering
from kb.errors import (
    BudgetError,
    EngineError,
    ExhaustedError,
    OverloadError,
    QueryError,
    TooLargeError,
    ZerenError,
)
from kb.qa.models import Answer

MEDIA_TYPE = CONTENT_TYPE_LATEST
# From a short query to the deadline of a long one.
_BUCKETS_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# The first class that fits gives the name.
_OUTCOMES: Mapping[type[ZerenError], str] = {
    QueryError: "malformed",
    TooLargeError: "too_large",
    ExhaustedError: "exhausted",
    BudgetError: "over_share",
    OverloadError: "overloaded",
    EngineError: "engine_error",
}
# When each series began says nothing that the scraper does not know, and doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]  # untyped in the library


class Metrics:
    """The counts of one application; may be called from any thread."""

    def __init__(self, answering: Answering) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Histogram(
            "zeren_http_request_seconds",
            "Requests by method, template of the route and status, and how long they took",
            ("method", "route", "status"),
            registry=registry,
            buckets=_BUCKETS_S,
        )
        self._answers = Counter(
            "zeren_answers", "Answers by status and intent", ("status", "intent"), registry=registry
        )
        self._queries = Counter("zeren_sparql_queries", "SPARQL queries by outcome", ("outcome",), registry=registry)
        self.requests_under_way = Gauge(
            "zeren_http_requests_under_way", "Requests being answered, this one among them", registry=registry
        )
        under_way = Gauge("zeren_answers_under_way", "Questions and searches being answered", registry=registry)
        under_way.set_function(lambda: answering.under_way)
        self._snapshot = Gauge(
            "zeren_snapshot_info", "1 for the snapshot that is served", ("snapshot",), registry=registry
        )
        self._age = Gauge("zeren_snapshot_age_seconds", "Time since the snapshot was built", registry=registry)
        # Memory, processor time and open files of this process.
        ProcessCollector(registry=registry)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """A question was answered; one with several parts has an intent of its own here."""
        intent = "several" if "+" in answer.intent else answer.intent
        self._answers.labels(answer.status, intent).inc()

    def queried(self, error: ZerenError | None) -> None:
        """A SPARQL query was answered, or ended in an error."""
        named = (name for kind, name in _OUTCOMES.items() if isinstance(error, kind))
        self._queries.labels("answered" if error is None else next(named, "error")).inc()

    def text(self, snapshot: str, built: float) -> bytes:
        """All of it as :data:`MEDIA_TYPE`, with the snapshot that is served and when (Unix time) it was built."""
        self._snapshot.clear()
        self._snapshot.labels(snapshot).set(1)
        self._age.set(time() - built)
        return generate_latest(self._registry)
