"""Write a log as a busy center leaves it: ``python -m tests.bench.board_log PATH EVENTS``.

Forty thousand events a day: mails that are answered and resolved, calls and chats with their
wrap-up, surveys, clocks that are met and missed, people who come and go. Only the log and the
set-up are written; the rows are empty, which nothing but the first picture of a board reads.
``append PATH RATE SECONDS`` goes on with such a log.
"""

import heapq
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.data.codec import insert_sql
from agentdesk.data.sqlite import schema
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.paths import create_empty
from agentdesk.domain import events as e
from agentdesk.domain.content import SetupText
from agentdesk.domain.setup import CalendarSetup, PersonSetup, QueueSetup, Setup
from tests.bench.seed import Log

START = 1_772_409_600_000
"""Monday, 2 March 2026, 00:00 UTC."""
QUEUES = tuple(f"queue{n}" for n in range(12))
PEOPLE = tuple(f"agent{n}" for n in range(120))
ALWAYS: dict[str, tuple[tuple[str, str], ...]] = {
    str(day): (("00:00", "24:00"),) for day in range(7)
}
SETUP = Setup(
    name="Busy",
    version=1,
    queues=tuple(
        QueueSetup(q, q.title(), f"team{n % 3}", calendar="c") for n, q in enumerate(QUEUES)
    ),
    people=tuple(
        PersonSetup(id, id.title(), team=f"team{n % 3}", queues=QUEUES[n % 3 :: 3])
        for n, id in enumerate(PEOPLE)
    ),
    calendars=(CalendarSetup("c", "UTC", ALWAYS),),
)
A_DAY = 40_000
"""Events."""
_CASES, _CALLS = 1_350, 1_900
"""Of each day."""
Told = tuple[int, str, str, tuple[e.Event, ...]]
"""When, by whom, in which command, what."""
_json = msgspec.json.Encoder(order="deterministic").encode


def told(seed: int = 1) -> Iterator[Told]:
    """Yield what happens, in order, day after day without end."""
    chance, pending, number = random.Random(seed), list[tuple[int, int, Told]](), 0
    case = call = day = 0
    while True:
        start = START + day * DAY
        acts: list[Told] = list(_seats(chance, start))
        for _ in range(_CASES):
            case += 1
            acts += _case(chance, case, start + 7 * HOUR + chance.randrange(11 * HOUR))
        for _ in range(_CALLS):
            call += 1
            acts += _call(chance, call, start + 8 * HOUR + chance.randrange(9 * HOUR))
        for act in acts:
            number += 1
            heapq.heappush(pending, (act[0], number, act))
        day += 1
        while pending and pending[0][0] < START + day * DAY:
            yield heapq.heappop(pending)[2]


def _seats(chance: random.Random, start: int) -> Iterator[Told]:
    for person in PEOPLE:
        begins = start + 7 * HOUR + chance.randrange(2 * HOUR)
        states = [("offline", "available", 0), ("available", "unavailable", 4 * HOUR)]
        states += [("unavailable", "available", 5 * HOUR), ("available", "offline", 9 * HOUR)]
        for before, after, later in states:
            reason = "lunch" if after == "unavailable" else None
            change = e.AgentStateChanged(agent=person, before=before, after=after, reason=reason)  # type: ignore[arg-type] # one of the four
            yield begins + later, person, f"state-{person}-{begins + later}", (change,)


def _case(chance: random.Random, id: int, at: int) -> Iterator[Told]:
    """Yield the acts of one case, from its coming to its closing."""
    queue, person = chance.choice(QUEUES), chance.choice(PEOPLE)
    fr, res = at + 4 * HOUR, at + 16 * HOUR
    created = e.CaseCreated(
        case_id=id, channel=chance.choice(("mail", "web")), queue=queue, tier=1, language="en",
        skills="", priority=chance.randint(1, 4), level="standard", units=1, team="team0",
        waiting_since=at, rank_at=fr, customer_id=f"c{id // 3}",
    )  # fmt: skip
    yield (
        *(at, "customer", f"come-{id}"),
        (
            created,
            e.MessagePosted(id, id * 2, "in", created.channel, public=True, human=True),
            e.SlaStarted(id, "FR", "p", "c", 4 * HOUR, fr),
            e.SlaStarted(id, "RES", "p", "c", 16 * HOUR, res),
        ),
    )
    at += chance.randrange(5 * HOUR)
    yield at, person, f"take-{id}", (e.CaseAssigned(id, person, "next"),)
    at += MINUTE + chance.randrange(20 * MINUTE)
    reply = [
        e.MessagePosted(id, id * 2 + 1, "out", "mail", public=True, human=True),
        e.SendQueued(id, id * 2 + 1, "mail", at + 15 * SECOND),
        e.SlaStopped(id, "FR", min(at, fr) - created.waiting_since, met=at <= fr),
    ]
    if chance.random() < 0.2:
        yield at, person, f"move-{id}", (
            e.CaseEscalated(id, "functional", "expert", 1, 2, queue, chance.choice(QUEUES), person),
        )  # fmt: skip
        at += chance.randrange(2 * HOUR)
        person = chance.choice(PEOPLE)
        yield at, person, f"again-{id}", (e.CaseAssigned(id, person, "take"),)
    done = [
        e.CaseResolved(id, "answered", at + 7 * DAY),
        e.SlaStopped(id, "RES", HOUR, met=at <= res),
    ]
    yield at, person, f"reply-{id}", tuple([*reply, *done])
    yield at + 15 * SECOND, "system", f"send-{id}", (
        e.SendReleased(id, id * 2 + 1), e.SendStarted(id, id * 2 + 1), e.SendSent(id, id * 2 + 1),
    )  # fmt: skip
    if chance.random() < 0.3:
        yield at + HOUR, "system", f"ask-{id}", (e.SurveySent(id, "csat"),)
        score = e.SurveyAnswered(id, "csat", chance.randint(1, 5))
        yield at + 2 * HOUR, "customer", f"say-{id}", (score,)
    yield at + 7 * DAY, "system", f"close-{id}", (e.CaseClosed(id, "time"),)


