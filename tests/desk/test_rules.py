"""Automatic rules do what they say, once, with the act that sets them off."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.notes import Note
from agentdesk.desk.notices import SeeNotice
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.ruling import ROUNDS
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.content import Message
from agentdesk.domain.events import CaseCreated, CaseRouted, CaseTransferred, RuleFired
from agentdesk.domain.rows import CaseRow, NoticeRow, TimerRow
from agentdesk.domain.rules.check import rule_problems
from agentdesk.domain.rules.triggers import trigger_of
from agentdesk.domain.rules.written import Conditions, Effects, Escalation, Reminder, RuleSetup
from tests.desk.test_anything_goes import STEPS, Step, refusal_of
from tests.support.office import SETUP, Office
from tests.support.ruled import fired, ruled


def notices(office: Office, agent: str) -> list[tuple[int, str]]:
    rows = [row for row in office.store.table.all(NoticeRow) if row.agent == agent]
    return sorted((row.case_id, row.rule) for row in rows)


def test_a_rule_sets_tags_and_tells_with_the_act_itself() -> None:
    office = ruled("""
rules:
  - id: charged-twice
    on: created
    if: {subject: charged twice, priority: [3, 4]}
    then: {priority: 2, tag: refund, notify: leads}
""")
    case_id = office.mail(subject="CHARGED TWICE!")
    other = office.mail(subject="Supercharged twice")
    row = office.case(case_id)
    assert (row.priority, row.tags) == (2, ("refund",))
    assert office.case(other).priority == 3
    assert fired(office) == [("charged-twice", ("priority:2", "tag:refund", "notify:mona"))]
    assert notices(office, "mona") == [(case_id, "charged-twice")]
    entries = [x for x in office.store.log if x.fact.case_id == case_id]
    firing = next(x for x in entries if isinstance(x.fact.event, RuleFired))
    assert firing.fact.actor == "system"
    assert firing.fact.command == entries[0].fact.command
    clock = office.store.clock_of(case_id, "FR")
    assert clock is not None
    assert "P2" in clock.policy
    office.prove()


def test_repeating_the_act_does_not_fire_again() -> None:
    office = ruled("rules: [{id: a, on: tagged, if: {tags: bank}, then: {notify: leads}}]")
    case_id = office.mail()
    command = Tag(command_id="tag", actor="lena", case_id=case_id, add=("bank",))
    from agentdesk.desk.registry import use_case_of

    office.act(use_case_of(command), command)
    assert office.act(use_case_of(command), command).repeated
    assert fired(office) == [("a", ("notify:mona",))]


def test_a_rule_that_would_change_nothing_does_not_fire() -> None:
    office = ruled("rules: [{id: a, on: [created, customer wrote], then: {tag: mail}}]")
    case_id = office.mail()
    office.mail("More.", case_id=case_id)
    assert fired(office) == [("a", ("tag:mail",))]


def test_the_first_message_of_a_case_is_its_creation_only() -> None:
    office = ruled("rules: [{id: a, on: customer wrote, then: {notify: leads}}]")
    case_id = office.mail()
    assert fired(office) == []
    office.mail("More.", case_id=case_id)
    assert len(fired(office)) == 1


def test_rules_may_set_each_other_off_in_rounds_and_end() -> None:
    office = ruled("""
rules:
  - {id: tell, on: tagged, if: {tags: urgent}, then: {notify: leads}}
  - {id: tag, on: prioritised, if: {priority: 1}, then: {tag: urgent}}
  - {id: raise, on: created, if: {from_domain: lovelace.example}, then: {priority: 1}}
""")
    office.mail(sender="ada@lovelace.example")
    assert [name for name, _ in fired(office)] == ["raise", "tag", "tell"]
    rounds = [x.fact.event.round for x in office.store.log if isinstance(x.fact.event, RuleFired)]
    assert rounds == [0, 1, 2]
    office.mail(sender="ada@notlovelace.example")
    assert len(fired(office)) == 3


def test_a_quarrel_that_nobody_checked_ends_all_the_same() -> None:
    quarrel = tuple(
        RuleSetup(id=f"p{n}", on=("created", "prioritised"), then=(Effects(priority=n),))
        for n in (1, 2, 4)
    )
    office = Office(msgspec.structs.replace(SETUP, rules=quarrel))
    office.mail()
    assert len(fired(office)) <= len(quarrel)
    office.prove()


def test_a_route_is_no_transfer_and_no_bounce() -> None:
    office = ruled("rules: [{id: a, on: created, if: {subject: pump}, then: {queue: billing2}}]")
    case_id = office.mail(subject="The pump")
    row = office.case(case_id)
    assert (row.queue, row.tier, row.bounces, row.state) == ("billing2", 2, 0, "new")
    kinds = [type(x.fact.event) for x in office.store.log]
    assert CaseRouted in kinds
    assert CaseTransferred not in kinds
    office.prove()


def test_a_breach_escalates_to_the_next_tier_and_asks_a_lead() -> None:
    office = ruled("""
rules:
  - {id: up, on: breached, if: {clock: FR, tier: 1}, then: {escalate: {reason: customer}}}
  - {id: lead, on: breached, if: {clock: FR}, then: {escalate: {reason: customer, lead: any}}}
