"""From any entry of a log to what it adds up to there: by snapshots, or without them."""

import math
from pathlib import Path

import pytest

from agentdesk.board import past
from agentdesk.board.past import Past
from agentdesk.board.position import Position
from agentdesk.board.sharing import Sharing
from agentdesk.board.snapshots import Snapshots
from agentdesk.clock import SECOND
from tests.board.office_store import OfficeStore
from tests.support.office import Office

STEP = 20


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> OfficeStore:
    """A log of some two hundred entries, in which everything is small."""
    monkeypatch.setattr(past, "SPARSE", 60)
    monkeypatch.setattr(past, "PAGE", 4)
    monkeypatch.setattr(past, "NEAR", 3)
    monkeypatch.setattr(past, "FILLING", math.inf)
    office = Office()
    for number in range(40):
        office.later(7 * SECOND)
        office.mail(sender=f"a{number}@there.example")
    return OfficeStore(office)


def _folded(store: OfficeStore, seq: int) -> Position:
    position = Position()
    position.apply(store.log[:seq])
    return position


async def test_snapshots_are_few_at_first_and_filled_in_later(
    store: OfficeStore, tmp_path: Path
) -> None:
    snapshots = Snapshots(tmp_path, "office", Position.VERSION)
    way = Past(store, snapshots, STEP)
    end = len(store.log)
    await way.position(end)
    sparse = [mark.seq for mark in snapshots.marks()]
    assert sparse == [seq for seq in (180, 120, 60) if seq <= end]
    await way.fill()
    seqs = sorted(mark.seq for mark in snapshots.marks())
    gaps = [after - before for before, after in zip([0, *seqs], seqs, strict=False)]
    assert max(gaps) <= STEP
    count = len(seqs)
    await way.fill()
    assert len(snapshots.marks()) == count
    for seq in (1, 19, 20, 21, 59, 60, 133, end):
        store.asked.clear()
        position = await way.position(seq)
        assert position.seq == seq
        # Pages of four entries, from the nearest snapshot.
        assert store.asked.count("entries") <= STEP // 4 + 1
        assert position.to_bytes() == _folded(store, seq).to_bytes()
    snapshots.close()


async def test_snapshots_of_another_log_are_not_used(store: OfficeStore, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "office", Position.VERSION)
    await Past(store, snapshots, STEP).position(len(store.log))
    assert snapshots.marks()
    other = Office()
    for number in range(40):
        other.later(9 * SECOND)
        other.mail(sender=f"b{number}@there.example", to="machines@desk.example")
    changed = OfficeStore(other)
    position = await Past(changed, snapshots, STEP).position(100)
    assert position.to_bytes() == _folded(changed, 100).to_bytes()
    snapshots.close()


async def test_a_snapshot_that_cannot_be_read_is_left_out(
    store: OfficeStore, tmp_path: Path
) -> None:
    snapshots = Snapshots(tmp_path, "office", Position.VERSION)
    for seq in (60, 120):
        mark = await store.mark(seq)
        assert mark is not None
        snapshots.keep(mark, b"\x92\xc4\x01a\xc4\x01b" if seq == 120 else b"nothing of ours")
    position = await Past(store, snapshots, STEP).position(130)
    assert position.to_bytes() == _folded(store, 130).to_bytes()
    # Others have taken their places.
    assert [mark.seq for mark in snapshots.marks()] == [120, 60]
    for mark in snapshots.marks():
        data = snapshots.load(mark)
        assert data is not None
        assert Position.load(data, Sharing(snapshots).find).seq == mark.seq
    snapshots.close()


async def test_whoever_is_near_is_gone_on_from_and_stays_where_they_are(
    store: OfficeStore,
) -> None:
    way = Past(store, Snapshots(None, "office", Position.VERSION), STEP)
    here = _folded(store, 50)
    store.asked.clear()
    there = await way.position(53, [here])
    assert (here.seq, there.seq) == (50, 53)
    assert store.asked.count("entries") == 1
