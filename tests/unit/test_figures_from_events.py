"""Every figure of the metrics page, from the log alone, to the digit of the shared vectors.

The story of the vectors is told as events by the desk's own clock rules; nothing but those events
is read. It is told twice: plainly, and with a command that was taken back, spam, a duplicate and
an erased customer in it, none of which may change a figure.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Literal

import pytest

from agentdesk.clock import HOUR, MINUTE, SECOND, from_datetime
from agentdesk.domain import clock_acts, sla
from agentdesk.domain import events as e
from agentdesk.domain.calendar import calendar_in
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import CaseRow, ClockRow, TimerRow
from agentdesk.domain.setup import CalendarSetup, Setup
from tests.support.policies import seed_policies
from tests.unit.figures import ATTAINED, Log, Share
from tests.unit.vectors import load

DATA = load("metrics_vectors.json")
EXPECTED = DATA["expected"]
HOURS: dict[str, tuple[tuple[str, str], ...]] = {
    str(day): (("09:00", "17:00"),) for day in range(5)
}
SETUP = Setup(
    calendars=(CalendarSetup("office", "UTC", HOURS), CalendarSetup("always", "UTC", HOURS)),
    policies=seed_policies("office", "always"),
)
SCORES: dict[Literal["csat", "nps", "ces"], tuple[int, ...]] = {
    "csat": (4, 2, 5, 3, 5),
    "nps": (9, 3, 10, 7, 8),
    "ces": (5, 2, 7, 4, 6),
}
TARGETS = {"call": 20 * SECOND, "chat": 60 * SECOND}


def on(text: str) -> int:
    """Return the instant of a time of the story, ``03-02 09:00`` with or without seconds."""
    return from_datetime(datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}+00:00"))


SNAPSHOT = from_datetime(datetime.fromisoformat(DATA["snapshot"]))
START, END = on("03-02 09:00"), on("03-02 10:00")


class Telling:
    """Events told in the order of time; the rows they add up to are at hand for the clocks."""

    def __init__(self) -> None:
        self.table = Table()
        self.facts: list[e.Fact] = []
        self._todo: list[tuple[int, Callable[[], None]]] = []
        self.now, self.command = 0, ""

    def at(self, when: int, act: Callable[[], None]) -> None:
        """Let something happen at a time."""
        self._todo.append((when, act))

    def run(self) -> list[e.Fact]:
        """Let everything happen, each as a command of its own."""
        for number, (when, act) in enumerate(sorted(self._todo, key=lambda pair: pair[0])):
            self.now, self.command = when, f"command {number}"
            act()
        return self.facts

    def tell(self, *events: e.Event, actor: str = "agent") -> None:
        """Tell events that happen now."""
        for event in events:
            self._add(event, self.now, actor)

    def _add(self, event: e.Event, at: int, actor: str = "agent") -> None:
        fact = e.Fact(at, actor, self.command, e.decode(event.kind, event.v, e.encode(event)))
        self.facts.append(fact)
        self.table.apply(project(self.table, fact))

    def turn(self, rule: Callable[..., list[sla.Stamped]], case_id: int, *more: object) -> None:
        """Tell what a rule says of a case's clocks now."""
        clocks = {clock.kind: clock for clock in self.table.of_case(ClockRow, case_id)}
        facts = clock_acts.facts_of(self.table.one(CaseRow, case_id))
        for at, event in rule(SETUP, facts, clocks, self.now, *more):
            self._add(event, at)

    # ---- what happens in the story

    def create(self, case_id: int, channel: str, customer: str) -> None:
        created = e.CaseCreated(
            case_id=case_id,
            channel=channel,
            queue="q",
            tier=1,
            language="en",
            skills="",
            priority=2,
            level="standard",
            units=1,
            team="t",
            waiting_since=self.now,
            rank_at=self.now,
            customer_id=customer,
        )
        self.tell(created, actor="customer")
        self.turn(clock_acts.on_created, case_id)

    def post(self, case_id: int, direction: str, number: int) -> None:
        if direction == "out":
            self.turn(clock_acts.on_public_reply, case_id)
        posted = e.MessagePosted(
            case_id=case_id,
            message_id=number,
            direction="out" if direction == "out" else "in",
            channel="mail",
            public=True,
            human=True,
        )
        self.tell(posted, actor="agent" if direction == "out" else "customer")
        if direction == "in":
            self.turn(clock_acts.on_customer_message, case_id)

    def connect(self, number: int, case_id: int, agent: str) -> None:
        self.turn(clock_acts.on_connected, case_id)
        self.tell(
            e.InteractionConnected(interaction_id=number, agent=agent, case_id=case_id),
            e.CaseAssigned(case_id=case_id, agent=agent, how="auto"),
        )

    def resolve(self, case_id: int) -> None:
        self.turn(clock_acts.on_resolved, case_id)
        closes_at = self.now + 1000 * HOUR
        self.tell(e.CaseResolved(case_id=case_id, disposition="solved", closes_at=closes_at))

    def reopen_by_call(self, case_id: int) -> None:
        """A call is no unanswered message: it reopens without asking for a next response."""
        self.tell(
            e.CaseReopened(case_id=case_id, by="customer", waiting_since=self.now),
            actor="customer",
        )
        clock = self.table.one(ClockRow, case_id, "RES")
        for at, event in sla.reopen(clock, calendar_in(SETUP, clock.calendar), self.now):
            self._add(event, at)

    def wait(self, case_id: int) -> None:
        self.turn(clock_acts.on_waiting, case_id, "customer")
        remind_at = self.now + 72 * HOUR
        self.tell(e.CaseWaiting(case_id=case_id, waits_for="customer", remind_at=remind_at))

    def resume(self, case_id: int) -> None:
        self.turn(clock_acts.on_resumed, case_id)
        self.tell(e.CaseResumed(case_id=case_id, reason="agent", waiting_since=self.now))

    def escalate(self, case_id: int, *, functional: bool) -> None:
        tier, queue = (2, "q2") if functional else (1, "q")
        self.tell(
            e.CaseEscalated(
                case_id=case_id,
                escalation="functional" if functional else "hierarchical",
                reason="expert",
                from_tier=1,
                to_tier=tier,
                from_queue="q",
                to_queue=queue,
            )
        )