""")
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.later(3 * DAY)
    row = office.case(case_id)
    assert (row.queue, row.tier, row.owner, row.lead) == ("billing2", 2, None, "any")
    assert [name for name, _ in fired(office)] == ["up", "lead"]
    office.prove()


def test_undoing_an_act_undoes_what_it_set_off_and_no_rule_stands_in_its_way() -> None:
    office = ruled("""
rules:
  - {id: a, on: prioritised, if: {priority: 1}, then: {tag: urgent, queue: billing2, notify: leads}}
""")
    case_id = office.mail()
    office.do("lena", Prioritise, case_id=case_id, priority=1)
    assert office.case(case_id).queue == "billing2"
    office.do("lena", Undo)
    row = office.case(case_id)
    assert (row.priority, row.tags, row.queue) == (3, (), "billing")
    assert notices(office, "mona") == [(case_id, "a")]
    office.do("lena", Redo)
    assert office.case(case_id).tags == ("urgent",)
    assert len(fired(office)) == 1
    office.prove()


def test_a_reminder_tells_only_while_the_rule_still_applies() -> None:
    text = """
rules:
  - {id: ask, on: created, if: {unanswered: true}, then: {remind: {after: 2h, who: owner}}}
"""
    office = ruled(text)
    answered, waiting = office.mail(), office.mail(sender="bob@there.example")
    for case_id in (answered, waiting):
        office.do("lena", Take, case_id=case_id)
    office.reply("lena", answered)
    office.later(2 * HOUR - SECOND)
    assert notices(office, "lena") == []
    office.later(MINUTE)
    assert notices(office, "lena") == [(waiting, "ask")]
    assert not [t for t in office.store.table.all(TimerRow) if t.kind.startswith("rule.")]
    office.prove()


def test_a_snooze_takes_a_case_away_for_a_while() -> None:
    office = ruled("rules: [{id: a, on: created, if: {closed_in: hours}, then: {snooze: 2h}}]")
    assert office.case(office.mail()).wake_at is None
    office.clock.at += 12 * HOUR
    case_id = office.mail()
    assert office.case(case_id).wake_at == office.clock.at + 2 * HOUR
    office.later(3 * HOUR)
    assert office.case(case_id).claimable
    office.prove()


def test_a_notice_is_there_until_it_was_seen_and_is_no_act_on_the_case() -> None:
    office = ruled("rules: [{id: a, on: [created, tagged], then: {notify: [lena, omar]}}]")
    case_id = office.mail()
    office.do("omar", Tag, case_id=case_id, add=("bank",))
    assert notices(office, "lena") == [(case_id, "a")]
    office.do("lena", SeeNotice, case_id=case_id, rule="a")
    assert notices(office, "lena") == []
    assert notices(office, "omar") == [(case_id, "a")]
    office.do("omar", Undo)
    assert office.case(case_id).tags == ()
    office.prove()


def test_new_rules_say_nothing_of_the_past() -> None:
    office = ruled("rules: []")
    case_id = office.mail()
    rules = ruled("rules: [{id: a, on: created, then: {tag: mail}}]").store.setup.rules
    office.do("mona", LoadSetup, setup=msgspec.structs.replace(SETUP, rules=rules))
    office.later(DAY)
    assert office.case(case_id).tags == ()
    assert office.case(office.mail(sender="new@there.example")).tags == ("mail",)


def test_a_case_that_is_done_is_only_told_of_and_tagged() -> None:
    office = ruled("""
rules:
  - id: done
    on: resolved
    then: {priority: 1, type: fault, tag: done, queue: machines, snooze: 1h, notify: leads}
""")
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.do("lena", Resolve, case_id=case_id, disposition="by_phone", summary="Called.")
    assert fired(office) == [("done", ("tag:done", "notify:mona"))]
    assert office.case(case_id).state == "resolved"


def notes_of(office: Office, case_id: int) -> list[Message]:
    messages = [m for m in office.store.all_content(Message) if m.case_id == case_id]
    return [m for m in messages if m.direction == "note"]


def test_a_rule_gives_a_case_to_somebody_and_undo_gives_it_back() -> None:
    office = ruled("""
rules:
  - {id: expert, on: tagged, if: {tags: hard}, then: {assign: rita, note: "4111 1111 1111 1111"}}
