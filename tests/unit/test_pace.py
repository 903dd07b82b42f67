"""Whoever only watches looks at once while little happens, and rarely while much does."""

import subprocess
import sys

import pytest

from agentdesk.data.pace import BUSY_REST_S, LONGEST_S, REST_S, Pace


class Seconds:
    """A clock that moves when told to."""

    now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def looks(rate: float, seconds: float, pace: Pace, clock: Seconds) -> list[float]:
    """Let so many entries a second come; return how long was rested after each look."""
    rests: list[float] = []
    end = clock.now + seconds
    seen = clock.now
    while clock.now < end:
        found = int((clock.now - seen) * rate)
        seen += found / rate
        rest = pace.looked(found)
        rests.append(rest)
        clock.now += max(rest, 1 / rate)
    return rests


def test_a_single_change_is_seen_at_once_and_rested_after() -> None:
    clock = Seconds()
    pace = Pace(clock, Seconds())
    for _ in range(10):
        clock.now += 5.0
        assert pace.looked(2) == REST_S
        assert pace.looked(0) == 0.0
        assert not pace.busy


def test_fifty_changes_a_second_are_seen_within_a_moment() -> None:
    clock = Seconds()
    rests = looks(50, 10, Pace(clock, Seconds()), clock)
    assert max(rests) == REST_S


def test_a_thousand_changes_a_second_are_looked_at_four_times_a_second() -> None:
    clock = Seconds()
    pace = Pace(clock, Seconds())
    rests = looks(1_000, 10, pace, clock)
    assert pace.busy
    assert len(rests) < 10 / BUSY_REST_S + 20
    assert set(rests[-30:]) == {BUSY_REST_S}


def test_when_it_is_quiet_again_changes_are_seen_at_once_again() -> None:
    clock = Seconds()
    pace = Pace(clock, Seconds())
    looks(1_000, 5, pace, clock)
    looks(10, 3, pace, clock)
    assert not pace.busy
    clock.now += 1.0
    assert pace.looked(1) == REST_S


def test_who_has_much_to_do_with_what_comes_looks_more_rarely_and_never_stands_still() -> None:
    clock, work = Seconds(), Seconds()
    pace = Pace(clock, work)
    for each, rest in ((0.001, BUSY_REST_S), (0.005, 0.5), (0.5, LONGEST_S)):
        for _ in range(5):
            clock.now += 0.5
            work.now += each
            rested = pace.looked(500)
        assert rested == pytest.approx(rest)


_GIVEN_WAY = """
import os, threading
from agentdesk.data.pace import begin, give_way

def priority():
    found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

found, before = [], os.getpriority(os.PRIO_PROCESS, 0)
give_way()
priority()
for start in (threading.Thread.start, begin):
    thread = threading.Thread(target=priority)
    start(thread)
    thread.join()
print(*(each - before for each in found))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="priorities are of whole programs elsewhere")
def test_who_gives_way_still_reads_as_fast_as_everybody() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GIVEN_WAY], capture_output=True, text=True, check=True
    )
    itself, usual, reading = map(int, done.stdout.split())
    assert itself == usual > 0
    assert reading == 0
