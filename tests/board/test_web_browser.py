"""The served board in a real browser: it paints, it types, it fetches nothing from elsewhere."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from aiohttp import web

from agentdesk.cli.main import run
from agentdesk.cli.setup_file import example_text
from tests.board.chromium import CHROMIUM, WHY_NOT, browser
from tests.board.web_bed import TOKEN, serving, stand_in, until

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)

FONTS = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family + f.weight).sort()"
OPENS = """new Promise(done => {
  const socket = new WebSocket("ws://%s/ws");
  socket.onopen = () => done("open");
  socket.onclose = () => done("refused");
})"""


async def test_it_paints_and_types_and_asks_nobody_else(tmp_path: Path) -> None:
    async with serving(stand_in("grüße", "─█⣿")) as server, browser(tmp_path) as page:
        assert await page.open(server.guard.address) == 200
        await until(lambda: "words grüße ─█⣿" in page.painted())
        assert TOKEN not in await page.evaluate("location.href")
        assert await page.evaluate("document.cookie") == ""
        fonts = await page.evaluate(FONTS)
        assert [font.replace('"', "") for font in fonts] == ["Roboto Mono400", "Roboto Mono700"]
        width = await page.evaluate("document.querySelector('.xterm-screen').clientWidth")
        assert width > 1000
        await page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
        await page.do("Input.insertText", text="k")
        await until(lambda: "typed k" in page.painted())
        own = (server.guard.origin, server.guard.origin.replace("http", "ws"), "data:,")
        assert [one for one in page.asked_for() if not one.startswith(own)] == []
        assert page.complaints() == []
        # The cookie opens it again, and the page says when the screen has ended.
        before = len(page.events)
        assert await page.open(server.guard.origin) == 200
        await until(lambda: "words grüße" in page.painted(before))
        await page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
        await page.do("Input.insertText", text="q")
        shown = "getComputedStyle(document.querySelector('.closed')).display"
        assert await page.evaluate(
            f"new Promise(d => setInterval(() => {shown} == 'flex' && d(true), 20))"
        )


async def test_the_real_board_is_served_by_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("AGENTDESK_THEME", "desk-light")
    store, setup = tmp_path / "it's a desk.db", tmp_path / "desk.yaml"
    setup.write_text(example_text().replace("allow_as: false", "allow_as: true"), encoding="utf-8")
    loaded = ["setup", "load", str(setup), "--store", str(store), "--as", "lena"]
    assert await asyncio.to_thread(run, loaded) == 0
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agentdesk", "board", "--web", "--port", "0", "--json"),
        *("--store", str(store), "--queue", "orders"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        address = json.loads(await process.stdout.readline())["address"]
        async with browser(tmp_path / "browser") as page:
            assert await page.open(address) == 200
            # A dash is a number of nothing; before the log has been read there is none.
            await until(lambda: all(word in page.painted() for word in ("live", "only", "–")))
            assert await page.evaluate("document.body.classList.contains('light')")
            await page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
            await page.do("Input.insertText", text="?")
            await until(lambda: "Formula" in page.painted())
            assert page.complaints() == []
    finally:
        process.terminate()
        assert await process.wait() == 0


async def test_pages_of_others_are_refused(tmp_path: Path) -> None:
    async def page_of_another(request: web.Request) -> web.Response:
        return web.Response(text="<p>Hello", content_type="text/html")

    other = web.Application()
    other.router.add_get("/", page_of_another)
    runner = web.AppRunner(other, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with (
            serving(stand_in()) as server,
            browser(tmp_path, names="MAP evil.example 127.0.0.1") as page,
        ):
            place = server.guard.origin.removeprefix("http://")
            assert await page.open(server.guard.address) == 200
            assert await page.evaluate(OPENS % place) == "open"
            # Another program's page on this machine: the browser sends the cookie along.
            assert await page.open(f"http://127.0.0.1:{port}/") == 200
            assert await page.evaluate(OPENS % place) == "refused"
            # A stranger's name that points here, even with the token.
            strange = server.guard.address.replace("127.0.0.1", "evil.example")
            assert await page.open(strange) == 403
            assert await page.open(f"{server.guard.origin}/?token=wrong") == 403
    finally:
        await runner.cleanup()
