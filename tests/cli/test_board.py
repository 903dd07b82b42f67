"""The board from a shell: text, JSON, why and what is behind, the past, codes for monitoring."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.cli.conftest import Runner, write_mail


@pytest.fixture
def busy(open_desk: Runner, tmp_path: Path) -> Runner:
    """Two mails have come in; Lena has taken one of them."""
    for name in ("one", "two"):
        assert open_desk("import", "mail", write_mail(tmp_path / "in", name)).code == 0
    assert open_desk("case", "take", 1).code == 0
    return open_desk


def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("AGENTDESK_CONFIG", str(path))


def when(instant: int) -> str:
    return datetime.fromtimestamp(instant / 1000, UTC).isoformat(timespec="milliseconds")


def test_the_board_as_text(busy: Runner) -> None:
    done = busy("board", "--once")
    assert done.code == 0, done.err
    lines = [line for line in done.out.splitlines() if line]
    strip = {line.rpartition("  ")[0].strip(): line.split()[-1] for line in lines}
    assert strip["Waiting"] == "1"
    assert strip["Service level (default)"] == "–"
    assert "Lena" in done.out
    assert "#1" in done.out
    assert "· live" in done.out
    plain = busy("board", "--once", "--ascii")
    assert plain.out.isascii()


def test_the_board_as_json(busy: Runner) -> None:
    said = busy("board", "--json").one
    assert said["ok"] is True
    waiting = said["strip"]["waiting"]
    assert (waiting["figure"], waiting["numerator"], waiting["value"]) == ("waiting", 1, 1)
    level = said["strip"]["service_level"]
    assert (level["figure"], level["value"]) == ("service_level.default", None)
    assert said["formulas"]["service_level.default"]["formula"]
    (orders,) = [line for line in said["queues"] if line["queue"] == "orders"]
    assert orders["figures"]["waiting"]["value"] == 1
    (lena,) = [line for line in said["agents"] if line["agent"] == "lena"]
    assert (lena["state"], lena["cases"]) == ("available", [1])


def test_no_customer_is_on_it(busy: Runner) -> None:
    for options in (
        ["--once"],
        ["--json"],
        ["--behind", "waiting"],
        ["--behind=backlog", "--json"],
    ):
        done = busy("board", *options)
        assert done.code == 0, done.err
        for word in ("Ada", "Marsh", "marshbooks", "Charged", "card"):
            assert word not in done.out


def test_a_part_of_the_desk(busy: Runner) -> None:
    only = busy("board", "--json", "--queue", "orders").one
    assert [line["queue"] for line in only["queues"]] == ["orders"]
    assert only["scope"].startswith("only ")
    assert busy("board", "--json", "--channel", "call").one["strip"]["waiting"]["value"] == 0


def test_a_window_and_a_rule(busy: Runner) -> None:
    said = busy("board", "--json", "--window", "4h", "--service-level", "strict").one
    assert said["window"]["name"] == "4h"
    assert said["strip"]["service_level"]["figure"] == "service_level.strict"


def test_why_and_what_is_behind(busy: Runner) -> None:
    said = busy("board", "--explain", "service_level", "--json").one
    assert said["figure"] == "service_level.default"
    assert said["parameters"] == {"short_ms": 5000}
    assert (said["numerator"], said["denominator"], said["value"]) == (0, 0, None)
    text = busy("board", "--explain", "service_level").out
    assert "service_level.default, version 1" in text
    assert "short = 5 s" in text
    assert "Looked at" not in text
    narrowed = busy("board", "--explain", "service_level", "--channel", "chat").out
    assert "Looked at    only chat" in narrowed
    (waiting,) = busy("board", "--behind", "waiting", "--json").lines
    assert waiting["case_id"] == 2
    assert "#2" in busy("board", "--behind", "waiting").out
    assert busy("board", "--behind", "waiting", "--ascii").out.isascii()
    assert busy("board", "--behind", "abandoned").code == 4


def test_as_of_then(busy: Runner, tmp_path: Path) -> None:
    before = busy("board", "--json").one
    assert busy("import", "mail", write_mail(tmp_path / "in", "three")).code == 0
    assert busy("board", "--json").one["strip"]["waiting"]["value"] == 2
    then = busy("board", "--json", "--at", when(before["fresh_at"])).one
    assert then["live"] is False
    assert then["seq"] == before["seq"]
    assert then["strip"]["waiting"] == before["strip"]["waiting"]
    assert then["agents"] == before["agents"]


WRONG = [
    (["--once", "--at", "1999-01-01"], 4, "The log begins"),
    (["--once", "--at", "2999-01-01"], 4, ""),
    (["--once", "--at", ""], 64, "Write a time like"),
    (["--once", "--at", "sometime"], 64, "“sometime” is no time"),
    (["--once", "--queue", "order"], 64, "no queue “order”. Did you mean orders?"),
    (["--once", "--team", "nobody"], 64, "There is no team “nobody”."),
    (["--once", "--site", "moon"], 64, "There is no site “moon”."),
    (["--explain", "wating"], 64, "There is no figure “wating”. Did you mean waiting?"),
    (["--once", "--service-level", "best"], 64, "no rule of the service level “best”."),
    (["--once", "--window", "5h"], 64, "5h"),
    (["--once", "--nothing"], 64, "--nothing"),
    (["--once", "--watch"], 64, "cannot be had in one go"),
    (["--watch", "--at", "10:00"], 64, "--watch tells what comes"),
    (["--port", "80"], 64, "--port goes with --web."),
    (["--web", "--host", "0.0.0.0"], 64, "put a proxy with a login in front of it"),
    (["--web", "--address", "board"], 64, "is no address of a proxy"),
    ([], 64, "The board needs a terminal."),
]


def test_what_is_wrong_is_one_sentence_with_a_code_of_its_own(busy: Runner) -> None:
    for options, code, sentence in WRONG:
        done = busy("board", *options)
        assert (options, done.code, done.out) == (options, code, "")
        assert sentence in done.err
        assert len(done.err.strip().splitlines()) == 1


def test_a_crossed_threshold_is_2(
    busy: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    threshold = "board:\n  thresholds:\n    - {{figure: waiting, warn: 0, bad: {bad}}}\n"
    settings(monkeypatch, tmp_path, threshold.format(bad=0.5))
    crossed = busy("board", "--once")
    assert crossed.code == 2
    assert "bad: over 0.5" in crossed.out
    assert busy("board", "--json").code == 2
    assert busy("board", "--json").one["worst"] == "bad"
    assert busy("board", "--once", "--fail-on", "never").code == 0
    settings(monkeypatch, tmp_path, threshold.format(bad=5))
    assert busy("board", "--once").code == 0
    assert busy("board", "--once", "--fail-on", "warn").code == 2


@pytest.mark.parametrize(
    "text",
    [
        "board: {service_level: best}\n",
        "board: {thresholds: [{figure: wating, bad: 3}]}\n",
        "board: {windw: today}\n",
    ],
)
def test_wrong_settings_are_64(
    busy: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    settings(monkeypatch, tmp_path, text)
    done = busy("board", "--json")
    assert done.code == 64
    assert done.one["code"] == "usage"


def test_a_store_that_is_not_there_is_3(desk: Runner, tmp_path: Path) -> None:
    done = desk("board", "--once", "--store", tmp_path / "no.db")
    assert done.code == 3
    assert "no.db" in done.err
    assert not (tmp_path / "no.db").exists()


def test_an_empty_store_has_a_board(open_desk: Runner, desk: Runner) -> None:
    done = desk("board", "--once", "--at", "2020-01-01")
    assert done.code == 4
    assert desk("board", "--json").one["strip"]["waiting"]["value"] == 0


def test_a_database_has_the_same_board(
    desk: Runner, postgres_url: str, setup_file: Path, tmp_path: Path
) -> None:
    at = ("--store", postgres_url)
    assert desk("setup", "load", setup_file, *at).code == 0
    assert desk("import", "mail", write_mail(tmp_path / "in", "one"), *at).code == 0
    said = desk("board", "--json", *at).one
    assert said["strip"]["waiting"]["value"] == 1
    assert desk("board", "--behind", "waiting", "--json", *at).one["case_id"] == 1


def test_no_use_case_comes_along(busy: Runner, store: str) -> None:
    code = (
        "import sys\n"
        "from agentdesk.cli.main import run\n"
        f"assert run(['board', '--json', '--store', {store!r}]) == 0\n"
        "rooms = tuple('agentdesk.' + room for room in ('desk', 'seat', 'channels', 'data.unit'))\n"
        "print([name for name in sys.modules if name.startswith(rooms)], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Run the program until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "agentdesk", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_changes_are_written_as_they_come(busy: Runner, store: str, tmp_path: Path) -> None:
    with running("board", "--watch", "--store", store) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert first["what"] == "board"
        assert busy("import", "mail", write_mail(tmp_path / "in", "three")).code == 0
        while True:
            line = json.loads(process.stdout.readline())
            if (line.get("figure"), line.get("queue")) == ("waiting", ""):
                break
        assert (line["from"]["value"], line["to"]["value"]) == (1, 2)
        assert line["seq"] > first["seq"]
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (0, "")


def test_a_reader_that_goes_ends_it_quietly(busy: Runner, store: str) -> None:
    with running("board", "--watch", "--store", store) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == ""


def test_the_board_in_a_browser_is_served_and_ends(busy: Runner, store: str) -> None:
    pytest.importorskip("textual_serve")
    with running("board", "--web", "--port", "0", "--json", "--store", store) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        with urllib.request.urlopen(address) as page:
            assert b"textual-terminal" in page.read()
        with pytest.raises(HTTPError, match="403"):
            urllib.request.urlopen(address.partition("?")[0])
        taken = address.partition("/?")[0].rpartition(":")[2]
        done = busy("board", "--web", "--port", taken)
        assert done.code == 64
        assert f"Port {taken} is taken" in done.err
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (0, "")


def test_without_the_extra_it_says_how_to_get_it(
    desk: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("agentdesk.tui.web.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    done = desk("board", "--web")
    assert done.code == 64
    assert "pip install 'agentdesk[web]'" in done.err
