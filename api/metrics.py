"""What is measured, for Prometheus: nothing of what people ask, and nothing by client."""

from collections.abc import Mapping
from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from api.gathering import SERVED, gathered
from api.pressure import Answering
from kb.errors import (
    BudgetError,
    EndpointError,
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
    EndpointError: "endpoint_error",
}
# When each series began says nothing that the scraper does not know, and doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]  # untyped in the library


class Metrics:
    """The counts of one application; may be called from any thread."""

    def __init__(self, answering: Answering) -> None:
        registry = self._registry = CollectorRegistry()
        self._gathered = gathered(registry)
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
        self._kept = Counter("zeren_answers_kept", "Answers given again as they were kept", registry=registry)
        self._queries = Counter("zeren_sparql_queries", "SPARQL queries by outcome", ("outcome",), registry=registry)
        self.requests_under_way = Gauge(
            "zeren_http_requests_under_way",
            "Requests being answered, this one among them",
            registry=registry,
            multiprocess_mode="livesum",
        )
        under_way = Gauge(
            "zeren_answers_under_way",
            "Questions and searches being answered",
            registry=registry,
            multiprocess_mode="livesum",
        )
        answering.changed = under_way.set
        self._snapshot = Gauge(
            SERVED,
            "How many processes serve the snapshot",
            ("snapshot",),
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._age = Gauge(
            "zeren_snapshot_age_seconds",
            "Time since the snapshot was built",
            registry=registry,
            multiprocess_mode="livemostrecent",
        )

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def answered(self, answer: Answer, kept: bool) -> None:
        """A question was answered, by an answer kept from before or a new one; one with several parts has an intent of
        its own here."""
        intent = "several" if "+" in answer.intent else answer.intent
        self._answers.labels(answer.status, intent).inc()
        if kept:
            self._kept.inc()

    def queried(self, error: ZerenError | None) -> None:
        """A SPARQL query was answered, or ended in an error."""
        named = (name for kind, name in _OUTCOMES.items() if isinstance(error, kind))
        self._queries.labels("answered" if error is None else next(named, "error")).inc()

    def serves(self, snapshot: str, before: str | None = None) -> None:
        """This process serves ``snapshot`` from now on, no longer the one before it."""
        if before is not None:
            self._snapshot.labels(before).set(0)
        self._snapshot.labels(snapshot).set(1)

    def text(self, built: float) -> bytes:
        """All of it as :data:`MEDIA_TYPE`, with how long ago (Unix time) the snapshot that is served was built."""
        self._age.set(time() - built)
        return generate_latest(self._gathered)