def _call(chance: random.Random, id: int, at: int) -> Iterator[Told]:
    """Yield the acts of one call or chat."""
    queue, person = chance.choice(QUEUES), chance.choice(PEOPLE)
    channel = chance.choice(("call", "chat"))
    yield at, "system", f"ring-{id}", (e.InteractionQueued(id, channel, queue, 20 * SECOND),)
    at += chance.randrange(45 * SECOND)
    if chance.random() < 0.1:
        yield at, "customer", f"left-{id}", (e.InteractionAbandoned(id),)
        return
    yield at, person, f"offer-{id}", (e.InteractionOffered(id, person),)
    at += SECOND
    yield at, person, f"answer-{id}", (e.InteractionConnected(id, person),)
    if chance.random() < 0.3:
        yield at + MINUTE, person, f"hold-{id}", (e.InteractionHeld(id),)
        yield at + 2 * MINUTE, person, f"back-{id}", (e.InteractionUnheld(id),)
    at += 2 * MINUTE + chance.randrange(6 * MINUTE)
    wraps = e.AgentStateChanged(agent=person, before="available", after="wrap_up")
    yield at, person, f"end-{id}", (e.InteractionEnded(id), wraps)
    at += chance.randrange(2 * MINUTE)
    back = e.AgentStateChanged(agent=person, before="wrap_up", after="available")
    yield at, person, f"wrap-{id}", (e.InteractionWrapped(id), back)


def write(path: Path, events: int) -> int:
    """Write a store with a log of so many events; return when the last was recorded."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_empty(path)
    with closing(connect(path)) as db:
        schema.create(db)
        db.execute("PRAGMA journal_mode = OFF").fetchall()
        db.execute("PRAGMA synchronous = OFF")
        log, at = Log(), START
        db.execute("BEGIN")
        log.command("setup", "admin", START, e.SetupChanged(version=1, checksum="0"))
        db.execute(insert_sql(SetupText, "sqlite"), (1, _json(SETUP).decode()))
        for at, actor, command, happened in told():
            log.command(command, actor, at, *happened)
            if len(log.events) > 5_000:
                _flush(db, log)
            if log.seq >= events:
                break
        _flush(db, log)
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL").fetchall()
    return at


def _flush(db: sqlite3.Connection, log: Log) -> None:
    db.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?)", log.events)
    log.events, log.commands = [], []


def append(path: Path, rate: int, seconds: float) -> None:
    """Go on with a log, so many events a second, each act in a commit of its own."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as db:
        db.execute("PRAGMA synchronous = NORMAL")
        log = Log()
        last = db.execute("SELECT seq, hash, recorded_at FROM events ORDER BY seq DESC LIMIT 1")
        log.seq, log.hash, at = last.fetchone()
        begins, written = time.monotonic(), 0
        for _, actor, command, happened in told(2):
            wait = begins + written / rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            if written >= rate * seconds:
                return
            at = max(at, time.time_ns() // 1_000_000)
            log.command(command, actor, at, *map(_anew, happened))
            db.execute("BEGIN IMMEDIATE")
            _flush(db, log)
            db.execute("COMMIT")
            written += len(happened)


def _anew(event: e.Event) -> e.Event:
    """Return an event of another case, call or chat than those of the log before."""
    changes = {
        name: getattr(event, name) + 10_000_000
        for name in ("case_id", "interaction_id")
        if getattr(event, name, None) is not None
    }
    return msgspec.structs.replace(event, **changes)


if __name__ == "__main__":
    if sys.argv[1] == "append":
        append(Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    else:
        write(Path(sys.argv[1]).absolute(), int(sys.argv[2]))
