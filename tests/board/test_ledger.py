"""What a ledger makes of single stories: undone, merged, forgotten, put into bytes and back."""

from itertools import pairwise

import msgspec
import pytest

from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.ledger.snapshot import BadSnapshot
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.merge import Merge
from agentdesk.desk.resolving import Close
from agentdesk.desk.split import Split
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain import events as e
from tests.board.oracle import look_at
from tests.support.office import SETUP, Office


class Log:
    """A log that is told event by event; each is a command of its own, if none is named."""

    def __init__(self, at: int = 10**12) -> None:
        self.at = at
        self.entries: list[e.Entry] = []

    def tell(self, *events: e.Event, command: str = "", wait: int = 0) -> None:
        """Tell events at once, after waiting."""
        self.at += wait
        name = command or f"command-{len(self.entries)}"
        for event in events:
            fact = e.Fact(self.at, "lena", name, event)
            self.entries.append(e.Entry(len(self.entries) + 1, self.at, fact))

    def create(self, case_id: int, *, queue: str = "billing", channel: str = "mail") -> None:
        """Let a case come."""
        self.tell(
            e.CaseCreated(
                case_id, channel, queue, 1, "en", "", 3, "basic", 1, "money", self.at, self.at
            )
        )

    def ledger(self, keep_ms: int | None = None) -> Ledger:
        """Fold what was told."""
        ledger = Ledger(keep_ms=keep_ms)
        ledger.apply(self.entries)
        return ledger


def resolve(case_id: int) -> e.CaseResolved:
    """Return that a case is settled."""
    return e.CaseResolved(case_id, "answered", 0)


def value(ledger: Ledger, id: str) -> tuple[float, float | None]:
    """Measure a figure over everything."""
    found = FIGURES[id].measure(look_at(ledger, SETUP, ledger.recorded_at))
    return found.numerator, found.denominator


# ---- taken back


def test_an_act_is_taken_back_and_done_again_and_taken_back() -> None:
    log = Log()
    log.create(1)
    log.tell(resolve(1), e.AgentStateChanged("lena", "available", "wrap_up"), command="done")
    steps = [
        e.CommandUndone("done"),
        e.CommandRedone("done"),
        e.CommandUndone("done"),
    ]
    states = [log.ledger().case(1)]
    for step in steps:
        log.tell(step, e.AgentStateChanged("lena", "wrap_up", "available"), wait=5 * SECOND)
        states.append(log.ledger().case(1))
    assert [x.state for x in states if x] == ["resolved", "new", "resolved", "new"]
    assert list(log.ledger().agents()) == [], "what undos tell of people counts for nothing"


def test_a_case_that_was_never_created_is_none() -> None:
    office = Office()
    office.here("lena")
    first = office.mail()
    office.mail("And something else.", case_id=first)
    done = len(office.store.log)
    office.do("lena", Split, case_id=first, message_id=2)
    office.do("lena", Undo)
    before, after = Ledger(), Ledger()
    before.apply(office.store.log[: done + 3])
    after.apply(office.store.log)
    assert [case.id for case in before.cases()] == [first, first + 1]
    assert [case.id for case in after.cases()] == [first]
    office.do("lena", Redo)
    after.apply(office.store.log[after.seq :])
    assert [case.id for case in after.cases()] == [first, first + 1]


def test_a_merge_leaves_one_case_and_its_undo_both() -> None:
    office = Office()
    office.here("lena")
    first, second = office.mail(), office.mail()
    office.do("lena", Merge, case_id=second, into=first)
    ledger = Ledger()
    ledger.apply(office.store.log)
    gone = ledger.case(second)
    assert [case.id for case in ledger.cases()] == [first]
    assert gone is not None
    assert gone.gone == "merged"
    office.do("lena", Undo)
    ledger.apply(office.store.log[ledger.seq :])
    assert [case.id for case in ledger.active()] == [first, second]


def test_thanks_that_reopened_a_case_never_reopened_it() -> None:
    office = Office()
    office.here("lena")
    case_id = office.mail()
    office.reply("lena", case_id, then="resolve", disposition="answered", summary="Done.")
    office.later(HOUR)
    office.mail("Thank you, my mother is glad too!", case_id=case_id)
    ledger = Ledger()
    ledger.apply(office.store.log)
    assert value(ledger, "reopen_rate") == (1, 1)
    message_id = office.store.messages(case_id)[-1].id
    office.do("lena", DismissThanks, case_id=case_id, message_id=message_id)
    ledger.apply(office.store.log[ledger.seq :])
    assert value(ledger, "reopen_rate") == (0, 1)
    assert value(ledger, "resolution_rate") == (1, 1)


