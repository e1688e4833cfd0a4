"""The length of what comes before a body: uvicorn's reader of HTTP takes lines and headers into memory without end."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# More than browsers and proxies send; all that a connection can have the service hold, but for one piece read.
_MOST_BYTES = 65_536


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's own, which answers 400 and hangs up when the head of a request does not end."""

    _in_head = False
    _head_bytes = 0

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is complete; a body may follow."""
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has become too long."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_BYTES:
                self.send_400_response("Request head too large.")
