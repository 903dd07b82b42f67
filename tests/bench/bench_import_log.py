"""How fast the log of another program comes in: ``python -m tests.bench.bench_import_log``.

    python -m tests.bench.bench_import_log [--events N] [--calls] [--xes] [--postgres] [--keep PATH]

A made-up log, shaped as public logs of incidents are: cases of some seven events over some days,
at office hours, a fifth of them with a second round, a few columns of words. It is brought in as
``agentdesk import log`` does, and again, when it adds nothing. Asked: 10,000 events a second or
better on SQLite, and memory that does not grow with the log. The seconds of processors are those of
both processes; a machine at work on other things leaves only these to be compared.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.logs import SETUP

BEGIN = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
MAP = """\
source: bench
dates: iso
zone: UTC
fields:
  case: number
  time: at
  activity: state
  person: by
  owner: assigned_to
  queue: team
  priority: priority
  channel: contact
  customer: caller
  subject: subject
"""
CALL_MAP = """\
source: bench
dates: iso
zone: UTC
fields:
  call: id
  arrival: at
  queue_time: waited
  service_time: talked
  wrap_up: wrapped
  outcome: outcome
  person: by
  queue: team
"""
PATHS = (
    ("New", "Active", "Resolved", "Closed"),
    ("New", "Active", "Updated", "Active", "Resolved", "Closed"),
    ("New", "Active", "Awaiting User Info", "Active", "Resolved", "Closed"),
    ("New", "Active", "Awaiting Vendor", "Active", "Updated", "Resolved", "Closed"),
    ("New", "Active", "Replied", "Customer replied", "Replied", "Resolved", "Closed"),
    ("New", "Updated", "Active", "Active", "Resolved", "Active", "Updated", "Resolved", "Closed"),
)
COLUMNS = (
    "number", "at", "state", "by", "assigned_to", "team", "priority", "contact", "caller",
    "subject", "category", "location", "code",
)  # fmt: skip


def cases(events: int, chance: random.Random) -> Iterator[list[dict[str, str]]]:
    """Yield made-up cases, the rows of each in order."""
    made = number = 0
    while made < events:
        path = chance.choices(PATHS, (30, 25, 15, 10, 12, 8))[0]
        at = BEGIN + timedelta(minutes=(events and made * 210_000 // events))
        person, team = f"Person {chance.randrange(150)}", f"team-{chance.randrange(6)}"
        rows = []
        for state in path:
            rows.append(
                {
                    "number": f"INC{number:07}",
                    "at": at.strftime("%Y-%m-%d %H:%M:%S"),
                    "state": state,
                    "by": person,
                    "assigned_to": "" if state == "New" else person,
                    "team": team,
                    "priority": f"{1 + number % 4} - Word",
                    "contact": ("Phone", "Email", "Self service")[number % 3],
                    "caller": f"Caller {number % 5_000}",
                    "subject": f"Category {number % 40} / Symptom {number % 300}",
                    "category": f"Category {number % 40}",
                    "location": f"Location {number % 200}",
                    "code": f"code {number % 15}",
                }
            )
            days = 5 if state == "Resolved" else 0
            at += timedelta(days=days, minutes=chance.expovariate(1 / 600))
            if chance.random() < 0.15:
                team = f"team-{chance.randrange(6)}"
        number += 1
        made += len(rows)
        yield rows


def write_csv(path: Path, events: int) -> int:
    """Write a log as CSV, in the order of its cases; return how many rows it has."""
    chance = random.Random(1)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for rows in cases(events, chance):
            writer.writerows(rows)
            count += len(rows)
    return count


def write_xes(path: Path, events: int) -> int:
    """Write a log as XES, a trace a case."""
    chance = random.Random(1)
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for rows in cases(events, chance):
            file.write(f'<trace><string key="concept:name" value="{rows[0]["number"]}"/>\n')
            for row in rows:
                file.write(
                    f'<event><string key="concept:name" value="{row["state"]}"/>'
                    f'<date key="time:timestamp" value="{row["at"].replace(" ", "T")}Z"/>'
                    f'<string key="org:resource" value="{row["by"]}"/>'
                    f'<string key="team" value="{row["team"]}"/></event>\n'
                )
            file.write("</trace>\n")
            count += len(rows)
        file.write("</log>\n")
    return count


def write_calls(path: Path, events: int) -> int:
    """Write call records; each becomes some four or five events."""
    chance = random.Random(1)
    calls = events // 5
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "at", "waited", "talked", "wrapped", "outcome", "by", "team"))
        for number in range(calls):
            at = BEGIN + timedelta(seconds=number * 30)
            left = chance.random() < 0.1
            writer.writerow(
                (
                    f"C{number}",
                    at.strftime("%Y-%m-%d %H:%M:%S"),
                    chance.randrange(60),
                    "" if left else 60 + chance.randrange(400),
                    "" if left else chance.randrange(90),
                    "HANG" if left else "AGENT",
                    "" if left else f"Person {chance.randrange(150)}",
                    f"team-{number % 6}",
                )
            )
    return calls


class Run(NamedTuple):
    """What a command took: seconds, seconds of processors, megabytes; and what it said."""

    took: float
    worked: float
    memory: float
    said: str


def run(command: list[str]) -> Run:
    """Run a command, which must not fail."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "agentdesk", *command], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        said = running.stdout.read()
        _, code, used = os.wait4(running.pid, 0)
        running.returncode = code
    if code:
        raise SystemExit(f"The import failed with {code}.")
    took = time.perf_counter() - began
    return Run(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def measure(place: str, log: Path, map_: Path, setup: Path, events: int) -> bool:
    """Bring a log in twice; say how fast, and whether it is as fast as asked."""
    base = ["--store", place, "import", "log", str(log), "--map", str(map_), "--queue", "team-0"]
    alone = run([*base, "--setup", str(setup), "--dry-run"])
    one = run([*base, "--setup", str(setup)])
    again = run(base)
    sys.stdout.write(one.said)
    sys.stdout.write(
        f"{events:,} rows: read and sorted alone {alone.took:.1f} s, brought in {one.took:.1f} s = "
        f"{events / one.took:,.0f} a second (asked 10,000), processors {one.worked:.1f} s, again "
        f"{again.took:.1f} s; {one.memory:.0f} MB\n"
    )
    return events / one.took >= 10_000


def main() -> int:
    """Measure what is asked; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=180_000)
    parser.add_argument("--calls", action="store_true")
    parser.add_argument("--xes", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", type=Path)
    options: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.keep or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        log = home / ("log.xes" if options.xes else "log.csv")
        write = write_xes if options.xes else write_calls if options.calls else write_csv
        events = write(log, options.events)
        (home / "map.yaml").write_text(
            "source: bench\nfields:\n  queue: team\n"
            if options.xes
            else CALL_MAP
            if options.calls
            else MAP
        )
        (home / "setup.yaml").write_text(SETUP)
        place = str(home / "log.db")
        if options.postgres:
            from tests.store import postgres_server

            server = postgres_server.shared()
            if server is None:
                raise SystemExit(postgres_server.why_not())
            place = postgres_server.in_a_thread(server.database())
        good = measure(place, log, home / "map.yaml", home / "setup.yaml", events)
    return 0 if good or options.postgres else 1


if __name__ == "__main__":
    sys.exit(main())