def live(t: Telling) -> None:
    """Tell the calls and chats of the vectors."""
    seen: set[str] = set()
    for name, kind, case, at, wait, what, talk, hold, wrap, agent in DATA["interactions"]:
        if kind == "email":
            continue
        number, channel = int(name[1:]), "call" if kind == "voice" else "chat"
        case_id = int(case[1:]) if case else None
        queued = on(at)
        if case_id is not None and case not in seen:
            t.at(queued, partial(t.create, case_id, channel, f"k{case_id}"))
            seen.add(case)
        elif case_id is not None:
            t.at(queued, partial(t.reopen_by_call, case_id))
        _say(t, queued, e.InteractionQueued(number, channel, "q", TARGETS[channel], case_id))
        heard = queued + wait * SECOND
        if what == "abn":
            _say(t, heard, e.InteractionAbandoned(number))
            continue
        assert case_id is not None
        ended = heard + (talk + hold) * SECOND
        _say(t, queued + SECOND, e.InteractionOffered(number, agent, case_id))
        t.at(heard, partial(t.connect, number, case_id, agent))
        if hold:
            _say(t, heard + MINUTE, e.InteractionHeld(number, case_id))
            _say(t, heard + MINUTE + hold * SECOND, e.InteractionUnheld(number, case_id))
        _say(t, ended, e.InteractionEnded(number, case_id))
        _say(t, ended + wrap * SECOND, e.InteractionWrapped(number, case_id))


