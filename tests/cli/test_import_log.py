"""``agentdesk import log``: event logs and call records, each row at its own time."""

import asyncio
import gzip
import json
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import MINUTE, SECOND, iso
from agentdesk.data.open import open_store
from agentdesk.domain import events as e
from agentdesk.domain.events import Entry
from tests.cli.conftest import Runner
from tests.support.logs import MAP, SETUP, STORY, table

XES = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
 <extension name="Concept" prefix="concept" uri="http://example.org/concept.xesext"/>
 <global scope="event"><string key="concept:name" value="?"/></global>
 <trace><string key="concept:name" value="T1"/><string key="team" value="team-2"/>
  <event><string key="concept:name" value="Accepted"><string key="why" value="x"/></string>
   <date key="time:timestamp" value="2025-03-03T09:10:00.000+01:00"/>
   <string key="org:resource" value="ada"/></event>
  <event><string key="concept:name" value="Completed"/>
   <date key="time:timestamp" value="2025-03-03T12:00:00.000+01:00"/>
   <string key="org:resource" value="ada"/></event>
 </trace>
 <trace><string key="concept:name" value="T2"/>
  <event><string key="concept:name" value="Created"/>
   <date key="time:timestamp" value="2025-03-03T09:00:00.000+01:00"/></event>
 </trace>
</log>
"""
CALL_MAP = """\
source: phone
dates: iso
zone: UTC
queue: team-0
fields:
  call: id
  arrival: {from: [day, time], join: " "}
  queue_time: waited
  service_time: talked
  wrap_up: wrap
  outcome: outcome
  person: server
"""


class Desk:
    """A folder with a map, a set-up and logs, and a store that they come into."""

    def __init__(self, run: Runner, home: Path) -> None:
        self.run, self.home = run, home
        self.store = home / "past.db"
        self.map = self.write("map.yaml", MAP)
        self.setup = self.write("setup.yaml", SETUP)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file."""
        path = self.home / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def bring(self, *files: Path, map_: Path | None = None, new: bool = True, **more: Any) -> Any:
        """Bring logs in; a new store is made with the set-up."""
        options = [f"--{name.replace('_', '-')}" for name, value in more.items() if value is True]
        for name, value in more.items():
            if value is not True:
                options += [f"--{name.replace('_', '-')}", value]
        made = ("--setup", self.setup) if new else ()
        args = ("--map", map_ or self.map, *made, *options, "--store", self.store)
        return self.run("import", "log", *files, *args)

    def log(self, most: int = 10_000) -> tuple[Entry, ...]:
        """Return the store's log."""
        return asyncio.run(self._log(most))

    async def _log(self, most: int) -> tuple[Entry, ...]:
        store = await open_store(str(self.store), create=False)
        try:
            return await store.reads.entries(0, limit=most)
        finally:
            await store.close()


@pytest.fixture
def past(desk: Runner, tmp_path: Path) -> Desk:
    return Desk(desk, tmp_path)


def told(log: tuple[Entry, ...], *kinds: str) -> list[tuple[str, str]]:
    """Return the events of some kinds with their times to the minute."""
    return [
        (entry.fact.event.kind, iso(entry.fact.at)[:16])
        for entry in log
        if entry.fact.event.kind in kinds or not kinds
    ]


