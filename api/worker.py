"""The application in one of several worker processes, as uvicorn's supervisor starts them."""

import asyncio
import multiprocessing
import os
import signal
import threading

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.duty import anybody_on_duty
from kb import collector, logs
from kb.settings import Settings, load_settings

with collector.put_off():
    from api.app import create_app

    # While it is put off: it would else look through all of them once, as soon as it may.
    collector.leave_alone()

# Between a replacement that could not start and the next.
_PAUSE_S = 2.0


def create_worker() -> ASGIApp:
    """The application over the settings of the environment."""
    settings = load_settings()
    logs.configure(settings)
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    return Replaceable(create_app(settings), settings)


class Replaceable:
    """Ends this process where it cannot start and others serve on: the supervisor, which would end them all when told
    of that, then tries another one."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass all on."""

        async def noted(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed" and anybody_on_duty(self._settings.data_dir):
                await asyncio.sleep(_PAUSE_S)
                os._exit(1)
            await send(message)

        await self._app(scope, receive, noted if scope["type"] == "lifespan" else send)


def _end_with_supervisor() -> None:
    """A supervisor that is killed cannot end its workers, which would keep the port from the next one."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)
