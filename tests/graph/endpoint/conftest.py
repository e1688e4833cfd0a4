"""The corpus in the snapshot's own file, and the same in servers of other make."""

from collections.abc import Iterator

import pytest

from kb.graph.endpoint.address import endpoint_of
from kb.graph.endpoint.loading import load
from kb.opening_graph import read_current_graph
from kb.settings import Settings
from tests.endpoints import ENGINES


def fill(settings: Settings) -> None:
    """Load the current snapshot into the endpoint of the settings."""
    endpoint = endpoint_of(settings)
    assert endpoint is not None
    load(endpoint, *read_current_graph(settings), lambda *_: None)


@pytest.fixture(scope="package", params=ENGINES)
def remote(
    built: Settings, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings with an endpoint that holds the corpus."""
    with ENGINES[request.param](built, tmp_path_factory.mktemp(request.param)) as settings:
        fill(settings)
        yield settings