def test_a_log_becomes_events_of_ours_at_its_own_times(past: Desk) -> None:
    ran = past.bring(past.write("log.csv", table(*STORY)))
    assert ran.code == 0, ran.err
    assert "12 events in, 0 already here, 0 rows left out. 2 cases" in ran.out
    log = past.log()
    assert told(log, "case.created", "case.assigned", "case.waiting", "case.resumed",
                "case.escalated", "case.resolved", "case.reopened") == [
        ("case.created", "2025-03-03T08:00"),
        ("case.created", "2025-03-03T08:10"),
        ("case.assigned", "2025-03-03T08:30"),
        ("case.waiting", "2025-03-03T10:00"),
        ("case.resumed", "2025-03-04T08:00"),
        ("case.escalated", "2025-03-04T10:00"),
        ("case.resolved", "2025-03-04T11:00"),
        ("case.reopened", "2025-03-05T11:00"),
        ("case.resolved", "2025-03-05T12:00"),
        ("case.resolved", "2025-03-20T08:00"),
    ]  # fmt: skip
    recorded = [entry.recorded_at for entry in log]
    assert recorded == sorted(recorded)
    own = [entry for entry in log if entry.fact.event.kind == "case.assigned"]
    assert all(entry.recorded_at == entry.fact.at for entry in own)
    actors = {entry.fact.event.kind: entry.fact.actor for entry in log}
    assert actors["case.reopened"] == "system"
    assert {e_.fact.actor for e_ in log if isinstance(e_.fact.event, e.CaseResolved)} == {
        "zoe-q", "ada",
    }  # fmt: skip
    assert past.run("store", "check", "--store", past.store).code == 0


def test_its_clocks_start_stop_and_breach_as_the_set_up_says(past: Desk) -> None:
    past.bring(past.write("log.csv", table(*STORY)))
    log = past.log()
    stopped = [
        (entry.fact.case_id, entry.fact.event.clock, entry.fact.event.met)
        for entry in log
        if isinstance(entry.fact.event, e.SlaStopped)
    ]
    # P2 answers within two open hours; a day of waiting for the customer counts nothing.
    assert (1, "FR", True) in stopped
    assert (2, "FR", False) in stopped
    # B is P3: a first reply within 8 open hours, so due the next morning; it came never.
    breach = next(
        entry for entry in log
        if isinstance(entry.fact.event, e.SlaBreached) and entry.fact.case_id == 2
    )  # fmt: skip
    assert iso(breach.fact.at)[:16] == "2025-03-04T08:10"
    assert breach.recorded_at - breach.fact.at == 1
    warned = [x for x in log if isinstance(x.fact.event, e.SlaWarned) and x.fact.case_id == 2]
    assert [x.fact.event.percent for x in warned if x.fact.event.clock == "FR"] == [75, 90]  # type: ignore[attr-defined]  # they are warnings


def test_what_is_resolved_closes_when_its_time_comes_and_nothing_floods(past: Desk) -> None:
    past.bring(past.write("log.csv", table(*STORY)))
    closed = [x for x in past.log() if isinstance(x.fact.event, e.CaseClosed)]
    assert [(x.fact.case_id, iso(x.recorded_at)[:16]) for x in closed] == [
        (1, "2025-03-12T12:00"),
        (2, "2025-03-27T08:00"),
    ]
    assert "0 due" in past.run("tick", "--store", past.store).out


def test_a_log_that_says_when_its_cases_close_is_believed(past: Desk) -> None:
    rows = (
        "A,2025-03-03 09:00,created,,team-0,2,",
        "A,2025-03-03 10:00,resolved,ada,team-0,2,",
        "A,2025-03-18 10:00,reopened,,team-0,2,",
        "A,2025-03-18 11:00,resolved,ada,team-0,2,",
        "A,2025-04-30 11:00,closed,,team-0,2,",
    )
    past.bring(past.write("log.csv", table(*rows)))
    log = past.log()
    assert told(log, "case.closed", "case.reopened") == [
        ("case.reopened", "2025-03-18T09:00"),
        ("case.closed", "2025-04-30T09:00"),
    ]


def test_behind_a_closed_case_there_is_a_follow_up_or_a_note(past: Desk) -> None:
    rows = (
        "A,2025-03-03 09:00,created,,team-0,2,Ann",
        "A,2025-03-03 10:00,closed,ada,team-0,2,Ann",
        "A,2025-03-04 10:00,assigned,ada,team-0,2,Ann",
        "A,2025-03-05 10:00,customer replied,,team-0,2,Ann",
        "A,2025-03-05 11:00,replied,ada,team-0,2,Ann",
    )
    ran = past.bring(past.write("log.csv", table(*rows)), json=True)
    assert ran.lines[-1]["became"] == {
        "told": 4, "too_late": 1, "notes": 1, "cases": 2, "follow_ups": 1, "calls": 0,
    }  # fmt: skip
    created = [x.fact.event for x in past.log() if isinstance(x.fact.event, e.CaseCreated)]
    assert [(x.case_id, x.parent) for x in created] == [(1, None), (2, 1)]
    assert created[0].customer_id == created[1].customer_id


