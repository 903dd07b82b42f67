"""The served page: its doors, its headers, what it loads, and the screen behind the WebSocket."""

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from agentdesk.tui.web import server as module
from agentdesk.tui.web.server import FILES, BoardServer
from agentdesk.tui.web.service import board_environ, board_process
from tests.board.web_bed import TOKEN, serving, stand_in, until

STATIC = Path(module.__file__).parent / "static"


async def browse(server: BoardServer) -> aiohttp.ClientSession:
    """Return a browser that has opened the address once."""
    browser = aiohttp.ClientSession(server.guard.origin, cookie_jar=aiohttp.CookieJar(unsafe=True))
    async with browser.get("/", params={"token": TOKEN}) as answer:
        assert answer.status == 200
    return browser


async def said(socket: aiohttp.ClientWebSocketResponse, found: Callable[[str], bool]) -> str:
    """Return what was painted so far, once something is found in it."""
    painted = ""
    async with asyncio.timeout(20):
        async for message in socket:
            if message.type == aiohttp.WSMsgType.BINARY:
                painted += message.data.decode("utf-8", "replace")
            if found(painted):
                return painted
    raise AssertionError(f"The screen ended; it had painted {painted[-500:]!r}")


async def test_the_doors() -> None:
    async with (
        serving(stand_in()) as server,
        aiohttp.ClientSession(server.guard.origin) as stranger,
    ):
        for path in ("/", "/?token=wrong", "/static/board.css", "/nothing", "/ws"):
            async with stranger.get(path) as answer:
                assert answer.status == 403, path
                assert "board --web" in await answer.text() or path == "/ws"
        async with stranger.get("/", params={"token": TOKEN}, headers={"Host": "x.example"}) as no:
            assert no.status == 403
        browser = await browse(server)
        async with browser:
            for path, status in (("/", 200), ("/nothing", 404), ("/static/..%2fserver.py", 404)):
                async with browser.get(path) as answer:
                    assert answer.status == status, path
            async with browser.get("/?token=wrong") as answer:
                assert answer.status == 403


async def test_the_token_becomes_a_cookie_that_scripts_and_strangers_never_see() -> None:
    async with (
        serving(stand_in()) as server,
        aiohttp.ClientSession(server.guard.origin) as browser,
        browser.get("/", params={"token": TOKEN}) as answer,
    ):
        kept = answer.headers["Set-Cookie"]
        page = await answer.text()
    assert "HttpOnly" in kept
    assert "SameSite=Strict" in kept
    assert TOKEN not in page


async def test_the_cookie_is_secure_behind_https() -> None:
    public = "https://board.example.com"
    async with serving(stand_in(), public=public) as server:
        here = f"http://127.0.0.1:{server.guard.cookie.rpartition('_')[2]}"
        async with (
            aiohttp.ClientSession(here) as browser,
            browser.get(
                "/", params={"token": TOKEN}, headers={"Host": "board.example.com"}
            ) as page,
        ):
            assert page.status == 200
            assert "Secure" in page.headers["Set-Cookie"]
            assert "wss://board.example.com" in page.headers["Content-Security-Policy"]


async def test_every_answer_carries_the_headers() -> None:
    async with serving(stand_in()) as server, await browse(server) as browser:
        for path in (
            "/",
            "/static/textual.js",
            "/static/desk-mono-bold.woff2",
            "/nothing",
            "/?token=x",
        ):
            async with browser.get(path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "frame-ancestors 'none'" in policy
                assert "script-src 'self';" in policy
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Cache-Control"] == "no-store"


async def test_the_page_names_nothing_outside_and_all_it_names_is_there() -> None:
    async with serving(stand_in()) as server, await browse(server) as browser:
        async with browser.get("/") as answer:
            page = await answer.text()
        styles = (STATIC / "board.css").read_text(encoding="utf-8")
        script = (STATIC / "board.js").read_text(encoding="utf-8")
        named = set(re.findall(r'(?:src|href)="([^"]+)"', page)) - {"data:,"}
        named |= {f"/static/{name}" for name in re.findall(r'url\("([^"]+)"\)', styles)}
        named |= set(re.findall(r'"(/static/[^"]+)"', script))
        assert {f"/static/{name}" for name in FILES} == named
        assert "//" not in re.sub(r"ws+://|^ *//.*$", "", script, flags=re.MULTILINE)
        for path in named:
            async with browser.get(path) as answer:
                assert answer.status == 200, path
                assert await answer.read()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_a_strange_page_cannot_open_the_websocket(origin: str | None) -> None:
    sent = {} if origin is None else {"Origin": origin}
    async with serving(stand_in()) as server, await browse(server) as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect("/ws", headers=sent)
        assert refused.value.status == 403


async def test_the_screen_is_painted_typed_into_and_ends_with_its_page() -> None:
    words = ("--queue", "it's; $(touch x) `y`")
    async with (
        serving(stand_in(*words), AGENTDESK_STORE="/a b/$HOME'.db") as server,
        await browse(server) as browser,
    ):
        own = {"Origin": server.guard.origin}
        async with browser.ws_connect("/ws?width=wide&height=20", headers=own) as socket:
            painted = await said(socket, lambda text: "number" in text)
            # Neither the settings nor the words went through a shell.
            assert "store /a b/$HOME'.db ends" in painted
            assert "words --queue it's; $(touch x) `y`" in painted
            number = int(painted.partition("number ")[2].partition(".")[0])
            await socket.send_str("no json")
            await socket.send_str("[" * 20_000)
            await socket.send_str('{"not": "a list"}')
            await socket.send_str('["resize", {"width": "wide", "height": 3}]')
            await socket.send_json(["stdin", "k"])
            await said(socket, lambda text: "typed k." in text)
            # No page is as wide as this one says.
            await socket.send_json(["resize", {"width": 99_999, "height": 20}])
            await said(socket, lambda text: "500 wide." in text)
        await until(lambda: not server._pages)
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


async def test_a_screen_that_ends_closes_its_page() -> None:
    async with serving(stand_in()) as server, await browse(server) as browser:
        own = {"Origin": server.guard.origin}
        async with browser.ws_connect("/ws", headers=own) as socket:
            await said(socket, lambda text: "words" in text)
            await socket.send_json(["stdin", "q"])
            async with asyncio.timeout(10):
                while (await socket.receive()).type != aiohttp.WSMsgType.CLOSE:
                    pass


async def test_a_screen_that_cannot_start_closes_its_page() -> None:
    async with serving(("/bin/false",)) as server, await browse(server) as browser:
        own = {"Origin": server.guard.origin}
        async with asyncio.timeout(10), browser.ws_connect("/ws", headers=own) as socket:
            assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_there_is_an_end_to_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAGES", 0)
    async with serving(stand_in()) as server, await browse(server) as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect("/ws", headers={"Origin": server.guard.origin})
        assert refused.value.status == 503


def test_only_the_board_is_run_and_its_store_is_not_in_its_words() -> None:
    words = board_process(["--queue", "billing"])
    assert words[1:] == ("-P", "-m", "agentdesk", "board", "--served", "--queue", "billing")
    environ = board_environ({"AGENTDESK_STORE": "postgresql://me:secret@host/desk"})
    assert environ["AGENTDESK_STORE"].endswith("@host/desk")
