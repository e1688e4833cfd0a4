"""What the processes say of themselves, on standard error: sentences for people, or JSON, one object a line, for programs.

Neither holds what people ask nor their keys: requests are told by the template of their route, and an exception by its
class and its places in the code, without its message.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

from kb.settings import Settings

# One record a request, with its ``fields``; see api.observing.
REQUESTS = "zeren.requests"
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Text(logging.Formatter):
    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the name in the standard library
        return _places(ei[1])


class _Json(_Text):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Settings) -> None:
    """Have this process write its log as ``settings`` say; a line for each request only in JSON."""
    as_json = settings.log_format == "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if as_json else _Text("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("zeren", "uvicorn"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger(REQUESTS).setLevel(logging.INFO if as_json else logging.WARNING)


def _places(error: BaseException | None) -> str:
    """The classes of the exception and of those that led to it, the first one first, each with its places."""
    told: list[str] = []
    while error is not None:
        told.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or error.__context__
    return "\n".join(reversed(told))
