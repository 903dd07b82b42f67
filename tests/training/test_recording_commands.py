"""``agentdesk train record``, ``review`` and ``import`` as they are typed."""

import asyncio
import re
from pathlib import Path

import pytest

from agentdesk.clock import MINUTE, SECOND
from agentdesk.data.open import open_store
from agentdesk.training.reading import read_scenario
from agentdesk.training.recording.recorder import Options
from agentdesk.training.recording.recorder import record as record_window
from agentdesk.training.recording.window import Window, read_window
from tests.cli.conftest import Ran, Runner, postgres_url
from tests.training.planted_shift import LEAD, people, planted
from tests.training.test_recording import PEOPLE, leaked, store_of

__all__ = ["postgres_url"]
FROM, TO = "2026-03-02 09:00", "2026-03-02 12:00"


def record(run: Runner, store: Path, out: Path, *more: str) -> Ran:
    return run(
        "--store", str(store), "--as", LEAD.id, "train", "record", "--from", FROM, "--to", TO,
        "--out", str(out), *more,
    )  # fmt: skip


def test_a_shift_is_recorded_and_can_be_played(desk: Runner, tmp_path: Path) -> None:
    store, _, _ = store_of(tmp_path)
    out = tmp_path / "planted.yaml"
    ran = record(desk, store, out, "--coarser", "2")
    assert (ran.code, ran.err) == (0, "")
    assert f"{len(PEOPLE)} arrivals" in ran.out
    assert desk("train", "check", str(out)).code == 0
    assert leaked(out.read_text(), PEOPLE) == []
    assert "is there already" in record(desk, store, out).err


def test_who_would_stand_alone_is_refused_with_the_groups(desk: Runner, tmp_path: Path) -> None:
    store, _, _ = store_of(tmp_path)
    out = tmp_path / "planted.yaml"
    ran = record(desk, store, out, "--seat", "omar")
    assert ran.code == 4
    ran = desk(
        "--store", str(store), "--as", LEAD.id, "train", "record", "--from", FROM,
        "--to", "2026-03-02 09:06", "--out", str(out),
    )  # fmt: skip
    assert ran.code == 1
    assert "would stand alone" in ran.err
    assert "billing · mail · question · en" in ran.err
    assert not out.exists()


def test_a_reviewed_text_comes_through_and_the_private_file_goes(
    desk: Runner, tmp_path: Path
) -> None:
    store, _, _ = store_of(tmp_path)
    out, private = tmp_path / "planted.yaml", tmp_path / "private.json"
    ran = record(desk, store, out, "--coarser", "2", "--review", str(private))
    assert ran.code == 0
    assert not out.exists()
    ran = desk("train", "review", str(private), "--write")
    assert "0 of 67 texts" in ran.out
    assert not private.exists()
    assert read_scenario(out).provenance.source == "recorded"


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2026-03-02 12:00", "2026-03-02 09:00", "must come behind"),
        ("2026-03-02 09:00", "2026-03-05 09:00", "two days at most"),
        ("2026-03-02", "yesterday", "is no time"),
    ],
)
def test_a_window_that_cannot_be_is_told(
    desk: Runner, tmp_path: Path, since: str, until: str, sentence: str
) -> None:
    store, _, _ = store_of(tmp_path)
    ran = desk(
        "--store", str(store), "--as", LEAD.id, "train", "record", "--from", since, "--to", until,
        "--out", str(tmp_path / "x.yaml"),
    )  # fmt: skip
    assert ran.code == 2
    assert sentence in ran.err


def test_a_store_on_postgresql_is_read_alike(postgres_url: str) -> None:
    some = people(6)

    async def work() -> tuple[Window, int]:
        begins, ends = await planted(postgres_url, some)
        store = await open_store(postgres_url)
        try:
            setup = await store.reads.setup()
            found = await read_window(store, setup.person(LEAD.id), begins, ends)
            ids = [customer.id for customer in found.customers]
            return found, len(await store.reads.privacy.field_reads(ids))
        finally:
            await store.close()

    found, looks = asyncio.run(work())
    assert (len(found.shift.visits), looks) == (6, 6)
    assert len(found.texts) == 8
    text = record_window(found, Options(name="planted", title="Planted", coarser=2)).text
    assert leaked(text, some) == []


CALLS = "caller,came,waited,talked,ended,agent\n" + "".join(
    f"+49 30 55{n:05d},2026-03-02 09:{n:02d}:00,{20 + n * 7 % 90},{'' if n % 4 == 0 else 240},"
    f"{'hangup' if n % 4 == 0 else 'agent'},{'' if n % 4 == 0 else 'Berta Zollner'}\n"
    for n in range(40)
)
CALL_MAP = """\
fields: {call: caller, arrival: came, queue_time: waited, service_time: talked, outcome: ended, person: agent, customer: caller}
zone: Europe/Berlin
"""  # noqa: E501


