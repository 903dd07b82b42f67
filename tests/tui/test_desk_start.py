"""What a desk may import before its first frame: each module more is paid for at every start."""

import json
import subprocess
import sys
from pathlib import Path

from tests.tui.desk_bed import fill

FIRST_FRAME = """
import json, os, sys
from pathlib import Path
from agentdesk.cli.main import cli
from agentdesk.cli.desk import desk
from agentdesk.config import load_settings
from agentdesk.tui.desk import run

def frame(app):
    print(json.dumps(sorted(sys.modules)))
    sys.stdout.flush()
    os._exit(0)

first = run._first_page

def read(*args):
    # The desk's modules are imported behind the first page, as at any start.
    page = first(*args)
    from agentdesk.tui.desk.app import DeskApp
    DeskApp._open = frame
    headless = DeskApp.run
    DeskApp.run = lambda self, **how: headless(self, headless=True)
    return page

run._first_page = read
settings = load_settings(store=sys.argv[1], file=None)
run.run_desk(settings, lambda setup, role: setup.person("lena"))
"""

MAY = {
    "agentdesk": "boardsettings config clock document durations macro nearest ownfiles saved_view "
    "text",
    "agentdesk.cli": "desk exits lazy main names numbers session",
    "agentdesk.data": "errors sqlite statements",
    "agentdesk.domain": "answer_rows care_rows case content customer_views entitlement live_rows "
    "parts privacy_rows routing row rows rules rules.written setup views",
    "agentdesk.seat": "who",
    "agentdesk.tui": "desk kit",
    "agentdesk.tui.desk": "app commands keyboard opening resting run screen",
    "agentdesk.tui.kit": "anchor app behind clean colours commands compositing crash driver glyphs "
    "keymap keynames lines looks mouse painting pane queue_line queue_list queue_marks queue_model "
    "queue_paint queue_view queue_window router styles theme times",
}
ROOMS_WITHOUT_A_LIST = ("agentdesk.data.sqlite.", "agentdesk.tui.desk.commands.")
"""The first page's reading, and the tables of commands: small, and in other hands."""
NOT_YET = (
    "yaml", "zoneinfo", "aiosqlite", "asyncpg", "lxml", "liquid", "phonenumbers", "inscriptis",
    "holidays", "asyncinotify", "markdown_it", "tree_sitter",
    "textual.widgets._text_area", "textual.widgets._markdown",
    "textual.widgets._data_table", "agentdesk.data.sqlite.store", "agentdesk.data.unit",
)  # fmt: skip


def modules_of_the_first_frame(store: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, str(store)],
        capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": "/usr/bin", "HOME": str(store.parent), "AGENTDESK_PRESET": "desk"},
    )  # fmt: skip
    assert done.stdout, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


async def test_little_is_imported_before_the_first_frame(tmp_path: Path) -> None:
    await fill(tmp_path / "desk.db")
    found = modules_of_the_first_frame(tmp_path / "desk.db")
    allowed = {
        f"{room}.{name}" for room, names in MAY.items() for name in names.split()
    } | set(MAY)  # fmt: skip
    ours = {name for name in found if name.partition(".")[0] == "agentdesk"}
    more = {n for n in ours - allowed if not n.startswith(ROOMS_WITHOUT_A_LIST)}
    assert not more, "imported before the first frame"
    assert found.isdisjoint(NOT_YET), found.intersection(NOT_YET)
    assert {"agentdesk.tui.desk.app", "agentdesk.tui.kit.queue_list"} <= found
