"""The sample center: alive, whole, and the same each time."""

from pathlib import Path

import pytest

from agentdesk.cli.setup_file import example_setup
from agentdesk.clock import ManualClock
from agentdesk.data.open import open_store
from agentdesk.demo.build import alive, build
from agentdesk.demo.stories import Answers, Cases, Customers, read
from tests.cli.conftest import Runner

NOW = 1_772_460_000_000
"""A Monday; the hour does not matter, the sample is alive at any."""


@pytest.fixture
def sample(desk: Runner, tmp_path: Path) -> Path:
    path = tmp_path / "sample.db"
    ran = desk("demo", "--keep", path, "--no-desk", "--json")
    assert ran.code == 0, ran.err
    return path


def test_the_sample_is_a_day_in_a_center(desk: Runner, sample: Path) -> None:
    def lena(*args: object) -> list[dict[str, object]]:
        return desk(*args, "--store", sample, "--as", "lena", "--json").lines

    assert len(lena("case", "list")) >= 36
    mine = [row for row in lena("case", "list", "--mine") if row["state"] != "resolved"]
    assert len(mine) == 4
    assert any(row["wrote_at"] for row in mine)
    (counts,) = lena("queue", "counts")
    assert counts["for_me"] == 1, "a case came back from the workshop for her"
    assert 15 <= int(str(counts["waiting"])) <= 25
    assert 1 <= int(str(counts["late"])) <= 4
    assert int(str(counts["soon"])) >= 2
    assert counts["held_mail"] == 1
    states = {row["state"] for row in lena("case", "list", "--limit", "500")}
    assert {"new", "open", "waiting_customer", "waiting_third_party", "resolved"} <= states
    workshop = lena("case", "list", "--queue", "specialists", "--state", "new")
    workshop += lena("case", "list", "--queue", "specialists", "--state", "open")
    assert any(row["owner"] is None for row in workshop), "one escalation waits to be taken"
    assert desk("store", "check", "--store", sample).code == 0


def test_the_case_that_came_back_tells_why(desk: Runner, sample: Path) -> None:
    first = desk("queue", "list", "--store", sample, "--as", "lena", "--json").lines[0]
    shown = desk("case", "show", first["case_id"], "--store", sample, "--as", "lena", "--json").one
    assert shown["row"]["reserved_for"] == "lena"
    assert "thermostat" in shown["handover"]["body"]


def test_the_sample_never_overwrites(desk: Runner, sample: Path) -> None:
    before = sample.read_bytes()
    assert desk("demo", "--keep", sample, "--no-desk").code == 1
    assert sample.read_bytes() == before


def test_the_persons_own_store_is_left_alone(desk: Runner, sample: Path, tmp_path: Path) -> None:
    assert not (tmp_path / "data").exists()


async def test_the_same_seed_gives_the_same_log(tmp_path: Path) -> None:
    hashes = []
    for name in ("one", "two"):
        clock = ManualClock(NOW)
        store = await open_store(str(tmp_path / f"{name}.db"), clock=clock)
        try:
            await build(store, clock, alive(example_setup()))
            entries = await store.reads.entries(limit=10_000)
            hashes.append([(entry.seq, entry.recorded_at, entry.fact) for entry in entries])
        finally:
            await store.close()
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) > 300


def test_the_sample_speaks_many_scripts() -> None:
    names = "".join(one.name for one in read("customers.yaml", Customers).customers)
    for first, last in (("一", "鿿"), ("가", "힣"), ("؀", "ۿ"), ("Ѐ", "ӿ"), ("ऀ", "ॿ")):
        assert any(first <= letter <= last for letter in names), (first, last)
    assert len(read("answers.yaml", Answers).answers) == 12
    assert 38 <= len(read("cases.yaml", Cases).cases) <= 44
