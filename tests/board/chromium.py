"""A headless Chromium, driven by its DevTools protocol: a page, what it asks for, what it shows."""

import asyncio
import base64
import shutil
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.board.web_bed import until

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "chromium-headless-shell")
WHY_NOT = f"no Chromium on the PATH (looked for {', '.join(NAMES)})"
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """A page of a browser: commands go in, events are kept."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._next, self._open = socket, 0, True
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.events: list[tuple[str, dict[str, Any]]] = []

    async def listen(self) -> None:
        """Take in what the browser says, until it ends."""
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            else:
                self.events.append((said["method"], said["params"]))

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Give a command and return its answer."""
        self._next += 1
        self._answers[self._next] = asyncio.get_running_loop().create_future()
        answer = self._answers[self._next]
        await self._socket.send_json({"id": self._next, "method": method, "params": params})
        said = await asyncio.wait_for(answer, 60)
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page; of a promise, what it comes to."""
        said = await self.do(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return said["result"].get("value")

    async def open(self, address: str) -> int:
        """Go to an address; return the status it answered with."""
        before = len(self.events)
        await self.do("Page.navigate", url=address)
        await until(lambda: "Page.loadEventFired" in [name for name, _ in self.events[before:]])
        answers = self.of("Network.responseReceived", before)
        return int(next(one["response"]["status"] for one in answers if one["type"] == "Document"))

    def of(self, name: str, since: int = 0) -> list[dict[str, Any]]:
        """Return what was said of one kind."""
        return [params for kind, params in self.events[since:] if kind == name]

    def asked_for(self) -> list[str]:
        """Return every address that anything in the page asked for."""
        sent = [one["request"]["url"] for one in self.of("Network.requestWillBeSent")]
        return [*sent, *(one["url"] for one in self.of("Network.webSocketCreated"))]

    def painted(self, since: int = 0) -> str:
        """Return everything the server has sent to be painted."""
        frames = [one["response"] for one in self.of("Network.webSocketFrameReceived", since)]
        data = (one["payloadData"] for one in frames if one["opcode"] == 2)
        return b"".join(map(base64.b64decode, data)).decode("utf-8", "replace")

    def complaints(self) -> list[str]:
        """Return what the browser complained about: refused loads, errors of scripts."""
        logged = [one["entry"]["text"] for one in self.of("Log.entryAdded")]
        thrown = [one["exceptionDetails"]["text"] for one in self.of("Runtime.exceptionThrown")]
        return logged + thrown

    async def picture(self) -> bytes:
        """Return what the page shows as a PNG."""
        said = await self.do("Page.captureScreenshot", format="png")
        return base64.b64decode(said["data"])


@asynccontextmanager
async def browser(folder: Path, *, names: str = "", size: str = "1280,800") -> AsyncIterator[Page]:
    """Run a browser that can reach this machine alone. ``names`` are host rules of its own."""
    assert CHROMIUM is not None
    rules = ", ".join(filter(None, (names, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1")))
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-unsafe-swiftshader",  # the terminal's painter wants a GPU, or this in its place
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--remote-debugging-port=0",
        f"--host-resolver-rules={rules}",
        f"--user-data-dir={folder}",
        f"--window-size={size}",
        "about:blank",
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        port = await _port(process, folder)
        async with aiohttp.ClientSession() as session, _page(session, port) as page:
            yield page
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _port(process: Process, folder: Path) -> int:
    file = folder / "DevToolsActivePort"
    await until(
        lambda: (file.exists() and "\n" in file.read_text()) or process.returncode is not None
    )
    assert process.returncode is None, f"Chromium ended with {process.returncode}"
    return int(file.read_text().split("\n")[0])


@asynccontextmanager
async def _page(session: aiohttp.ClientSession, port: int) -> AsyncIterator[Page]:
    pages: list[str] = []
    async with asyncio.timeout(60):
        # It answers before its first page is there.
        while not pages:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [
                    one["webSocketDebuggerUrl"]
                    for one in await answer.json()
                    if one["type"] == "page"
                ]
    (address,) = pages
    async with session.ws_connect(address, max_msg_size=0) as socket:
        page = Page(socket)
        listening = asyncio.create_task(page.listen())
        try:
            for room in ("Page", "Network", "Runtime", "Log"):
                await page.do(f"{room}.enable")
            yield page
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