def test_a_case_that_is_resolved_before_it_was_created_is_kept_and_counted(past: Desk) -> None:
    rows = (
        "A,2025-03-03 10:00,created,,team-0,2,Ann",
        "A,2025-03-03 09:00,resolved,ada,team-0,2,Ann",
        "B,2025-03-03 09:30,created,,team-0,2,Ann",
    )
    ran = past.bring(past.write("log.csv", table(*rows)))
    assert "3 events in" in ran.out
    assert "1 case without a beginning" in ran.out
    assert told(past.log(), "case.created", "case.resolved") == [
        ("case.created", "2025-03-03T08:00"),
        ("case.resolved", "2025-03-03T08:00"),
        ("case.created", "2025-03-03T08:30"),
    ]


def test_what_does_not_map_is_a_note_on_its_case_and_counted(past: Desk) -> None:
    ran = past.bring(past.write("log.csv", table(*STORY)))
    assert "1 row has an activity that does not map" in ran.out
    assert "“Looked into it” 1" in ran.out
    shown = past.run("case", "show", 1, "--store", past.store, "--as", "ada", "--json").one
    notes = [item["message"]["body"] for item in shown["items"]]
    assert "2025-03-04 09:00 Looked into it (zoe-q)" in notes


def test_bad_rows_are_told_by_line_and_shift_nobody(past: Desk) -> None:
    rows = (
        "A,2025-03-03 09:00,created,,team-0,2,Ann",
        "A,nonsense,assigned,ada,team-0,2,Ann",
        ",2025-03-03 09:20,assigned,ada,team-0,2,Ann",
        "A,2025-03-03 09:30,assigned,ada,team-0,2",
        "A,2999-03-03 09:30,resolved,ada,team-0,2,Ann",
        '"A","2025-03-03 10:00","res\nolved",ada,team-0,2,Ann',
        "A,2025-03-03 11:00,resolved,ada,team-0,2,Ann",
    )
    log = past.write("log.csv", table(*rows))
    ran = past.bring(log)
    assert ran.code == 1
    told = [line.partition("line ")[2] for line in ran.err.splitlines() if "line " in line]
    assert [line.partition(":")[0] for line in told] == ["3", "4", "5", "6"]
    assert "in column at, “xxxxxxxx” is no date" in told[0]
    assert "names no case" in told[1]
    assert "6 columns, the first line has 7" in told[2]
    assert "future" in told[3]
    assert "7 rows from 2025-03-03T08:00 to 2025-03-03T10:00" in ran.out
    assert "3 events in, 0 already here, 4 rows left out. 1 case;" in ran.out


def test_rows_that_cannot_come_in_are_kept_aside_when_asked_for(past: Desk) -> None:
    rows = (
        "A,2025-03-03 09:00,created,,team-0,2,Ann",
        "A,nonsense,assigned,ada,team-0,2,Ann",
        "A,2025-03-03 09:30,assigned,ada,team-0,2",
    )
    log, aside = past.write("log.csv", table(*rows)), past.home / "aside.jsonl"
    dry = past.bring(log, aside=aside, dry_run=True)
    assert dry.code == 1
    assert not aside.exists()
    ran = past.bring(log, aside=aside)
    assert f"2 rows left out, kept aside in {aside}." in ran.out
    kept = [json.loads(line) for line in aside.read_text().splitlines()]
    assert [row["line"] for row in kept] == [3, 4]
    assert kept[0]["record"]["what"] == "assigned"
    assert kept[1]["record"] == rows[2].split(",")
    assert "6 columns" in kept[1]["reason"]
    assert aside.stat().st_mode & 0o077 == 0
    refused = past.bring(log, aside=log)
    assert refused.code == 2
    assert "is read: name another file with --aside" in refused.err
    assert log.read_text() == table(*rows)
    refused = past.bring(log, aside=past.store, new=False)
    assert refused.code == 2
    assert f"{past.store} is the desk's own store: name another file" in refused.err
    assert past.run("store", "check", "--store", past.store).code == 0


