"""Whatever people do in whatever order: a plain refusal or a sound desk, never anything else."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.data.unit import Refused
from agentdesk.desk.classing import Classify, DeclareEmergency, Prioritise, Tag
from agentdesk.desk.complaints import (
    AcknowledgeComplaint,
    CloseComplaint,
    DecideComplaint,
    InvestigateComplaint,
    OpenComplaint,
)
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier, Transfer
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.incidents import AnswerIncident, DeclareIncident, EndIncident, LinkIncident
from agentdesk.desk.merge import Merge
from agentdesk.desk.notes import Note
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise, SettlePromise
from agentdesk.desk.recalling import Recall
from agentdesk.desk.resolving import Close, Reopen, Resolve
from agentdesk.desk.split import Split
from agentdesk.desk.taking import Assign, Release, Reserve, Take, TakeNext
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.verifying import Verify
from agentdesk.desk.waiting import Resume, Snooze, Wait, Wake
from agentdesk.domain.events import CaseRestored
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import CaseRow, CaseState, ClockRow
from tests.support.depth import depth
from tests.support.office import Office
from tests.unit.transitions import TRANSITIONS

# Mostly the same two people and the same case, so that acts meet.
PEOPLE = st.sampled_from([*["lena"] * 6, *["mona"] * 6, "rita", "omar", "chip", "sven"])
CASES = st.sampled_from([1, 1, 1, 1, 2, 2, 3, 4])
QUEUES = st.sampled_from(["billing", "billing2", "machines"])
TEXTS = st.sampled_from(["", "Because.", "4111 1111 1111 1111"])
CODES = st.sampled_from(["knowledge", "customer", "other words"])
TIMES = st.sampled_from([-HOUR, HOUR, 3 * DAY])
DISPOSITIONS = st.sampled_from(["answered", "refunded", "no_reply", "repaired"])
Step = Callable[[Office], object]


def acts(kind: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """Make steps in which somebody does one kind of thing; ``_at`` fields are from now on."""

    def step(actor: str, given: dict[str, Any]) -> Step:
        def run(office: Office) -> object:
            at = {
                name: office.clock.at + value if name in ("until", "remind_at", "due_at") else value
                for name, value in given.items()
            }
            return office.do(actor, kind, **at)

        return run

    return st.builds(step, PEOPLE, st.fixed_dictionaries(fields))


def replies() -> st.SearchStrategy[Step]:
    """Make steps in which somebody answers."""

    def step(actor: str, case_id: int, then: str, disposition: str) -> Step:
        def run(office: Office) -> object:
            more = {"disposition": disposition, "root_cause": "invoice", "summary": "Done."}
            return office.reply(actor, case_id, then=then, **more)

        return run

    return st.builds(
        step, PEOPLE, CASES, st.sampled_from(["stay", "wait", "resolve"]), DISPOSITIONS
    )


STEPS = st.one_of(
    replies(),
    acts(TakeNext),
    acts(Take, case_id=CASES),
    acts(Release, case_id=CASES, reason=TEXTS),
    acts(Assign, case_id=CASES, to=PEOPLE, reason=TEXTS),
    acts(Reserve, case_id=CASES, agent=PEOPLE),
    acts(Note, case_id=CASES, body=TEXTS),
    acts(
        Escalate,
        case_id=CASES,
        reason=CODES,
        known=TEXTS,
        tried=st.just("All."),
        expected=st.just("Help."),
        promised=st.just("Nothing."),
        to_agent=st.none() | PEOPLE,
    ),
    acts(AskLead, case_id=CASES, reason=CODES, note=TEXTS),
    acts(ReturnToTier, case_id=CASES, reason=CODES, note=TEXTS),
    acts(Transfer, case_id=CASES, to_queue=QUEUES, reason=CODES, note=TEXTS),
    acts(
        Wait,
        case_id=CASES,
        waits_for=st.sampled_from(["customer", "third_party"]),
        party=st.just("bank"),
        remind_at=TIMES,
    ),
    acts(Resume, case_id=CASES),
    acts(Snooze, case_id=CASES, until=TIMES),
    acts(Wake, case_id=CASES),
    acts(Resolve, case_id=CASES, disposition=DISPOSITIONS, summary=TEXTS),
    acts(Reopen, case_id=CASES, reason=TEXTS),
    acts(Close, case_id=CASES, reason=st.just("spam")),
    acts(Prioritise, case_id=CASES, priority=st.integers(0, 5), reason=TEXTS),
    acts(DeclareEmergency, case_id=CASES, on=st.booleans()),
    acts(Classify, case_id=CASES, type=st.sampled_from(["fault", "riddle"])),
    acts(Tag, case_id=CASES, add=st.just(("bank",))),
    acts(Promise, case_id=CASES, due_at=TIMES, text=TEXTS),
    acts(DeclareIncident, case_id=CASES),
    acts(EndIncident, case_id=CASES),
    acts(LinkIncident, case_id=CASES, incident_id=st.none() | CASES),
    acts(AnswerIncident, case_id=CASES, answer=TEXTS),
    acts(
        LogContact,
        case_id=CASES,
        channel=st.sampled_from(["call", "visit"]),
        direction=st.sampled_from(["in", "out"]),
        outcome=st.sampled_from(["reached", "voicemail"]),
        body=TEXTS,
        answer=TEXTS,
    ),
    acts(
        OpenComplaint,
        case_id=CASES,
        category=st.sampled_from(["service", "riddle"]),
        severity=st.integers(0, 4),
        remedy=TEXTS,
        about=st.none() | PEOPLE,
    ),
    acts(AcknowledgeComplaint, case_id=CASES),
    acts(InvestigateComplaint, case_id=CASES, investigator=PEOPLE),
    acts(
        DecideComplaint,
        case_id=CASES,
        outcome=st.just("upheld"),
        response=TEXTS,
        redress=st.none() | st.just("credit"),
        cents=st.sampled_from([0, 100, 9_999_999]),
    ),
    acts(CloseComplaint, case_id=CASES),
    acts(
        GrantGoodwill,
        case_id=CASES,
        form=st.just("refund"),
        cents=st.sampled_from([0, 2_000, 4_000]),
        reason=TEXTS,
    ),
    acts(SettlePromise, case_id=CASES, promise_id=st.integers(1, 2)),
    acts(Verify, case_id=CASES, method=st.sampled_from(["order", "it was her"])),
    acts(SetAgentState, state=st.sampled_from(["available", "wrap_up", "offline"])),
    acts(Recall, case_id=CASES, message_id=st.integers(1, 8)),
    acts(Merge, case_id=CASES, into=CASES),
    acts(Split, case_id=CASES, message_id=st.integers(1, 8)),
    acts(DismissThanks, case_id=CASES, message_id=st.integers(1, 8)),
    acts(
        OpenCase,
        channel=st.sampled_from(["call", "visit"]),
        subject=TEXTS,
        body=TEXTS,
        contacts=st.just((("mail", "customer0@there.example"),)),
        answer=TEXTS,
        take=st.booleans(),
    ),
    acts(Undo),
    acts(Redo),
    st.builds(lambda case_id: lambda office: office.mail("More.", case_id=case_id), CASES),
    st.just(lambda office: office.deliver()),
    st.builds(
        lambda ms: lambda office: office.later(ms),
        st.sampled_from([SECOND, 20 * SECOND, MINUTE, HOUR, 8 * DAY]),
    ),
)


def refusal_of(step: Step, office: Office) -> Refused | None:
    """Take a step; return why not, if it was refused."""
    try:
        step(office)
    except Refused as refused:
        return refused
    return None


def sound(office: Office) -> None:
    """Check what must hold of every case at any time."""
    for row in office.store.table.all(CaseRow):
        assert (row.owner is None) == (row.owner_since is None)
        assert not (row.claimable and (row.owner or row.reserved_for or row.wake_at))
        assert row.state != "closed" or not row.claimable
        clocks = {c.kind: c for c in office.store.table.all(ClockRow) if c.case_id == row.id}
        running = [c.due_at for c in clocks.values() if c.state == "running"]
        assert None not in running
        assert row.due_at == min((at for at in running if at is not None), default=None)
        if row.state in ("resolved", "closed"):
            assert not running
    office.prove()
    assert "4111 1111" not in repr(office.store.content) + repr(office.store.log)


def changes_of_state(office: Office) -> set[tuple[CaseState, CaseState]]:
    """Return what states cases went from and to, but for what was taken back."""
    table, found = Table(), set[tuple[CaseState, CaseState]]()
    for entry in office.store.log:
        fact = entry.fact
        before = table.get(CaseRow, fact.case_id) if fact.case_id is not None else None
        table.apply(project(table, fact))
        if before is None or isinstance(fact.event, CaseRestored):
            continue
        after = table.one(CaseRow, before.id).state
        if after != before.state:
            found.add((before.state, after))
    return found


@settings(
    max_examples=depth(40, 120),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(st.lists(STEPS, min_size=12, max_size=40))
def test_any_acts_in_any_order_leave_the_desk_sound(steps: list[Step]) -> None:
    office = Office()
    office.here("lena", "omar", "rita", "mona", "chip")
    for number in range(3):
        office.mail(sender=f"customer{number // 2}@there.example")
    for step in steps:
        refused = refusal_of(step, office)
        if refused is None:
            sound(office)
        else:
            assert refused.sentence.endswith(".")
            assert "!" not in refused.sentence
    assert changes_of_state(office) <= {(one.before, one.after) for one in TRANSITIONS}
