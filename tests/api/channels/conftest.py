"""The plan of the corpus served under a public address that is not the one it listens on."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.channels.im.replying import Replies
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL
from tests.api.channels.fakes import SECRETS, platform_settings, wecom, wecom_gateway
from tests.api.channels.loopback import until
from tests.api.serving import running


@pytest.fixture(scope="session")
def public(built: Settings) -> Settings:
    """The settings of a service that others reach at another address, and that knows chat platforms on loopback."""
    return replace(built, public_url=PUBLIC_URL, **platform_settings())


@pytest.fixture(scope="session")
def replying(public: Settings) -> FastAPI:
    """The application that :func:`service` runs."""
    return create_app(public)


@pytest.fixture(scope="session")
def service(replying: FastAPI) -> Iterator[httpx.Client]:
    """A client of the running service."""
    with running(replying) as client:
        yield client


@pytest.fixture
def settle(service: httpx.Client, replying: FastAPI) -> Callable[[], None]:
    """Waits until the service has ended whatever it began: what is not sent then is not sent."""
    replies: Replies = replying.state.channels.replies
    return lambda: until(lambda: not replies.under_way)


@pytest.fixture
def connecting(public: Settings, tmp_path: Path) -> Settings:
    """The same with a data directory of its own: of all that share one, a single process has the connections."""
    return replace(public, data_dir=tmp_path / "data")


@pytest.fixture
def no_secret_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever the test makes go wrong, the log tells neither the platforms' secrets nor what people ask."""
    caplog.set_level(logging.INFO)
    yield
    assert [told for told in (*SECRETS, "由谁牵头") if told in caplog.text] == []


@pytest.fixture
def wecom_untold() -> Iterator[None]:
    """WeCom has been told nothing, and has no trouble after the test."""
    wecom().calls.clear()
    wecom_gateway().frames.clear()
    yield
    wecom().trouble.clear()
