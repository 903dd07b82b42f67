"""Fill a store with open cases, fast: ``python -m tests.bench.seed PATH N``.

Log, rows and content are written as the units would have written them (``store check`` finds
nothing wrong), but in bulk: about 10 µs a row instead of a commit a case. The cases wait in eight
lanes; every fourth is of a customer who has others. The set-up lets ``lena`` take from all lanes.
"""

import random
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.clock import HOUR, MINUTE
from agentdesk.data.chain import hash_after
from agentdesk.data.codec import CODECS, insert_sql
from agentdesk.data.search_texts import SOURCES
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.indexing import fill_sql
from agentdesk.data.sqlite.paths import create_empty
from agentdesk.domain import events as e
from agentdesk.domain.content import CaseText, ContactPoint, Customer, Message, SetupText
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import (
    CaseRow,
    ClockRow,
    CustomerRow,
    IdRow,
    LaneRow,
    Row,
    TimerRow,
    lane_of,
)
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup
from tests.support.small import Create, message_of

START = 1_772_445_600_000
"""2026-03-02 10:00 UTC: when the first case came."""
QUEUES = (("billing", 1), ("tech", 1), ("returns", 1), ("tech-2", 2))
LANGUAGES = ("en", "de")
LANES = tuple(lane_of(q, t, lang, "") for q, t in QUEUES for lang in LANGUAGES)
NAMES = ("Mary Shelley", "Ada Lovelace", "José Rizal", "山田 花子", "Zoë Köhler", "Omar Khayyam")
SUBJECTS = (
    "The monitor flickers",
    "Invoice 4711 was paid twice",
    "Where is my order? It was due on Monday",
    "Kann ich das Gerät zurückgeben?",
    "No sound after the update",
    "Please change my address",
    "返品したいです",
)
SETUP = Setup(
    version=1,
    queues=tuple(QueueSetup(q, q.title(), "service", tier=t) for q, t in QUEUES),
    people=tuple(
        PersonSetup(
            id,
            id.title(),
            tier=2,
            queues=tuple(q for q, _ in QUEUES),
            languages=LANGUAGES,
            capacity=10_000_000,
        )
        for id in ("lena", "omar", *(f"agent{i}" for i in range(200)))
    ),
)
BATCH = 5_000
_json = msgspec.json.Encoder(order="deterministic").encode
Patch = Callable[..., tuple[Any, ...]]


class Log:
    """Numbers and chains the events of the seeded cases."""

    def __init__(self) -> None:
        self.seq, self.hash = 0, ""
        self.events: list[tuple[Any, ...]] = []
        self.commands: list[tuple[Any, ...]] = []

    def command(self, kind: str, actor: str, at: int, *events: e.Event) -> str:
        """Append the events of one command."""
        command, first = f"seed-{kind}-{self.seq}", self.seq + 1
        case_id = None
        for event in events:
            self.seq += 1
            case_id = getattr(event, "case_id", None)
            body = _json(event).decode()
            self.hash = hash_after(
                self.hash, self.seq, event.kind, event.v, at, at, actor, command, body
            )
            self.events.append(
                (self.seq, event.kind, event.v, body, at, at, actor, command, case_id, self.hash)
            )
        cases = "[]" if case_id is None else f"[{case_id}]"
        self.commands.append((command, kind, actor, at, cases, None, "", "{}", first, self.seq))
        return command


