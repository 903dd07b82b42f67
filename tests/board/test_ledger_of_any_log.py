"""Dense logs, made up: the same figures by the slow rules, however the ledger came to them."""

import random

import pytest

from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import Span
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.domain.setup import Setup
from tests.board import oracle
from tests.board.any_log import AGENTS, AnyLog
from tests.board.test_ledger_of_any_history import by_moment, same_figures, state_of
from tests.unit.figures import Log

SLOW = (0, SECOND, MINUTE, 5 * HOUR, 2 * DAY)
"""Pauses that make a log of weeks."""


@pytest.mark.parametrize("seed", range(25))
def test_every_figure_is_that_of_the_slow_rules(seed: int) -> None:
    log, setup = AnyLog(seed).entries, Setup()
    ledger, done = Ledger(), 0
    for at in sorted({log[n].recorded_at for n in (40, 90, 140, 190, len(log) - 1)}):
        upto = next((n for n, x in enumerate(log) if x.recorded_at > at), len(log))
        ledger.apply(log[done:upto])
        done = upto
        wanted = oracle.expected(log, at)
        span = Span(log[0].recorded_at + HOUR, at + HOUR)
        known = Log([x.fact for x in log if x.recorded_at <= at], at)
        people = oracle.of_people(known, AGENTS, span, at)
        found = oracle.measured(oracle.look_at(ledger, setup, at), wanted)
        assert oracle.differences(found, wanted) == {}
        look = oracle.look_at(ledger, setup, at, span)
        assert sum(x.numerator for x in FIGURES["occupancy"].items(look)) == people["occupancy"][0]
        assert oracle.measured(look, people) == people


@pytest.mark.parametrize("seed", range(25, 40))
def test_it_is_the_same_one_by_one_over_snapshots_and_from_copies(seed: int) -> None:
    log = AnyLog(seed, pauses=SLOW if seed % 2 else (0, SECOND)).entries
    chance = random.Random(seed)
    for keep_ms, warm_ms in ((None, HOUR), (8 * DAY, MINUTE)):
        whole, single, broken = (Ledger(keep_ms=keep_ms, warm_ms=warm_ms) for _ in range(3))
        whole.apply(log)
        copies: list[tuple[Ledger, int]] = []
        for n, entry in enumerate(log):
            single.apply([entry])
            if chance.random() < 0.2:
                broken = Ledger.from_bytes(broken.to_bytes())
            if chance.random() < 0.02:
                copies.append((broken.copy(), n))
            broken.apply([entry])
        for one in (single, broken):
            assert state_of(one) == state_of(whole)
        for copy, n in copies:
            copy.apply(log[n:])
            assert state_of(copy) == state_of(whole)
        assert Ledger.from_bytes(whole.to_bytes()).to_bytes() == whole.to_bytes()


@pytest.mark.parametrize("seed", range(40, 52))
def test_what_is_over_may_be_forgotten(seed: int) -> None:
    log = AnyLog(seed, size=500, pauses=SLOW).entries
    pruned, whole = Ledger(keep_ms=8 * DAY), Ledger()
    for n, part in enumerate(by_moment(log)):
        pruned.apply(part)
        whole.apply(part)
        if n % 10 == 0:
            pruned = Ledger.from_bytes(pruned.to_bytes())
            same_figures(pruned, whole, part[-1].recorded_at)
    same_figures(pruned, whole, log[-1].recorded_at)
    kept, all_ = (len([*one.cases(), *one.talks()]) for one in (pruned, whole))
    assert kept < all_, "something was forgotten"