def _say(t: Telling, at: int, *events: e.Event) -> None:
    t.at(at, lambda: t.tell(*events))


def cases(t: Telling) -> None:
    """Tell what becomes of the cases, and the two that came by mail."""
    for number, case_id, came in ((11, 7, "02-27 16:00"), (12, 8, "03-02 16:30")):
        t.at(on(came), partial(t.create, case_id, "mail", f"k{case_id}"))
        t.at(on(came), partial(t.post, case_id, "in", number))
    t.at(on("03-02 10:00"), lambda: t.post(7, "out", 21))
    t.at(on("03-02 11:00"), lambda: t.post(7, "in", 22))
    t.at(on("03-02 12:30"), lambda: t.post(7, "out", 23))
    t.at(on("03-03 09:30"), lambda: t.post(8, "out", 24))
    t.at(on("03-02 09:12:25"), lambda: t.escalate(2, functional=True))
    t.at(on("03-02 09:40"), lambda: t.escalate(6, functional=False))
    for name, states in DATA["cases"].items():
        for at, state in states[1:]:
            case_id = int(name[1:])
            if state == "resolved":
                t.at(on(at), partial(t.resolve, case_id))
            elif state == "waiting_customer":
                t.at(on(at), partial(t.wait, case_id))
            elif name == "C4":
                t.at(on(at), partial(t.resume, case_id))


def people(t: Telling) -> None:
    """Tell when the two agents were there, and what customers and evaluators said."""
    for agent in ("A1", "A2"):
        _say(t, START, e.AgentStateChanged(agent, "offline", "available"))
        _say(t, END, e.AgentStateChanged(agent, "available", "offline"))
    _say(t, on("03-02 09:40"), e.AgentStateChanged("A1", "available", "unavailable", "lunch"))
    _say(t, on("03-02 09:50"), e.AgentStateChanged("A1", "unavailable", "available"))
    after = on("03-05 12:00")
    for kind, scores in SCORES.items():
        for case_id in range(1, 7):
            _say(t, after, e.SurveySent(case_id, kind))
        for case_id, score in enumerate(scores, start=1):
            _say(t, after + HOUR, e.SurveyAnswered(case_id, kind, score))
    card = (("a", 20.0, 1.0), ("b", 30.0, 0.8), ("c", 35.0, 0.9), ("d", 15.0, None))
    _say(t, after, e.QaEvaluated(1, "card 1", "A1", card))
    _say(t, after, e.QaEvaluated(2, "card 1", "A2", card, auto_fail="disclosure"))


def nothing_that_counts(t: Telling) -> None:
    """Tell what must not change a figure: acts taken back, spam, a duplicate, an erasure."""
    undone = on("03-03 12:00")
    kept: dict[str, tuple[object, ...]] = {}

    def mistake() -> None:
        kept["command"] = (t.command,)
        kept["row"] = (t.table.one(CaseRow, 8),)
        kept["clocks"] = tuple(t.table.of_case(ClockRow, 8))
        kept["timers"] = tuple(t.table.of_case(TimerRow, 8))
        t.escalate(8, functional=False)
        t.resolve(8)

    def sorry() -> None:
        (command,), (row,) = kept["command"], kept["row"]
        assert isinstance(command, str)
        assert isinstance(row, CaseRow)
        clocks = tuple(x for x in kept["clocks"] if isinstance(x, ClockRow))
        timers = tuple(x for x in kept["timers"] if isinstance(x, TimerRow))
        t.tell(
            e.CommandUndone(command, (8,)),
            e.CaseRestored(8, row, clocks, timers, without=(command,)),
        )

    t.at(undone, mistake)
    t.at(undone + SECOND, sorry)
    for case_id, reason in ((91, "spam"), (92, "merged")):
        t.at(undone, partial(t.create, case_id, "mail", "k9"))
        t.at(undone + MINUTE, partial(t.turn, clock_acts.on_closed, case_id, "spam"))
        closed = e.CaseClosed(case_id, "spam" if reason == "spam" else "merged")
        _say(t, undone + MINUTE, closed)
    _say(t, on("03-06 16:00"), e.CustomerErased("k3"))
    # What was done elsewhere: long over, and once more taken up and settled here.
    _say(t, on("03-02 08:00"), imported(95, "k1", "closed"), imported(96, "k2", "resolved"))
    _say(t, on("03-03 08:00"), e.CaseReopened(96, "customer", on("03-03 08:00")))
    _say(t, on("03-03 09:00"), e.CaseResolved(96, "solved", on("03-10 09:00")))