""")
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.do("lena", Tag, case_id=case_id, add=("hard",))
    row = office.case(case_id)
    assert (row.owner, row.handed, row.state) == ("rita", "assigned", "open")
    assert fired(office) == [("expert", ("assign:rita", "note:internal"))]
    (note,) = notes_of(office, case_id)
    assert (note.rule, note.author, note.recalled) == ("expert", "system", False)
    assert note.body.endswith("1111")
    assert "4111" not in note.body
    assert "Look" not in str([entry.fact.event for entry in office.store.log])
    assert office.do("lena", Undo).result["draft"] is None
    assert office.case(case_id).owner == "lena"
    assert notes_of(office, case_id)[0].recalled
    office.do("lena", Redo)
    assert office.case(case_id).owner == "rita"
    assert not notes_of(office, case_id)[0].recalled
    office.prove()


def test_a_rule_takes_a_case_from_whoever_has_it_only_once() -> None:
    office = ruled("rules: [{id: a, on: [customer wrote, tagged], then: {assign: none}}]")
    case_id = office.mail()
    office.do("omar", Tag, case_id=case_id, add=("bank",))
    assert fired(office) == []
    office.do("lena", Take, case_id=case_id)
    office.mail("More.", case_id=case_id)
    assert office.case(case_id).owner is None
    assert office.case(case_id).claimable
    assert fired(office) == [("a", ("assign:none",))]
    office.prove()


def test_a_note_of_a_person_that_a_rule_adds_to_comes_back_alone() -> None:
    office = ruled("rules: [{id: a, on: taken, then: {note: Be kind.}}]")
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.do("lena", Note, case_id=case_id, body="My own words.")
    (_, own) = notes_of(office, case_id)
    draft = office.do("lena", Undo).result["draft"]
    assert draft["message_id"] == own.id


# ---- anything goes

_WORDS = ("created", "customer wrote", "taken", "released", "replied", "waiting", "woken",
          "resolved", "reopened", "escalated", "routed", "prioritised", "classified", "tagged",
          "warned", "breached", "closed")  # fmt: skip

_OF_RULES = ("created", "prioritised", "tagged", "classified")

CONDITIONS = st.builds(
    Conditions,
    queue=st.sampled_from([(), (), ("billing",), ("billing2", "machines")]),
    priority=st.sampled_from([(), (), (1,), (2, 3, 4)]),
    without_tags=st.sampled_from([(), ("x",), ("y",)]),
    owner=st.sampled_from([(), ("none",), ("any",)]),
    subject=st.sampled_from([(), (), ("charged",)]),
)
EFFECTS = st.builds(
    Effects,
    priority=st.sampled_from([None, 1, 2, 4]),
    tag=st.sampled_from([(), ("x",), ("y",)]),
    untag=st.sampled_from([(), ("bank",)]),
    type=st.sampled_from([None, None, "fault"]),
    queue=st.sampled_from([None, None, None, "billing", "billing2"]),
    escalate=st.sampled_from([None, None, Escalation("knowledge", lead="any")]),
    notify=st.sampled_from([(), ("owner", "leads"), ("money",)]),
    remind=st.sampled_from([None, Reminder(after=HOUR)]),
    snooze=st.sampled_from([None, None, None, HOUR]),
    assign=st.sampled_from([None, None, "none", "omar", "rita"]),
    note=st.sampled_from([None, None, "Look at this."]),
)
RULES = st.lists(
    st.tuples(
        # Mostly words that rules themselves bring about, so that they meet.
        st.sets(st.sampled_from((*_WORDS, *_OF_RULES * 4)), min_size=1, max_size=5),
        CONDITIONS,
        EFFECTS,
    ),
    min_size=1,
    max_size=6,
)


def causes_are_there(office: Office) -> None:
    """Check that every firing follows what set it off, in the same command, and once a case."""
    log = office.store.log
    seen: set[tuple[str, str, int]] = set()
    for number, entry in enumerate(log):
        event = entry.fact.event
        if not isinstance(event, RuleFired):
            continue
        assert event.round < ROUNDS
        key = (entry.fact.command, event.rule, event.case_id)
        assert key not in seen
        seen.add(key)
        before = [
            x.fact for x in log[:number]
            if x.fact.command == entry.fact.command and x.fact.case_id == event.case_id
        ]  # fmt: skip
        fresh = {f.event.case_id for f in before if isinstance(f.event, CaseCreated)}
        assert event.on in {trigger_of(fact.event, fresh) for fact in before}
        assert entry.fact.actor == "system"


@pytest.mark.parametrize("checked", [True, False], ids=["checked", "quarrelling"])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(rules=RULES, steps=st.lists(STEPS, min_size=1, max_size=20))
def test_any_rules_and_any_acts_never_loop_and_leave_the_desk_sound(
    checked: bool, rules: list[tuple[set[str], Conditions, Effects]], steps: list[Step]
) -> None:
    written = tuple(
        RuleSetup(id=f"r{n}", on=tuple(sorted(on)), conditions=asked, then=(effects,))  # type: ignore[arg-type]  # words drawn from the triggers
        for n, (on, asked, effects) in enumerate(rules)
    )
    setup = msgspec.structs.replace(SETUP, rules=written)
    if checked:
        wrong = {at[1] for at, _ in rule_problems(setup)}
        kept = tuple(rule for n, rule in enumerate(written) if n not in wrong)
        setup = msgspec.structs.replace(SETUP, rules=kept)
        if list(rule_problems(setup)):
            return
    office = Office(setup)
    office.here("lena", "omar", "rita", "mona", "chip")
    for number in range(3):
        office.mail(sender=f"customer{number // 2}@there.example")
    for step in steps:
        refusal_of(step, office)
    causes_are_there(office)
    office.prove()
    assert all(row.priority in (1, 2, 3, 4) for row in office.store.table.all(CaseRow))