def test_rows_are_sorted_by_time_and_stay_in_order_at_one_time(
    past: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentdesk.records.logs.sorting.Sorter.__init__.__defaults__", (3,))
    mixed = [*STORY[6:], *STORY[:6]]
    same = ["C,2025-03-03 09:00,created,,team-0,2,", "C,2025-03-03 09:00,resolved,ada,team-0,2,"]
    past.bring(past.write("one.csv", table(*mixed)), past.write("two.csv", table(*same)))
    log = past.log()
    ats = [x.fact.at for x in log if x.fact.event.kind in ("case.assigned", "case.resolved")]
    assert ats == sorted(ats)
    of_c = [x.fact.event.kind for x in log if x.fact.case_id == 2]
    assert of_c[0] == "case.created"
    assert "case.resolved" in of_c


def test_the_same_log_again_adds_nothing_and_a_grown_one_its_end(past: Desk) -> None:
    log = past.write("log.csv", table(*STORY[:7]))
    assert past.bring(log, more_follows=True).code == 0
    before = past.log()
    again = past.bring(log, new=False, more_follows=True)
    assert "0 events in, 7 already here" in again.out
    assert past.log() == before
    past.write("log.csv", table(*STORY))
    grown = past.bring(log, new=False)
    assert "5 events in, 7 already here" in grown.out
    counts = Counter(entry.fact.event.kind for entry in past.log())
    assert (counts["case.created"], counts["case.resolved"]) == (2, 3)
    other = past.write("log.csv", table(STORY[0], STORY[2], *STORY[1:2], *STORY[3:]))
    refused = past.bring(past.write("x.csv", table(*STORY[:1], *STORY[3:])), new=False)
    assert refused.code == 2
    assert "begins like one that is here already" in refused.err
    assert other.exists()
    assert past.run("store", "check", "--store", past.store).code == 0


SMALL_UNITS = """
import sys
from agentdesk.cli import import_log_bring
from agentdesk.cli.main import run
import_log_bring.ROWS = 20
sys.exit(run(sys.argv[1:]))
"""


def test_an_import_that_is_killed_goes_on_where_it_stopped(past: Desk) -> None:
    rows = [
        f"K{n},2025-03-{3 + n // 40:02} {9 + n % 8:02}:{n % 60:02},{what},ada,team-0,{n % 4},Ann"
        for n in range(800)
        for what in ("created", "replied", "resolved")
    ]
    log = past.write("log.csv", table(*rows))
    args = ("import", "log", log, "--map", past.map, "--setup", past.setup, "--store", past.store)
    command = [sys.executable, "-c", SMALL_UNITS, *map(str, args)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        while units(past.store) < 10:
            assert running.poll() is None, "it ended before it could be killed"
            time.sleep(0.002)
        running.kill()
    killed = len(past.log(100_000))
    assert past.run("store", "check", "--store", past.store).code == 0
    again = past.bring(log, new=False)
    assert again.code == 0, again.err
    assert " 0 already here" not in again.out
    resumed = past.log(100_000)
    assert past.run("store", "check", "--store", past.store).code == 0
    past.store = past.home / "at-once.db"
    past.bring(log)
    assert told(resumed) == told(past.log(100_000))
    assert len(resumed) > killed


def units(path: Path) -> int:
    """Return how many units of a log are in a store, as another program sees it."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            found: int = db.execute(
                "SELECT count(*) FROM commands WHERE kind = 'import_log'"
            ).fetchone()[0]
            return found
    except sqlite3.Error:
        return 0


def test_a_store_that_goes_on_behind_the_log_is_left_alone(past: Desk) -> None:
    past.run("setup", "load", past.setup, "--store", past.store)
    before = past.log()
    ran = past.bring(past.write("log.csv", table(*STORY)), new=False)
    assert ran.code == 1
    assert "The newest event of the store is of" in ran.err
    assert "a new one with the same set-up (write it with “setup show”" in ran.err
    assert past.log() == before


def test_without_a_store_it_says_how_one_is_made(past: Desk) -> None:
    ran = past.bring(past.write("log.csv", table(*STORY)), new=False)
    assert ran.code == 2
    assert "--setup FILE makes one for the log" in ran.err
    assert not past.store.exists()


def test_a_dry_run_names_what_the_set_up_does_not_know(past: Desk) -> None:
    strange = "C,2025-03-03 09:00,created,Yan,Billing desk,2,"
    log = past.write("log.csv", table(*STORY, strange))
    ran = past.bring(log, dry_run=True)
    assert ran.code == 0
    assert not past.store.exists()
    assert "created: 3" in ran.out
    assert "does not know 1 queue, whose rows go to the default queue" in ran.out
    assert "“Billing desk”" in ran.out
    assert "does not know 2 people" in ran.out
    assert "13 events would come in, 0 rows would be left out." in ran.out
    refused = past.bring(log)
    assert refused.code == 2
    assert "The set-up has no queue “Billing desk”" in refused.err
    assert past.bring(log, queue="team-3").code == 0


def test_a_set_up_can_be_made_of_the_log_itself(past: Desk) -> None:
    log = past.write("log.csv", table(*STORY))
    made = past.home / "made.yaml"
    ran = past.bring(log, new=False, make_setup=made)
    assert "3 more queues and 2 more people" in ran.out
    assert "name: log" in made.read_text(encoding="utf-8").splitlines()
    past.setup = made
    ran = past.bring(log)
    assert ran.code == 0, ran.err
    assert "does not know" not in ran.out


def test_xes_zipped_or_not(past: Desk) -> None:
    map_ = past.write("xes.yaml", "fields:\n  queue: {from: 'case:team', optional: true}\n")
    for name, data in (("log.xes", XES.encode()), ("log.xes.gz", gzip.compress(XES.encode()))):
        past.store = past.home / f"{name}.db"
        ran = past.bring(past.write(name, data), map_=map_, queue="team-0")
        assert ran.code == 0, ran.err
        log = past.log()
        assert told(log, "case.created", "case.assigned", "case.resolved") == [
            ("case.created", "2025-03-03T08:00"),
            ("case.created", "2025-03-03T08:10"),
            ("case.assigned", "2025-03-03T08:10"),
            ("case.resolved", "2025-03-03T11:00"),
        ]
        queues = [x.fact.event.queue for x in log if isinstance(x.fact.event, e.CaseCreated)]
        assert queues == ["team-0", "team-2"]


BOMB = """\
<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<log><trace><event><string key="concept:name" value="&b;"/></event></trace></log>
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "has a document type of its own"),
        ("<html><body>no</body></html>", "holds no log"),
        ("number,at\n", "is no XML"),
        ("<log>" + "<trace>" * 200, "nested too deeply"),
        (XES[: XES.index("Completed")], "cut off here"),
    ],
)
def test_xes_that_is_none_or_means_harm(past: Desk, text: str, sentence: str) -> None:
    map_ = past.write("xes.yaml", "fields:\n  queue: {from: 'case:team', optional: true}\n")
    ran = past.bring(past.write("log.xes", text), map_=map_, queue="team-0")
    assert ran.code == 1
    assert sentence in ran.err