def imported(case_id: int, customer: str, state: Literal["open", "resolved", "closed"]) -> e.Event:
    """Return the event of a case that came from another program."""
    return e.CaseImported(
        case_id=case_id, channel="mail", queue="q", tier=1, language="en", skills="", priority=2,
        level="standard", units=1, team="t", waiting_since=START, rank_at=START, state=state,
        customer_id=customer, replied_at=START, resolved_at=None if state == "open" else START,
    )  # fmt: skip


@pytest.fixture(params=["plain", "with what must not count"], scope="module")
def log(request: pytest.FixtureRequest) -> Log:
    """Return the log of the story at its snapshot."""
    telling = Telling()
    cases(telling)
    live(telling)
    people(telling)
    if request.param != "plain":
        nothing_that_counts(telling)
    return Log(telling.run(), SNAPSHOT)


def shown(share: Share) -> str:
    """Write a share as the vectors do."""
    return f"{share.n}/{share.of}={share.percent:.2f}%"


def test_service_level_and_abandonment_by_every_rule(log: Log) -> None:
    service = {name: shown(share) for name, share in log.service("call").items()}
    assert service == {
        "default": EXPECTED["SL default (short abandons excluded)"],
        "strict": EXPECTED["SL strict (all abandons count against)"],
        "answered": EXPECTED["SL answered only"],
        "late abandons": EXPECTED["SL abandons within T excluded"],
        "early met": EXPECTED["SL abandons within T count as met, short excluded"],
        "removed": "6/8=75.00%",
        "abandoned": EXPECTED["abandon default"],
        "abandoned raw": EXPECTED["abandon raw"],
    }
    assert log.service("visit")["default"].percent is None, "of nothing there is no figure"


def test_speed_of_answer_handle_time_and_wrap_up(log: Log) -> None:
    assert log.handling("call") == {
        "wait": EXPECTED["ASA"],
        "handle": EXPECTED["AHT voice"],
        "wrap": EXPECTED["ACW voice"],
        "hold": EXPECTED["hold avg"],
    }