def test_call_records_become_a_shift_with_their_patience(desk: Runner, tmp_path: Path) -> None:
    log, map_, out = tmp_path / "calls.csv", tmp_path / "map.yaml", tmp_path / "calls.yaml"
    log.write_text(CALLS)
    map_.write_text(CALL_MAP)
    ran = desk("train", "import", str(log), "--map", str(map_), "--out", str(out))
    assert (ran.code, ran.err) == (0, "")
    scenario = read_scenario(out)
    assert len(scenario.arrivals) == 40
    assert {arrival.channel for arrival in scenario.arrivals} == {"call"}
    patience = [arrival.patience or 0 for arrival in scenario.arrivals]
    assert min(patience) == 20 * SECOND
    assert max(patience) > MINUTE
    text = out.read_text()
    assert "Zollner" not in text
    assert "5500001" not in text.replace(" ", "")


def test_a_log_can_be_narrowed_to_what_one_person_had(desk: Runner, tmp_path: Path) -> None:
    log, map_, out = tmp_path / "calls.csv", tmp_path / "map.yaml", tmp_path / "calls.yaml"
    rows = [
        row.replace("Berta Zollner", "Ida Quirk") if n % 2 else row
        for n, row in enumerate(CALLS.splitlines(keepends=True))
    ]
    log.write_text("".join(rows))
    map_.write_text(CALL_MAP)
    args = ("train", "import", str(log), "--map", str(map_), "--out", str(out), "--seat")
    assert "is called Nobody Here" in desk(*args, "Nobody Here").err
    ran = desk(*args, "ida quirk", "--coarser", "2")
    assert (ran.code, ran.err) == (0, "")
    arrivals = read_scenario(out).arrivals
    assert len(arrivals) == sum("Ida Quirk" in row for row in rows)
    # Who hung up was nobody's, and tells all the same how patient people are.
    assert min(one.patience or 0 for one in arrivals) < 3 * MINUTE
    assert "Quirk" not in out.read_text()


def test_a_queue_that_names_somebody_has_one_other_name(desk: Runner, tmp_path: Path) -> None:
    log, map_, out = tmp_path / "log.csv", tmp_path / "map.yaml", tmp_path / "log.yaml"
    log.write_text(EVENTS.replace("Network", "Help Zollner"))
    map_.write_text(EVENT_MAP)
    ran = desk("train", "import", str(log), "--map", str(map_), "--out", str(out))
    assert (ran.code, ran.err) == (0, "")
    (queue,) = read_scenario(out).setup.queues
    assert (queue.id, queue.name) == ("queue-1", "queue-1")


COURSE = (
    "created,customer,Network,my name is Olga Petrenko",
    "replied,Berta Zollner,Network,",
    "customer_wrote,customer,,",
    "resolved,Berta Zollner,,",
)
EVENTS = "case,time,what,who,team,text\n" + "".join(
    f"INC{70_000 + n},2026-03-02 {9 + hour + n // 10:02d}:{n % 10 * 5:02d},{row}\n"
    for n in range(30)
    for hour, row in enumerate(COURSE)
)
EVENT_MAP = """\
fields: {case: case, time: time, activity: what, person: who, queue: team, text: text}
zone: Europe/Berlin
"""


def test_an_event_log_becomes_a_shift_with_what_was_done(desk: Runner, tmp_path: Path) -> None:
    log, map_, out = tmp_path / "log.csv", tmp_path / "map.yaml", tmp_path / "log.yaml"
    log.write_text(EVENTS)
    map_.write_text(EVENT_MAP)
    ran = desk("train", "import", str(log), "--map", str(map_), "--out", str(out))
    assert (ran.code, ran.err) == (0, "")
    scenario = read_scenario(out)
    assert len(scenario.arrivals) == 30
    assert [queue.id for queue in scenario.setup.queues] == ["network"]
    replies = {reply.on for persona in scenario.personas for reply in persona.replies}
    assert replies == {"answered", "resolved"}
    assert ("resolved",) in {act.any_of for act in scenario.expected}
    text = out.read_text()
    assert [word for word in ("Zollner", "Petrenko", "INC") if word in text] == []
    # Whole numbers are looked for: the scenario's seed is any number at all.
    assert set(re.findall(r"\d+", text)) & {str(70_000 + n) for n in range(30)} == set()