def test_call_records_become_calls(past: Desk) -> None:
    rows = (
        "id,day,time,waited,talked,wrap,outcome,server",
        "1,2025-03-03,09:00:00,12,120,30,AGENT,ada",
        "2,2025-03-03,09:01:00,40,,,HANG,",
        "3,2025-03-03,09:02:00,0,,,PHANTOM,",
        "4,2025-03-03,09:03:00,-5,60,0,AGENT,ada",
        "5,2025-03-03,09:04:00,5,x,0,callback,",
        "6,2025-03-03,09:05:00,5,60,0,WHAT,ada",
        "7,2025-03-03,09:06:00,999999999999,60,0,AGENT,ada",
        "8,2025-03-03,09:07:00,soon,60,0,AGENT,ada",
        "9,2025-03-03,09:08:00,,60,0,AGENT,ada",
        "10,2025-03-03,09:09:00,5,x,0,AGENT,ada",
        "11,2025-03-03,09:09:00,5,60,-1,AGENT,ada",
        "12,2025-03-03,09:10:00,,,,HANG,",
    )
    ran = past.bring(
        past.write("calls.csv", "\n".join(rows)), map_=past.write("calls.yaml", CALL_MAP)
    )
    assert ran.code == 1
    assert "line 7: “WHAT” is no known outcome" in ran.err
    assert "line 8: it ends in the future: look at its lengths" in ran.err
    told = [line.partition("line ")[2] for line in ran.err.splitlines()]
    assert "5: its “queue_time” is less than nothing." in told
    assert "9: “soon” is no length of time." in told
    assert "10: it does not say how long it waited." in told
    assert "11: “x” is no length of time." in told
    assert "12: its “wrap_up” is less than nothing." in told
    assert "13: it does not say how long it waited." in told
    assert "8 events in, 0 already here, 8 rows left out. 3 calls." in ran.out
    calls = [x for x in past.log() if x.fact.event.kind.startswith("interaction.")]
    assert [
        (x.fact.event.kind.removeprefix("interaction."), iso(x.fact.at)[11:19]) for x in calls
    ] == [
        ("queued", "09:00:00"),
        ("offered", "09:00:12"),
        ("connected", "09:00:12"),
        ("queued", "09:01:00"),
        ("abandoned", "09:01:40"),
        ("ended", "09:02:12"),
        ("wrapped", "09:02:42"),
        ("queued", "09:04:00"),
        ("flowed_out", "09:04:05"),
    ]
    queued = [x.fact.event for x in calls if isinstance(x.fact.event, e.InteractionQueued)]
    assert {(x.queue, x.channel, x.target_ms) for x in queued} == {("team-0", "call", 20_000)}
    assert past.run("store", "check", "--store", past.store).code == 0


