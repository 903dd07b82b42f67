"""Runs commands in this process, as one of the sample's people, on a store of the test's own."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agentdesk.cli.main import run
from agentdesk.cli.setup_file import example_text
from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.demo.build import build
from agentdesk.demo.center import Center
from tests.store import postgres_server
from tests.support.kept import copy_store, new_folder


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The JSON objects it printed."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self) -> Any:
        """The only JSON object it printed."""
        (line,) = self.lines
        return line


Runner = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's own settings, store and name out of the tests."""
    for name in ("AGENTDESK_STORE", "AGENTDESK_THEME", "AGENTDESK_ASCII", "AGENTDESK_PRESET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("agentdesk.cli.identity.system_user", lambda: "lena")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """Return the address of a database with an empty store."""
    server = postgres_server.shared()
    if server is None:
        pytest.skip(postgres_server.why_not())
    url = postgres_server.in_a_thread(server.store())
    yield url
    postgres_server.in_a_thread(server.drop(url))


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Run ``agentdesk`` with arguments; what it printed comes back."""

    def call(*args: object) -> Ran:
        capsys.readouterr()
        code = run([str(arg) for arg in args])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture
def setup_file(tmp_path: Path) -> Path:
    """Return the example's set-up with undo and hold times of nothing, so that mail may leave."""
    text = example_text().replace(
        "hold: {mail: 15s, web: 15s, chat: 0, call: 0}", "hold: {mail: 0, web: 0, chat: 0, call: 0}"
    )
    path = tmp_path / "desk.yaml"
    path.write_text(text.replace("allow_as: false", "allow_as: true"), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name a store that is not there yet; commands use it without ``--store``."""
    path = str(tmp_path / "desk.db")
    monkeypatch.setenv("AGENTDESK_STORE", path)
    return path


@pytest.fixture
def open_desk(desk: Runner, store: str, setup_file: Path) -> Runner:
    """Give commands a store with the set-up in it, and Lena available."""

    def make() -> None:
        assert desk("setup", "load", setup_file).code == 0
        assert desk("agent", "state", "available").code == 0

    _made_or_copied("open", Path(store), make)
    return desk


@pytest.fixture
def sample(desk: Runner, tmp_path: Path) -> Path:
    """Return the sample center as the command makes it, to be changed at will."""
    path = tmp_path / "sample.db"

    def make() -> None:
        assert desk("demo", "--keep", path, "--no-desk").code == 0

    _made_or_copied("sample", path, make)
    return path


NOW = 1_772_460_000_000
"""A Monday; the hour does not matter, the sample is alive at any."""


@pytest.fixture(scope="session")
def built() -> tuple[Path, Center]:
    """Return the sample center as it is at ``NOW``, for tests that look at it or at copies."""
    path = new_folder() / "sample.db"

    async def make() -> Center:
        clock = ManualClock(NOW)
        store = await open_store(str(path), clock=clock)
        try:
            return await build(store, clock)
        finally:
            await store.close()

    return path, asyncio.run(make())


_kept: dict[str, Path] = {}


def _made_or_copied(name: str, path: Path, make: Callable[[], None]) -> None:
    """Put a store at a path: made the first time in this process, then copied."""
    if name in _kept:
        copy_store(_kept[name], path)
        return
    make()
    kept = new_folder() / path.name
    copy_store(path, kept)
    _kept[name] = kept


MAIL = """\
From: Ada Marsh <ada@marshbooks.example>
To: {to}
Subject: {subject}
Message-ID: <{id}@marshbooks.example>
Date: Mon, 02 Mar 2026 10:00:00 +0000
{more}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
"""


def write_mail(
    folder: Path,
    name: str,
    *,
    to: str = "orders@fjordfarrow.example",
    subject: str = "Charged twice",
    body: str = "My card was charged twice. Please help.",
    more: str = "",
) -> Path:
    """Write a customer's mail as a file and return it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.eml"
    path.write_text(
        MAIL.format(to=to, subject=subject, id=name, body=body, more=more), encoding="utf-8"
    )
    return path