def test_spam_leaves_every_figure_with_its_calls() -> None:
    office = Office()
    office.here("mona")
    case_id = office.mail()
    ledger = Ledger()
    ledger.apply(office.store.log)
    assert value(ledger, "backlog") == (1, None)
    office.do("mona", Close, case_id=case_id, reason="spam")
    log = Log(office.clock.at)
    log.entries = list(office.store.log)
    log.tell(e.InteractionQueued(1, "call", "billing", 20 * SECOND, case_id))
    log.tell(e.InteractionAbandoned(1, case_id), wait=MINUTE)
    ledger.apply(log.entries[ledger.seq :])
    assert [value(ledger, id)[0] for id in ("backlog", "offered", "abandoned")] == [0, 0, 0]
    assert list(ledger.moments()) == []


def test_an_undo_that_comes_too_late_for_a_ledger_changes_nothing_else() -> None:
    log = Log()
    log.create(1)
    log.tell(resolve(1), command="done")
    for n in range(2, 60):
        log.create(n)
        log.at += 5 * MINUTE
    log.tell(e.CommandUndone("done"))
    ledger = log.ledger()
    assert value(ledger, "resolution_rate") == (1, 58 + 1)


def test_a_case_that_is_never_at_rest_keeps_few_facts_and_undoes_right() -> None:
    log = Log()
    log.create(1)
    for n in range(300):
        log.tell(e.CaseTagged(1, (f"t{n}",)), command=f"tag-{n}", wait=3 * MINUTE)
        if n % 7 == 0:
            log.tell(e.CommandUndone(f"tag-{n}"), wait=SECOND)
    ledger = log.ledger()
    record = ledger.case(1)
    assert record is not None
    assert set(record.tags) == {f"t{n}" for n in range(300) if n % 7}
    (warm,) = (warm for shelf in ledger._shelves for warm in shelf.warm.values())
    assert len(warm.facts) < 64


# ---- the feed


def test_the_feed_tells_what_stands_and_what_was_taken_back() -> None:
    log = Log()
    log.create(1)
    ask = e.CaseEscalated(1, "hierarchical", "expert", 1, 1, "billing", "billing")
    log.tell(ask, command="asked", wait=MINUTE)
    log.tell(e.SlaBreached(1, "FR"), wait=MINUTE)
    assert [x.what for x in log.ledger().moments()] == ["asked_lead", "breached"]
    log.tell(e.CommandUndone("asked"), wait=SECOND)
    assert [(x.what, x.detail) for x in log.ledger().moments()] == [
        ("breached", "FR"),
        ("undone", "asked_lead"),
    ]
    log.tell(e.CommandRedone("asked"), wait=SECOND)
    assert [x.what for x in log.ledger().moments()] == ["asked_lead", "breached", "undone"]
    log.tell(e.CommandUndone("asked"), wait=SECOND)
    log.create(2)
    for _ in range(3):
        log.tell(e.CaseTagged(2, ("x",)), wait=HOUR)
    ledger = log.ledger()
    assert [x.what for x in ledger.moments()] == ["breached", "undone", "undone"]
    assert list(Ledger.from_bytes(ledger.to_bytes()).moments()) == list(ledger.moments())


# ---- what is over


def test_what_is_said_of_a_case_that_was_put_away_counts_where_it_was() -> None:
    log = Log()
    log.create(1, queue="machines")
    log.tell(e.SurveySent(1, "csat"), resolve(1))
    log.tell(e.CaseClosed(1, "time"), wait=7 * DAY)
    log.create(2)
    log.tell(e.CaseTagged(2, ("x",)), wait=10 * DAY)
    ledger = log.ledger(keep_ms=8 * DAY)
    assert [case.id for case in ledger.cases()] == [2]
    log.tell(e.SurveyAnswered(1, "csat", 5), e.GoodwillGranted(1, "refund", 500, "EUR"))
    ledger.apply(log.entries[ledger.seq :])
    assert value(ledger, "csat") == (1, 1)
    assert value(ledger, "goodwill") == (500, None)
    assert value(ledger, "resolution_rate") == (0, 1), "it is of no cohort here"
    assert {x.queue for x in ledger.cases()} == {"billing", "machines"}


def test_what_is_open_is_never_put_away() -> None:
    log = Log()
    log.create(1)
    log.create(2)
    log.tell(e.ComplaintOpened(2, "service", 1, log.at, log.at), resolve(2))
    log.tell(e.CaseClosed(2, "time"), wait=7 * DAY)
    log.create(3)
    log.tell(e.PromiseMade(3, 1, log.at + 90 * DAY), resolve(3))
    log.tell(e.CaseClosed(3, "time"), wait=7 * DAY)
    log.create(4)
    log.tell(e.CaseTagged(4, ("x",)), wait=40 * DAY)
    assert [case.id for case in log.ledger(keep_ms=8 * DAY).cases()] == [1, 2, 3, 4]


