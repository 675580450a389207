"""A web server on 127.0.0.1 that misbehaves exactly as a test asks it to.

A test puts replies under paths; the server gives them out in that order, the
last one for ever, and keeps a log of what was asked and what was sent:

    with Loopback() as web:
        web.put("/users.csv", Reply(body, cut_at=1000), Reply(body))
        ... web.url("/users.csv") ...
        assert [call.sent for call in web.calls] == [1000, len(body)]
"""

from __future__ import annotations

import gzip
import re
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import cast

MODIFIED = "Wed, 02 Apr 2025 08:10:58 GMT"
RANGE = re.compile(r"bytes=(\d+)-(\d*)")
BLOCK = 4096


@dataclass(frozen=True)
class Reply:
    """What one request is answered with; the defaults behave well."""

    body: bytes = b""
    status: int = 200
    etag: str | None = '"one"'
    modified: str | None = MODIFIED
    has_ranges: bool = True
    # A server that answers 206 although the file is no longer the one begun.
    heeds_if_range: bool = True
    has_length: bool = True
    is_chunked: bool = False
    is_gzipped: bool = False
    # The connection breaks after so many bytes of a body.
    cut_at: int | None = None
    # Pause after each block of 4,096 bytes.
    pause_seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """One request as the server saw it, and what it sent back."""

    method: str
    path: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0


class Handler(BaseHTTPRequestHandler):
    """Answer from the server's replies."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a body."""
        self.answer(has_body=True)

    def do_HEAD(self) -> None:
        """Answer without one; the reply stays the next one in line."""
        self.answer(has_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent: the calls are kept instead."""

    def answer(self, *, has_body: bool) -> None:
        """Send the next reply of the path, and remember the call."""
        server = cast("Server", self.server)
        call = Call(self.command, self.path, dict(self.headers))
        reply = server.next_reply(self.path, is_taken=has_body)
        server.calls.append(call)
        call.status, body, extra = self.select(reply)
        self.send_head(reply, call.status, len(body), extra)
        if has_body:
            self.send_body(reply, body, call)

    def select(self, reply: Reply) -> tuple[int, bytes, dict[str, str]]:
        """Return the status, bytes and range header a reply leads to."""
        body = gzip.compress(reply.body) if reply.is_gzipped else reply.body
        wanted = RANGE.fullmatch(self.headers.get("Range", ""))
        condition = self.headers.get("If-Range")
        is_changed = condition not in (None, reply.etag, reply.modified)
        if (
            reply.status != 200
            or not reply.has_ranges
            or wanted is None
            or (is_changed and reply.heeds_if_range)
        ):
            return reply.status, body, {}
        first = int(wanted[1])
        last = min(int(wanted[2] or len(body)), len(body) - 1)
        if first > last:
            return 416, b"", {"Content-Range": f"bytes */{len(body)}"}
        span = f"bytes {first}-{last}/{len(body)}"
        return 206, body[first : last + 1], {"Content-Range": span}

    def send_head(
        self, reply: Reply, status: int, length: int, extra: dict[str, str]
    ) -> None:
        """Send the status line and the headers."""
        self.send_response(status)
        headers = {
            "Content-Type": "text/csv",
            "ETag": reply.etag,
            "Last-Modified": reply.modified,
            "Accept-Ranges": "bytes" if reply.has_ranges else None,
            "Content-Encoding": "gzip" if reply.is_gzipped else None,
            "Transfer-Encoding": "chunked" if reply.is_chunked else None,
        }
        if reply.has_length and not reply.is_chunked:
            headers["Content-Length"] = str(length)
        elif not reply.is_chunked:
            headers["Connection"] = "close"
        for name, value in (headers | extra | reply.headers).items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()

    def send_body(self, reply: Reply, body: bytes, call: Call) -> None:
        """Send the body block by block, up to where the reply breaks."""
        end = (
            len(body) if reply.cut_at is None else min(len(body), reply.cut_at)
        )
        for start in range(0, end, BLOCK):
            block = body[start : min(start + BLOCK, end)]
            # Counted first, so that a client which has it all finds it counted.
            call.sent += len(block)
            self.send_block(block, is_chunked=reply.is_chunked)
            if reply.pause_seconds:
                self.wait(reply.pause_seconds)
        if end < len(body) or not (reply.has_length or reply.is_chunked):
            self.close_connection = True
        elif reply.is_chunked:
            self.wfile.write(b"0\r\n\r\n")

    def send_block(self, block: bytes, *, is_chunked: bool) -> None:
        """Send one block, as a chunk where the body is chunked."""
        if is_chunked:
            block = f"{len(block):x}\r\n".encode() + block + b"\r\n"
        self.wfile.write(block)

    def wait(self, seconds: float) -> None:
        """Pause, but never outlive the server."""
        cast("Server", self.server).is_stopping.wait(seconds)


class Server(ThreadingHTTPServer):
    """The listening socket, the replies and the log of calls."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port of the loopback interface."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.calls: list[Call] = []
        self.is_stopping = threading.Event()
        self.lock = threading.Lock()

    def next_reply(self, path: str, *, is_taken: bool) -> Reply:
        """Return the reply whose turn it is; the last one stays."""
        with self.lock:
            replies = self.replies.get(path, [Reply(status=404)])
            if is_taken and len(replies) > 1:
                return replies.pop(0)
            return replies[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients that hang up are part of the tests."""


class Loopback:
    """A running server, stopped when its context ends."""

    def __init__(self, certificate: Path | None = None) -> None:
        """Prepare a server; with a certificate it speaks https."""
        self.server = Server()
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(
                self.server.socket,
                server_side=True,
                # Shake hands in the thread of the request, not in accept().
                do_handshake_on_connect=False,
            )
        self.thread = threading.Thread(
            target=self.server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Loopback:
        """Start answering."""
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop answering and release everyone who waits."""
        self.server.is_stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=5)

    @property
    def calls(self) -> list[Call]:
        """Return the requests so far, in order."""
        return self.server.calls

    def url(self, path: str = "") -> str:
        """Return the address of a path."""
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}{path}"

    def put(self, path: str, *replies: Reply) -> None:
        """Answer a path with these replies, in order, the last for ever."""
        self.server.replies[path] = list(replies)

    def gets(self, path: str) -> list[Call]:
        """Return the downloads of one path, in order."""
        return [
            call
            for call in self.calls
            if call.method == "GET" and call.path == path
        ]
