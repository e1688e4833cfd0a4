"""What can go wrong, as one base class and few children.

A message says what is wrong, where, and what to do. ``status`` is the HTTP status the API answers with; it is
read from the class by the one exception handler in ``api.app``.
"""

import errno

_REASONS = {
    errno.ENOENT: "文件或目录不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EISDIR: "是目录，不是文件",
    errno.ENOTDIR: "上级不是目录",
    errno.EEXIST: "已有同名的文件",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.ENAMETOOLONG: "文件名过长",
}


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in Chinese; its own words where no translation is at hand."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


class ZerenError(Exception):
    """Base of every error Zeren raises on purpose."""

    status: int = 500


class InputError(ZerenError):
    """A document, question or argument that cannot be used (exit code 2)."""

    status = 422


class NotFoundError(ZerenError):
    """A named thing (document, unit, snapshot) does not exist."""

    status = 404


def no_document(document_id: str) -> NotFoundError:
    """What is said of a document that the library does not hold."""
    return NotFoundError(f"没有标识为 {document_id} 的文件；“文件”一页（/documents）列出了全部文件。")


class AccessError(ZerenError):
    """A request of somebody who may not do what it asks for."""

    status = 403


class KeyRequiredError(AccessError):
    """The same, and a key (or another one) would help; ``role`` is the word of the role that is needed."""

    status = 401

    def __init__(self, message: str, role: str = "") -> None:
        super().__init__(message)
        self.role = role


class StorageError(ZerenError):
    """The data directory cannot be read or written."""

    status = 503


class RuleError(ZerenError):
    """A data file (patterns, lexicon, intents, ontology) is malformed."""


class SnapshotError(ZerenError):
    """A snapshot is missing, damaged or of another version."""

    status = 503


class ClusterError(ZerenError):
    """The cluster that a build was to be shared out to cannot be used."""

    status = 503


class EndpointError(ZerenError):
    """The SPARQL endpoint that holds the graph is away, refuses, or holds another snapshot than the current one."""

    status = 503


class PublishedError(ZerenError):
    """A snapshot was published and is served, but something that goes with it was not done. ``snapshot`` is its id."""

    status = 503

    def __init__(self, message: str, snapshot: str) -> None:
        super().__init__(message)
        self.snapshot = snapshot


class ConflictError(ZerenError):
    """What is asked does not go with what there is: a file that is held already, a change in the wrong state.

    ``document`` is the id of the one that is in the way, "" where it is none.
    """

    status = 409

    def __init__(self, message: str, document: str = "") -> None:
        super().__init__(message)
        self.document = document


class QueryError(ZerenError):
    """A SPARQL query that cannot be run: malformed, not read-only, or of terms that do not exist.

    ``line`` and ``column`` count from 1 and say where, None where no place is known; ``suggestions`` are terms that
    could have been meant.
    """

    status = 400

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, suggestions: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.line, self.column, self.suggestions = line, column, suggestions


class TooLargeError(ZerenError):
    """A request or a result over its limit of bytes."""

    status = 413


class ExhaustedError(ZerenError):
    """Work that was stopped because it came to its limit of time or memory."""

    status = 504


class OverloadError(ZerenError):
    """Nothing free to do the work now; ``retry_after`` is in whole seconds."""

    status = 503

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BudgetError(OverloadError):
    """One client used up its share of working time or of requests."""

    status = 429


class EngineError(ZerenError):
    """The query engine ended on a query; another process has taken its place."""

    status = 500
