"""``zeren mcp``: the server over standard input and output, for a host that starts it on its own machine."""

import asyncio

from api.channels.mcp.server import make_server
from api.metrics import Metrics
from api.pressure import Answering
from api.serving import open_serving
from kb.settings import Settings


def run(settings: Settings) -> None:
    """Serve the current snapshot, and each that follows it, until standard input ends.

    :raises SnapshotError: there is no good snapshot, or the processes do not start.
    """
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    answering = Answering(settings.max_answers_at_once)
    async with open_serving(settings, Metrics(answering)) as serving:
        await make_server(lambda: serving.current, settings, answering).run_stdio_async()