def events_of(i: int, chance: random.Random) -> tuple[int, str, tuple[e.Event, ...]]:
    """Say what happened when case ``i`` came: when, from whom, what."""
    queue, tier = QUEUES[i % len(QUEUES)]
    at, customer = START + i * 50, f"c{i // 4 * 4 if i % 4 == 3 else i}"
    due = at + chance.randrange(MINUTE, 48 * HOUR)
    created = e.CaseCreated(
        case_id=i,
        channel=("mail", "web", "chat")[i % 3],
        queue=queue,
        tier=tier,
        language=LANGUAGES[i // 4 % 2],
        skills="",
        priority=i % 4 + 1,
        level="basic",
        units=1,
        team="service",
        waiting_since=at,
        rank_at=due,
        customer_id=customer,
    )
    posted = e.MessagePosted(
        case_id=i, message_id=i, direction="in", channel=created.channel, public=True, human=True
    )
    clock = e.SlaStarted(
        case_id=i,
        clock="FR",
        policy="p",
        calendar="c",
        target_ms=due - at,
        due_at=due,
        warn_75_at=at + (due - at) * 3 // 4,
        warn_90_at=at + (due - at) * 9 // 10,
    )
    new = (e.CustomerCreated(customer_id=customer),) if customer == f"c{i}" else ()
    return at, customer, (*new, created, posted, clock)


def patcher(row: Row, *names: str) -> Patch:
    """Return a function that gives a row's column values with some of them replaced."""
    codec = CODECS[type(row)]
    values = list(codec.encode(row))
    places = [codec.names.index(name) for name in names]

    def patch(*new: Any) -> tuple[Any, ...]:
        out = values.copy()
        for place, value in zip(places, new, strict=True):
            out[place] = value
        return tuple(out)

    return patch


class Rows:
    """The rows of seeded cases, made from those of one that was really folded."""

    def __init__(self) -> None:
        at, _, events = events_of(1, random.Random(1))
        table = Table()
        for event in events:
            table.apply(project(table, e.Fact(at, "customer", "x", event)))
        self.case = patcher(
            table.one(CaseRow, 1),
            *("id", "last_command", "channel", "queue", "tier", "language", "lane", "priority"),
            *("rank_at", "waiting_since", "base_since", "customer_id", "created_at", "wrote_at"),
            *("unanswered_since", "due_at", "last_message_id"),
        )
        self.clock = patcher(
            table.one(ClockRow, 1, "FR"),
            *("case_id", "target_ms", "started_at", "since", "due_at", "warn_75_at", "warn_90_at"),
        )
        timer = table.one(TimerRow, 1, "sla.FR")
        self.timer = patcher(timer, "case_id", "due_at")
        self.facts = patcher(table.one(CustomerRow, "c1"), "id")
        plain = Create(command_id="x", actor="customer")
        self.message = patcher(
            message_of(1, 1, "c1", plain, at),
            *("id", "case_id", "customer_id", "from_name", "from_address", "subject", "at"),
            *("rfc_id", "command", "channel"),
        )


def seed(path: Path, n: int) -> None:
    """Fill an empty store with ``n`` open cases."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_empty(path)
    with closing(connect(path)) as db:
        schema.create(db)
        # Nobody else has the file yet, and half of it is worth nothing: no journal at all.
        db.execute("PRAGMA journal_mode = OFF").fetchall()
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")
        triggers = _take_away(db, "trigger")
        indexes = _take_away(db, "index")
        log, rows, lanes = Log(), Rows(), dict.fromkeys(LANES, 0)
        db.execute("BEGIN")
        setup = _json(SETUP).decode()
        log.command("setup", "admin", START, e.SetupChanged(version=1, checksum="0"))
        db.execute(insert_sql(SetupText, "sqlite"), (1, setup))
        for numbers in _batches(n):
            _write(db, log, rows, lanes, numbers)
        _put(db, LaneRow, [(lane, "waiting", count) for lane, count in lanes.items() if count])
        if n:
            _put(db, IdRow, [("case", n), ("message", n)])
        for sql in (*indexes, *triggers):
            db.execute(sql)
        for cls, source in SOURCES.items():
            db.execute(fill_sql(cls, source))
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL").fetchall()


def _batches(n: int) -> Iterator[range]:
    return (range(i, min(i + BATCH, n + 1)) for i in range(1, n + 1, BATCH))


def _take_away(db: sqlite3.Connection, what: str) -> list[str]:
    """Drop the indexes or triggers, to make them again at once when everything is in."""
    found = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (what,)
    ).fetchall()
    for name, _ in found:
        db.execute(f"DROP {what} {name}")
    return [sql for _, sql in found]


def _put(db: sqlite3.Connection, cls: type[Row], values: list[tuple[Any, ...]]) -> None:
    db.executemany(insert_sql(cls, "sqlite"), values)


def _write(
    db: sqlite3.Connection, log: Log, rows: Rows, lanes: dict[str, int], numbers: range
) -> None:
    out: dict[type[Row], list[tuple[Any, ...]]] = {}
    put = out.setdefault
    for i in numbers:
        at, customer, events = events_of(i, random.Random(i))
        command = log.command("create", "customer", at, *events)
        created, clock = events[-3], events[-1]
        assert isinstance(created, e.CaseCreated)
        assert isinstance(clock, e.SlaStarted)
        lane = lane_of(created.queue, created.tier, created.language, "")
        lanes[lane] += 1
        put(CaseRow, []).append(
            rows.case(
                *(i, command, created.channel, created.queue, created.tier, created.language),
                *(lane, created.priority, created.rank_at, at, at, customer, at, at, at),
                *(clock.due_at, i),
            )
        )
        put(ClockRow, []).append(
            rows.clock(
                *(i, clock.target_ms, at, at, clock.due_at, clock.warn_75_at, clock.warn_90_at)
            )
        )
        put(TimerRow, []).append(rows.timer(i, clock.warn_75_at))
        name, subject = NAMES[i % len(NAMES)], SUBJECTS[i % len(SUBJECTS)]
        if len(events) == 4:
            put(CustomerRow, []).append(rows.facts(customer))
            put(Customer, []).append(CODECS[Customer].encode(Customer(customer, name)))
            put(ContactPoint, []).append(("mail", f"{customer}@example.org", customer))
        put(CaseText, []).append((i, subject, ""))
        put(Message, []).append(
            rows.message(
                *(i, i, customer, name, f"{customer}@example.org", subject, at),
                *(f"{i}@example.org", command, created.channel),
            )
        )
    for cls, values in out.items():
        _put(db, cls, values)
    db.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?)", log.events)
    db.executemany("INSERT INTO commands VALUES (?,?,?,?,?,?,?,?,?,?,NULL)", log.commands)
    log.events, log.commands = [], []


def main() -> None:
    """Read the arguments and fill the store."""
    seed(Path(sys.argv[1]).absolute(), int(sys.argv[2]))


if __name__ == "__main__":
    main()