def test_a_call_that_nobody_answered_waited_until_it_ended(past: Desk) -> None:
    rows = (
        "id,at,answered,over,server",
        "1,2025-03-03 09:00:00,2025-03-03 09:00:10,2025-03-03 09:01:00,ada",
        "2,2025-03-03 09:02:00,,2025-03-03 09:02:30,",
        "3,2025-03-03 09:03:00,,,",
    )
    map_ = past.write(
        "calls.yaml",
        "dates: iso\nzone: UTC\nqueue: team-0\nfields:\n  {call: id, arrival: at, "
        "answered_at: answered, ended_at: over, person: server}\n",
    )
    ran = past.bring(past.write("calls.csv", "\n".join(rows)), map_=map_)
    assert "line 4: it does not say how long it waited" in ran.err
    assert told(past.log(), "interaction.connected", "interaction.abandoned") == [
        ("interaction.connected", "2025-03-03T09:00"),
        ("interaction.abandoned", "2025-03-03T09:02"),
    ]
    waits = [x.fact.at % MINUTE for x in past.log() if x.fact.event.kind.endswith("abandoned")]
    assert waits == [30 * SECOND]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fields:\n  case: number\n", "does not say which column holds “time”, “activity”"),
        (MAP.replace("number", "nummer"), "there is no column “nummer”. Did you mean number?"),
        (MAP + "activities:\n  Looked: seen\n", "“seen” is none of created, assigned"),
        (MAP + "durations: years\n", "write s, ms, m, clock"),
        (MAP + "colour: red\n", "there is no such field"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(past: Desk, text: str, sentence: str) -> None:
    log = past.write("log.csv", table(*STORY))
    ran = past.bring(log, map_=past.write("wrong.yaml", text))
    assert ran.code == 2
    assert sentence in ran.err
    assert not past.store.exists()
