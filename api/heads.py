"""The length of what is no body: uvicorn's reader of HTTP takes lines, headers and trailers into memory without end."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# More than browsers and proxies send; all that a connection can have the service hold, but for one piece read.
_MOST_BYTES = 65_536


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's own, which answers 400 and hangs up when the head of a request, or what follows its body, does not end."""

    # Bytes read since a head began or was complete, or since the last piece of a body.
    _bytes = 0

    def on_message_begin(self) -> None:
        """A request begins."""
        self._bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is complete; a body may follow."""
        self._bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of its body, which is bounded elsewhere; after the last one, trailers may follow."""
        self._bytes = 0
        super().on_body(body)

    def data_received(self, data: bytes) -> None:
        """Read on, unless what is no body has become too long."""
        self._bytes += len(data)
        super().data_received(data)
        if self._bytes > _MOST_BYTES and not self.transport.is_closing():
            self.send_400_response("Request head or trailers too large.")
