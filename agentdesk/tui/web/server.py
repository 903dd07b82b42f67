"""The server of the page: textual-serve's protocol behind our own doors, files and headers."""

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.server import Server

from agentdesk.tui.web.guard import Guard
from agentdesk.tui.web.service import BoardService

MOST_PAGES = 12
"""Pages open at one time: each is a process of its own."""
MOST_BYTES = 64 * 1024
"""The longest thing a page may say at once; a paste is the largest."""
COLUMNS, ROWS = (20, 500), (5, 200)
"""The sizes of a screen that is believed."""

_STATIC = Path(__file__).parent / "static"
_THEIRS = Path(textual_serve.__file__).parent / "static"
FILES: dict[str, tuple[Path, str]] = {
    "board.css": (_STATIC / "board.css", "text/css"),
    "board.js": (_STATIC / "board.js", "text/javascript"),
    "desk-mono-regular.woff2": (_STATIC / "desk-mono-regular.woff2", "font/woff2"),
    "desk-mono-bold.woff2": (_STATIC / "desk-mono-bold.woff2", "font/woff2"),
    "textual.js": (_THEIRS / "js" / "textual.js", "text/javascript"),
    "xterm.css": (_THEIRS / "css" / "xterm.css", "text/css"),
}
"""Everything that is served besides the page itself."""


def policy(origin: str) -> str:
    """Return what the page may load: from here alone, and no script but ours.

    The terminal puts its measures into style elements of its own, so styles may stand in the page.
    """
    socket_origin = "ws" + origin.removeprefix("http")
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'; img-src data:; connect-src 'self' {socket_origin}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def headers(origin: str) -> dict[str, str]:
    """Return the headers of every answer."""
    return {
        "Content-Security-Policy": policy(origin),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Server": "agentdesk",
    }


class BoardServer(Server):
    """Serves the page, the few files it is made of, and the WebSocket that carries the screen."""

    def __init__(self, guard: Guard, words: Sequence[str], environ: Mapping[str, str]) -> None:
        """``words`` is the process that paints, ``environ`` its environment."""
        super().__init__("", public_url=guard.origin, title="agentdesk board")
        self.guard, self._words, self._environ = guard, tuple(words), environ
        self._pages: set[web.WebSocketResponse] = set()
        page = (_STATIC / "page.html").read_text(encoding="utf-8")
        look = "light" if environ.get("AGENTDESK_THEME", "").endswith("light") else "dark"
        self._page = page.replace("{{title}}", escape(self.title)).replace("{{look}}", look)
        # A screen that ends has said why itself.
        logging.getLogger("textual-serve").addHandler(logging.NullHandler())

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._checked])
        app.add_routes(
            [
                web.get("/", self.handle_page),
                web.get("/ws", self.handle_websocket),
                web.get("/static/{name}", self.handle_file),
            ]
        )
        app.on_response_prepare.append(self._with_headers)
        app.on_shutdown.append(self.on_shutdown)
        return app

    @web.middleware
    async def _checked(
        self, request: web.Request, handler: Callable[[web.Request], Any]
    ) -> web.StreamResponse:
        refusal = self.guard.refusal(
            request.headers,
            request.query.get("token"),
            request.cookies.get(self.guard.cookie),
            socket=request.path == "/ws",
        )
        if refusal:
            return web.Response(status=403, text=refusal + "\n")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _with_headers(self, request: web.Request, answer: web.StreamResponse) -> None:
        answer.headers.update(headers(self.guard.origin))

    async def handle_page(self, request: web.Request) -> web.Response:
        """Answer with the page; the token moves from the address into a cookie."""
        size = min(max(_number(request.query.get("size"), 16), 8), 40)
        text = self._page.replace("{{size}}", str(size))
        answer = web.Response(text=text, content_type="text/html")
        answer.set_cookie(
            self.guard.cookie,
            self.guard.kept(),
            httponly=True,
            samesite="Strict",
            secure=self.guard.is_secure,
            path="/",
        )
        return answer

    async def handle_file(self, request: web.Request) -> web.StreamResponse:
        """Answer with one of the files the page is made of."""
        path, kind = FILES.get(request.match_info["name"], (None, ""))
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Content-Type": kind})

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Start a screen for a page and carry what is painted and typed, until either ends."""
        if len(self._pages) >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(text="Too many pages are open. Close one.\n")
        websocket = web.WebSocketResponse(heartbeat=15, max_msg_size=MOST_BYTES)
        self._pages.add(websocket)
        service = BoardService(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=_closing(websocket),
            download_manager=self.download_manager,
        )
        service.words, service.environ = self._words, self._environ
        try:
            await websocket.prepare(request)
            columns = _between(_number(request.query.get("width"), 80), COLUMNS)
            rows = _between(_number(request.query.get("height"), 24), ROWS)
            await service.start(columns, rows)
            await self._carry(websocket, service)
        finally:
            await service.stop()
            await websocket.close()
            self._pages.discard(websocket)
        return websocket

    async def _carry(self, websocket: web.WebSocketResponse, service: BoardService) -> None:
        """Hand on what the page says; what is not understood is dropped."""
        async for message in websocket:
            if message.type != WSMsgType.TEXT:
                continue
            try:
                said = message.json()
            except (ValueError, RecursionError):
                continue
            match said:
                case ["stdin", str(typed)]:
                    await service.send_bytes(typed.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await service.set_terminal_size(
                        _between(width, COLUMNS), _between(height, ROWS)
                    )
                case ["ping", str(sent)]:
                    await websocket.send_json(["pong", sent])
                case ["blur", *_]:
                    await service.blur()
                case ["focus", *_]:
                    await service.focus()

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every page, so that their screens end."""
        for websocket in list(self._pages):
            await websocket.close(code=WSCloseCode.GOING_AWAY)

    async def serve_on(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Serve on a socket that already listens, until ``stop`` is set."""
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=3)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await stop.wait()
        finally:
            await runner.cleanup()


def _closing(websocket: web.WebSocketResponse) -> Callable[[], Any]:
    async def close() -> None:
        await websocket.close()

    return close


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default


def _between(number: int, limits: tuple[int, int]) -> int:
    return min(max(number, limits[0]), limits[1])
