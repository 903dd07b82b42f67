"""Nothing that could reach a customer is in the process of a desk in training, once it is used."""

import json
import subprocess
import sys
from pathlib import Path

from agentdesk.training.attempts.place import Rooms
from agentdesk.training.reading import shipped_scenario

WORKED = """
import json, sys
from pathlib import Path
from agentdesk.cli.main import cli
from agentdesk.cli import train_start
from agentdesk.config import load_settings
from agentdesk.tui.training import app, run

async def until(pilot, met):
    for _ in range(1_000):
        if met():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came")

async def work(pilot):
    desk = pilot.app
    await until(pilot, lambda: desk.bench is not None and desk.bench.agent is not None)
    await pilot.press("f5", ".", "f5", "T")
    await until(pilot, lambda: desk.need_bench().counts.mine == 1)
    await pilot.press("i")
    await until(pilot, lambda: desk.desk.writing)
    await pilot.press(*"Hello", "ctrl+f")
    await until(pilot, lambda: desk.room.store.line.inputs >= 2)
    await pilot.press("f5", ".", "H", "escape", "?", "escape")
    given = [one.kind for one in desk.room.store.inputs_of(0)]
    print(json.dumps([given, sorted(sys.modules)]))
    await desk.shut()

headless = app.TrainingDesk.run
app.TrainingDesk.run = lambda self, **how: headless(
    self, headless=True, size=(120, 36), auto_pilot=work
)
print(run.run_training(Path(sys.argv[1]), load_settings(store=None, file=None))[0])
"""

REACHES_PEOPLE = (
    "agentdesk.channels.files", "agentdesk.channels.email.intake", "agentdesk.records",
    "agentdesk.demo", "agentdesk.data.postgres", "asyncpg", "smtplib", "imaplib", "poplib",
    "ftplib", "http.client", "urllib.request", "aiohttp", "httpx", "requests",
    "webbrowser",
)  # fmt: skip
"""What sends or fetches, by files or by a network."""


def test_a_reply_in_training_brings_in_nothing_that_could_send_it(tmp_path: Path) -> None:
    folder = Rooms(tmp_path).create(shipped_scenario("first-shift"), "practise", "robin")
    done = subprocess.run(
        [sys.executable, "-c", WORKED, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told, code = done.stdout.strip().splitlines()
    assert code == "0"
    given, loaded = json.loads(told)
    assert given[:2] == ["take_next", "reply"]
    assert not [
        name
        for name in loaded
        if any(name == one or name.startswith(f"{one}.") for one in REACHES_PEOPLE)
    ]
