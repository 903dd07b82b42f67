"""Any jump, forward or back, comes to what folding the log from its beginning comes to."""

import math
import random
from itertools import groupby
from pathlib import Path

import pytest

from agentdesk.board import past
from agentdesk.board.looking import look
from agentdesk.board.past import Past
from agentdesk.board.position import Position
from agentdesk.board.sharing import Sharing
from agentdesk.board.sight import Sight
from agentdesk.board.snapshots import Snapshots
from agentdesk.boardsettings import BoardSettings
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.domain.setup import Setup
from tests.board.any_log import AnyLog
from tests.board.test_ledger_of_any_history import state_of
from tests.board.test_looking import differing
from tests.board.told_log import ToldLog

SIGHTS = [
    Sight(Setup(), BoardSettings(), window, "service_level.default") for window in ("today", "7d")
]
PAUSES = (0, SECOND, MINUTE, HOUR, 5 * HOUR, DAY)
LIMIT = 20_000


@pytest.mark.parametrize("seed", range(60, 68))
async def test_any_jump_is_a_fold_from_the_beginning(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "SPARSE", 90)
    monkeypatch.setattr(past, "PAGE", 13)
    monkeypatch.setattr(past, "NEAR", 6)
    monkeypatch.setattr(past, "FILLING", math.inf)
    log = AnyLog(seed, size=500, pauses=PAUSES).entries
    store, chance = ToldLog(log, Setup(), log[-1].recorded_at), random.Random(seed)
    snapshots = Snapshots(tmp_path, "memory", Position.VERSION)
    way = Past(store, snapshots, 30)
    await way.position(len(log))
    await way.fill()
    ends = [list(part)[-1] for _, part in groupby(log, key=lambda entry: entry.recorded_at)]
    # Half of the jumps find everything in memory, the others what the cache holds.
    for n, end in enumerate(chance.sample(ends, 16)):
        if n % 2:
            way = Past(store, snapshots, 30)
        here = await way.position(end.seq)
        folded = Position()
        folded.apply(log[: end.seq])
        assert state_of(here.ledger) == state_of(folded.ledger)
        at = end.recorded_at + chance.choice((0, SECOND, HOUR))
        for sight in SIGHTS:
            assert differing(look(here, sight, at), look(folded, sight, at)) == {}
    snapshots.close()


async def test_snapshots_share_what_has_come_to_rest(tmp_path: Path) -> None:
    log = AnyLog(7, size=600, pauses=(HOUR,)).entries
    snapshots = Snapshots(tmp_path, "memory", Position.VERSION, limit=LIMIT)
    store, position = ToldLog(log, Setup(), log[-1].recorded_at), Position()
    named: set[bytes] = set()
    for end in range(50, len(log), 50):
        position.apply(log[position.seq : end])
        data, pieces = position.dump()
        mark = await store.mark(end)
        assert mark is not None
        assert snapshots.keep(mark, data, {x.head.id: x.data for x in pieces})
        named |= {x.head.id for x in pieces}
    size, needed = snapshots.size, set[bytes]()
    for mark in snapshots.marks():
        kept = snapshots.load(mark)
        assert kept is not None
        needed |= {x.head.id for x in Position.load(kept, Sharing(snapshots).find).dump().pieces}
    snapshots.close()
    again = Snapshots(tmp_path, "memory", Position.VERSION)
    assert again.size == size <= LIMIT
    assert again.pieces(named).keys() == needed
    assert 0 < len(needed) < len(named), "what nobody needs any more has gone"
    again.close()