def test_what_was_never_closed_is_put_away_whole_and_comes_back() -> None:
    log = Log()
    log.create(1, queue="machines")
    log.tell(e.SlaStarted(1, "RES", "p", "c", HOUR, log.at + HOUR), resolve(1))
    resolved = log.ledger().case(1)
    log.create(2)
    for _ in range(60):
        log.tell(e.CaseTagged(2, ("x",)), wait=DAY)
    ledger = log.ledger(keep_ms=8 * DAY)
    assert [case.id for case in ledger.cases()] == [2]
    assert ledger.case(1) is None
    for one in (ledger, Ledger.from_bytes(ledger.to_bytes())):
        later = Log(log.at)
        later.entries = list(log.entries)
        later.tell(e.CaseReopened(1, "customer", later.at))
        one.apply(later.entries[one.seq :])
        back = one.case(1)
        assert back is not None
        assert resolved is not None
        assert (back.state, back.reopens, back.queue) == ("open", 1, "machines")
        assert (back.created_at, back.clocks) == (resolved.created_at, resolved.clocks)
        assert value(one, "backlog") == (2, None)


def test_spam_that_was_put_away_stays_away() -> None:
    log = Log()
    log.create(1)
    log.tell(e.CaseClosed(1, "spam"))
    log.create(2)
    log.tell(e.CaseTagged(2, ("x",)), wait=10 * DAY)
    log.tell(e.SurveyAnswered(1, "csat", 5))
    log.tell(e.InteractionQueued(1, "call", "billing", 20 * SECOND, 1))
    ledger = log.ledger(keep_ms=8 * DAY)
    assert value(ledger, "csat") == (0, 0)
    assert value(ledger, "offered") == (0, None)


# ---- dirty logs


def test_events_of_what_nobody_knows_are_passed_over() -> None:
    log = Log()
    for event in (
        resolve(7),
        e.SlaStopped(7, "FR", 1, met=True),
        e.InteractionConnected(7, "lena", 7),
        e.InteractionUnheld(7),
        e.SurveyAnswered(7, "csat", 5),
        e.ComplaintDecided(7, "upheld"),
        e.CommandUndone("nothing"),
    ):
        log.tell(event)
    ledger = log.ledger()
    assert not list(ledger.cases())
    assert not list(ledger.talks())
    for figure in FIGURES.values():
        figure.measure(look_at(ledger, SETUP, log.at))


def test_states_that_overlap_count_once() -> None:
    log = Log()
    start = log.at
    log.tell(e.AgentStateChanged("lena", "offline", "available"))
    log.tell(e.AgentStateChanged("lena", "available", "unavailable", "lunch"), wait=HOUR)
    log.at -= 30 * MINUTE
    log.tell(e.AgentStateChanged("lena", "available", "wrap_up"))
    log.at += 90 * MINUTE
    log.tell(e.AgentStateChanged("lena", "wrap_up", "offline"))
    stretches = list(log.ledger().stretches("lena"))
    assert [(x.state, x.since - start) for x in stretches] == [
        ("available", 0),
        ("wrap_up", HOUR),
        ("offline", 2 * HOUR),
    ]
    assert all(a.until == b.since for a, b in pairwise(stretches))


def test_occupancy_says_why_it_cannot_be_told() -> None:
    log = Log()
    log.tell(e.InteractionQueued(1, "call", "billing", 20 * SECOND))
    log.tell(e.InteractionConnected(1, "lena"), wait=MINUTE)
    log.tell(e.InteractionEnded(1), e.InteractionWrapped(1), wait=HOUR)
    unknown = FIGURES["occupancy"].measure(look_at(log.ledger(), SETUP, log.at))
    assert (unknown.value, unknown.why) == (None, "When people were there was not recorded.")
    log.tell(e.AgentStateChanged("lena", "offline", "available"))
    log.tell(e.AgentStateChanged("lena", "available", "offline"), wait=MINUTE)
    more = FIGURES["occupancy"].measure(look_at(log.ledger(), SETUP, log.at))
    assert more.why == "Some were with customers while they were not there."


# ---- bytes


def test_bytes_that_do_not_fit_are_refused_with_a_reason() -> None:
    log = Log()
    log.create(1)
    data = log.ledger().to_bytes()
    assert Ledger.from_bytes(data).case(1) == log.ledger().case(1)
    snapshot, pieces = msgspec.msgpack.decode(data)
    version, shape, table, body = msgspec.msgpack.decode(snapshot)

    def pack(parts: list[object]) -> bytes:
        return msgspec.msgpack.encode([msgspec.msgpack.encode(parts), pieces])

    for other in (
        b"",
        b"not a snapshot",
        data[:-3],
        pack([version + 1, shape, table, body]),
        pack([version, "another", table, body]),
        pack([version, shape, table[:1], body]),
        pack([version, shape, table, body[:-1]]),
        pack([version, shape, table, [body[0], *([[]] * (len(body) - 1))]]),
    ):
        with pytest.raises(BadSnapshot, match="snapshot"):
            Ledger.from_bytes(other)