def test_occupancy_counts_what_overlaps_once(log: Log) -> None:
    shares = {agent: log.occupancy(agent, START, END) for agent in ("A1", "A2")}
    team = Share(sum(s.n for s in shares.values()), sum(s.of for s in shares.values()))
    seconds = [Share(s.n // SECOND, s.of // SECOND) for s in (*shares.values(), team)]
    assert [shown(s) for s in seconds] == [
        EXPECTED[name] for name in ("occ A1", "occ A2", "occ team")
    ]


def test_first_and_next_response(log: Log) -> None:
    used = log.elapsed("FR")
    assert {c: used[c] for c in (7, 8)} == {7: 7200, 8: 3600}
    assert {f"C{c}": used[c] for c in range(1, 7)} == numbers_of("live FR s")
    assert sum(used.values()) / len(used) == EXPECTED["FR all mean business"]
    assert log.first_reply() == {7: 237600, 8: 61200}
    assert sum(log.first_reply().values()) / 2 == 149400
    assert list(log.elapsed("NR").values()) == [EXPECTED["NRT"]]


def numbers_of(name: str) -> dict[str, int]:
    """Read a dictionary of the vectors, which is written as text."""
    pairs = (pair.split(":") for pair in EXPECTED[name].strip("{}").split(","))
    return {key.strip(" '"): int(value) for key, value in pairs}


def test_time_to_resolve(log: Log) -> None:
    business = numbers_of("RES business s")
    resolved = log.resolved()
    used = {f"C{c}": s for c, s in log.elapsed("RES").items() if c in resolved}
    assert used == {c: s for c, s in business.items() if c not in ("C6", "C8")}
    assert log.resolution() == {
        "mean": EXPECTED["mean res business (resolved)"],
        "median": EXPECTED["median res business"],
        "calendar mean": EXPECTED["mean res calendar"],
        "calendar median": EXPECTED["median res calendar"],
    }


def test_attainment_of_each_clock_and_of_all(log: Log) -> None:
    assert shown(log.attainment("FR")) == EXPECTED["FR attainment"]
    assert shown(log.attainment("NR")) == EXPECTED["NR attainment (2h)"]
    assert shown(log.attainment("RES")) in EXPECTED["RES attainment"]
    assert shown(log.attainment(*ATTAINED)) == EXPECTED["SLA overall"]
    assert log.attainment("PU").of > 0, "updates to the customer are counted apart"


def test_rates_of_cases(log: Log) -> None:
    rates = {name: shown(share) for name, share in log.rates().items()}
    assert rates["resolved"] == EXPECTED["resolution rate (created cohort)"]
    assert rates["reopened"] == EXPECTED["reopen rate"]
    escalated = (rates["functional"], rates["hierarchical"], rates["escalated"])
    assert repr(escalated) == EXPECTED["escalation functional / hierarchical / any"]


def test_first_contact_resolution_is_verified_not_claimed(log: Log) -> None:
    assert shown(log.first_contact()) == EXPECTED["FCR verified"]
    claimed = Share(log.claimed_at_once(), log.first_contact().of)
    assert shown(claimed) == EXPECTED["FCR claimed"]


def test_backlog_and_its_age(log: Log) -> None:
    ages = log.backlog()
    assert ages == {6: 372900, 8: 347400}
    assert (sum(ages.values()) / 2, max(ages.values())) == (360150, 372900)


def test_a_case_from_elsewhere_counts_by_its_age_and_by_clocks_that_began_here() -> None:
    telling = Telling()
    _say(telling, on("03-02 09:00"), imported(1, "k1", "open"))
    telling.at(on("03-02 09:00"), lambda: telling.turn(clock_acts.on_policy_change, 1))
    log = Log(telling.run(), SNAPSHOT)
    assert log.backlog() == {1: 4 * 86_400 + 8 * 3_600}
    assert log.attainment("RES") == Share(0, 1), "it is late by what was promised here"
    assert {name: share.of for name, share in log.rates().items()} == dict.fromkeys(log.rates(), 0)


def test_what_customers_and_evaluators_say(log: Log) -> None:
    csat, nps, ces = (log.scores(survey) for survey in ("csat", "nps", "ces"))
    assert shown(Share(sum(s >= 4 for s in csat), len(csat))) == EXPECTED["CSAT top2"]
    assert sum(csat) / len(csat) == EXPECTED["CSAT mean"]
    assert shown(log.replies("csat")) == EXPECTED["response rate"]
    promoters, detractors = sum(s >= 9 for s in nps), sum(s <= 6 for s in nps)
    assert 100 * (promoters - detractors) / len(nps) == EXPECTED["NPS"]
    assert shown(Share(sum(s >= 5 for s in ces), len(ces))) == EXPECTED["CES %>=5"]
    assert sum(ces) / len(ces) == EXPECTED["CES mean"]
    quality = log.quality()
    assert round(quality[0], 2) == EXPECTED["QA E1"]
    assert round(sum(quality) / 2, 2) == EXPECTED["QA mean of E1,E2(auto-fail 0)"]
    assert shown(Share(quality.count(0.0), len(quality))) == EXPECTED["auto-fail rate"]
