"""Taking an act back leaves everything as if it had not been, and says why when it cannot."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.data.unit import Outcome, Refused
from agentdesk.desk.classing import Prioritise
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.escalating import Escalate
from agentdesk.desk.merge import Merge
from agentdesk.desk.notes import Note
from agentdesk.desk.refold import left_out
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.split import Split
from agentdesk.desk.taking import Release, Take
from agentdesk.desk.timers import fire
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.events import CommandRedone, CommandUndone, SlaBreached
from agentdesk.domain.rows import CaseRow, ClockRow, LaneRow, LoadRow, SendRow, TimerRow
from tests.desk.scene import Scene, scene
from tests.support.proofs import problems

Act = Callable[[Scene, int], Outcome]


def standing(s: Scene) -> dict[str, Any]:
    """Return everything about the rows that an act not done must not have touched."""
    table = s.store.table
    return {
        "cases": {
            r.id: msgspec.structs.replace(r, version=0, last_command="") for r in table.all(CaseRow)
        },
        "clocks": sorted(
            (msgspec.structs.replace(c, generation=0) for c in table.all(ClockRow)), key=str
        ),
        "timers": sorted((t.case_id, t.kind, t.due_at) for t in table.all(TimerRow)),
        "lanes": {(r.lane, r.bucket): r.n for r in table.all(LaneRow) if r.n},
        "loads": {r.agent: (r.units, r.cases) for r in table.all(LoadRow) if r.cases},
        "sends": {r.message_id: r.state for r in table.all(SendRow) if r.state != "recalled"},
    }


def run_timers(s: Scene) -> None:
    """Fire what is due, as an open desk does."""
    for timer in s.store.due_timers(s.clock.now()):
        command = fire(timer)
        s.run(command)


def prove(s: Scene) -> None:
    assert problems(s.store.table, [x.fact for x in s.store.log]) == []


ACTS: dict[str, Act] = {
    "resolve": lambda s, c: s.do(
        Resolve, case_id=c, disposition="solved", summary="Drum replaced."
    ),
    "priority": lambda s, c: s.do(Prioritise, case_id=c, priority=1, reason="down"),
    "wait": lambda s, c: s.wait(c),
    "snooze": lambda s, c: s.snooze(c),
    "release": lambda s, c: s.do(Release, case_id=c),
    "reply": lambda s, c: s.reply(c, "And this?"),
    "reply and wait": lambda s, c: s.reply(c, "And this?", then="wait"),
    "reply and resolve": lambda s, c: s.reply(
        c, "Done", then="resolve", disposition="solved", summary="Done."
    ),
    "note": lambda s, c: s.do(Note, case_id=c, body="seen before"),
    "split": lambda s, c: s.do(Split, case_id=c, message_id=1, subject="Second issue"),
}


@pytest.mark.parametrize("name", [n for n in ACTS if n != "split"])
def test_an_act_undone_leaves_everything_as_if_it_had_not_been(name: str) -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(MINUTE)
    before = standing(s)
    ACTS[name](s, case_id)
    assert standing(s) != before or name == "note"
    s.clock.advance(5 * SECOND)
    s.do(Undo)
    assert standing(s) == before
    prove(s)


@pytest.mark.parametrize("name", list(ACTS))
def test_what_is_done_again_stands_as_it_did(name: str) -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(MINUTE)
    ACTS[name](s, case_id)
    done = standing(s)
    s.do(Undo)
    s.do(Redo)
    again = standing(s)
    for part in ("cases", "clocks", "lanes", "loads", "sends"):
        assert again[part] == done[part]
    prove(s)


@pytest.mark.parametrize("name", ["priority", "resolve", "reply"])
def test_undo_redo_and_undo_again(name: str) -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(MINUTE)
    before = standing(s)
    done = ACTS[name](s, case_id)
    s.do(Undo)
    s.do(Redo)
    s.do(Undo)
    assert standing(s) == before
    with pytest.raises(Refused, match="undone already"):
        s.do(Undo, target=done.command_id)
    prove(s)


def test_a_timer_that_fired_only_because_of_the_act_has_not_fired() -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(8 * HOUR - 2 * SECOND)
    run_timers(s)
    before = standing(s)
    s.do(Prioritise, case_id=case_id, priority=1, reason="down")
    s.clock.advance(5 * SECOND)
    run_timers(s)
    assert s.events(SlaBreached)
    s.do(Undo)
    assert standing(s) == before
    res = s.store.clock_of(case_id, "RES")
    assert res is not None
    assert res.breached_at is None
    assert f"timer:{case_id}:sla.RES" in " ".join(x.undone for x in s.events(CommandUndone))
    s.do(Redo)
    assert [x.redone for x in s.events(CommandRedone)][1].startswith(f"timer:{case_id}:sla.RES")
    again = s.store.clock_of(case_id, "RES")
    assert again is not None
    assert again.breached_at is not None
    prove(s)


def test_a_timer_that_would_have_fired_fires_after_the_undo() -> None:
    s = scene()
    case_id = s.answered()
    other = scene()
    other.answered()
    for one in (s, other):
        one.clock.advance(12 * HOUR - 5 * SECOND)
        run_timers(one)
    s.wait(case_id)
    for one in (s, other):
        one.clock.advance(10 * SECOND)
        run_timers(one)
    s.do(Undo)
    run_timers(s)
    assert standing(s)["clocks"] == standing(other)["clocks"]


def test_a_retarget_after_an_undo_can_still_breach() -> None:
    s = scene()
    case_id = s.answered()
    s.do(Prioritise, case_id=case_id, priority=1, reason="down")
    s.do(Undo)
    s.do(Prioritise, case_id=case_id, priority=1, reason="down")
    s.clock.advance(8 * HOUR + 1)
    while due := s.store.due_timers(s.clock.now()):
        fired = [s.run(fire(timer)) for timer in due]
        assert any(not x.repeated for x in fired)
    res = s.store.clock_of(case_id, "RES")
    assert res is not None
    assert res.breached_at == res.started_at + 8 * HOUR


def test_undone_words_come_back_as_a_draft_and_are_marked_recalled() -> None:
    s = scene()
    case_id = s.taken()
    sent = s.reply(case_id, "Dear Ada")
    undone = s.do(Undo)
    assert undone.result["draft"] == {
        "case_id": case_id,
        "kind": "reply",
        "message_id": sent.result["message_id"],
    }
    message = s.store.messages(case_id)[-1]
    assert (message.body, message.recalled) == ("Dear Ada", True)
    s.do(Redo)
    assert not s.store.messages(case_id)[-1].recalled


def test_a_held_message_is_recalled_and_held_anew_by_a_redo() -> None:
    s = scene()
    case_id = s.taken()
    message_id = s.reply(case_id).result["message_id"]
    s.clock.advance(10 * SECOND)
    s.do(Undo)
    assert s.store.table.one(SendRow, message_id).state == "recalled"
    assert not [t for t in s.timers(case_id) if t.kind.startswith("send.")]
    s.clock.advance(10 * SECOND)
    s.do(Redo)
    run_timers(s)
    send = s.store.table.one(SendRow, message_id)
    assert (send.state, send.hold_until) == ("held", s.clock.now() + 15 * SECOND)
    s.clock.advance(15 * SECOND)
    run_timers(s)
    assert s.store.table.one(SendRow, message_id).state == "queued"


def test_a_message_that_has_left_cannot_be_undone() -> None:
    s = scene()
    case_id = s.taken()
    message_id = s.reply(case_id).result["message_id"]
    s.sent(message_id)
    with pytest.raises(Refused, match="has left") as refused:
        s.do(Undo)
    assert refused.value.code == "later"


def test_undo_ends_after_its_time() -> None:
    s = scene()
    case_id = s.answered()
    s.do(Release, case_id=case_id)
    s.clock.advance(15 * SECOND + 1)
    with pytest.raises(Refused, match="could be undone until"):
        s.do(Undo)


def test_only_the_actor_undoes() -> None:
    s = scene()
    case_id = s.answered()
    done = s.do(Release, case_id=case_id)
    with pytest.raises(Refused, match="Only Omar"):
        s.do(Undo, "lea", target=done.command_id)
    with pytest.raises(Refused, match="nothing to undo"):
        s.do(Undo, "nina", target="no-such-command")


def test_a_later_act_of_a_colleague_blocks_and_is_named() -> None:
    s = scene()
    case_id = s.answered()
    done = s.do(Release, case_id=case_id)
    s.do(Take, "nina", case_id=case_id)
    with pytest.raises(Refused, match=rf"Nina did something in case {case_id} at 11:00"):
        s.do(Undo, target=done.command_id)


def test_a_later_message_of_the_customer_blocks_and_is_named() -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    s.clock.advance(3 * SECOND)
    s.mail("Re: Printer", in_reply_to="a1@x")
    with pytest.raises(Refused, match="the customer wrote"):
        s.do(Undo)


def test_a_machines_mail_does_not_block() -> None:
    s = scene()
    case_id = s.answered()
    s.wait(case_id)
    s.mail("Out of office", in_reply_to="a1@x", kind="auto_reply")
    s.do(Undo)
    assert s.case(case_id).state == "open"


def test_a_colleagues_act_that_was_undone_does_not_block() -> None:
    s = scene()
    case_id = s.answered()
    before = standing(s)
    done = s.do(Release, case_id=case_id)
    s.do(Take, "nina", case_id=case_id)
    s.do(Undo, "nina")
    s.do(Undo, target=done.command_id)
    assert standing(s) == before


def test_acts_are_undone_from_the_newest_back() -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(SECOND)
    before = standing(s)
    s.do(Prioritise, case_id=case_id, priority=1, reason="down")
    s.wait(case_id)
    s.do(Undo)
    s.do(Undo)
    assert standing(s) == before
    assert len(left_out([x for x in s.store.log if x.fact.case_id == case_id])) == 2


def test_nothing_is_undone_twice_and_nothing_standing_is_redone() -> None:
    s = scene()
    case_id = s.answered()
    done = s.do(Release, case_id=case_id)
    with pytest.raises(Refused, match="has not been undone"):
        s.do(Redo, target=done.command_id)
    s.do(Undo, target=done.command_id)
    with pytest.raises(Refused, match="undone already"):
        s.do(Undo, target=done.command_id)
    s.clock.advance(16 * SECOND)
    with pytest.raises(Refused, match="done again until"):
        s.do(Redo, target=done.command_id)


def test_a_split_undone_leaves_a_closed_shell_that_no_figure_counts() -> None:
    s = scene()
    case_id = s.answered()
    before = standing(s)
    done = s.do(Split, case_id=case_id, message_id=1, subject="Second issue")
    child = done.result["case_id"]
    s.do(Undo)
    row = s.case(child)
    assert (row.state, row.merged_into, row.claimable) == ("closed", case_id, False)
    assert {c.state for c in s.clocks(child)} == {"cancelled"}
    assert not s.timers(child)
    assert [x.undone for x in s.events(CommandUndone)] == [done.command_id]
    assert standing(s)["cases"][case_id] == before["cases"][case_id]
    s.do(Redo)
    assert s.case(child).state == "new"
    prove(s)


def test_a_merge_undone_gives_both_cases_and_their_messages_back() -> None:
    s = scene()
    first = s.answered()
    second = s.case(s.mail("Printer again", rfc_id="b1@x")).id
    s.clock.advance(SECOND)
    before = standing(s)
    s.do(Merge, case_id=second, into=first)
    assert not s.store.messages(second)
    s.do(Undo)
    assert standing(s) == before
    assert [m.subject for m in s.store.messages(second)] == ["Printer again"]
    s.do(Redo)
    assert not s.store.messages(second)
    prove(s)


def test_an_escalation_undone_brings_the_case_back_to_its_owner() -> None:
    s = scene()
    case_id = s.answered()
    before = standing(s)
    s.do(
        Escalate,
        case_id=case_id,
        reason="knowledge",
        known="k",
        tried="t",
        expected="e",
        promised="p",
    )
    assert s.case(case_id).tier == 2
    s.do(Undo)
    assert standing(s) == before


def test_thanks_dismissed_were_never_a_reopening() -> None:
    s = scene()
    case_id = s.resolved()
    s.clock.advance(HOUR)
    before = standing(s)
    done = s.mail("Re", in_reply_to="a1@x", body="Thanks, that was the tray then")
    assert done.result["maybe_thanks"]
    s.clock.advance(9 * MINUTE)
    s.do(DismissThanks, case_id=case_id, message_id=done.result["message_id"])
    row = s.case(case_id)
    assert (row.state, row.reopens, row.wrote_at) == ("resolved", 0, None)
    after = standing(s)
    for part in ("clocks", "timers", "lanes", "loads"):
        assert after[part] == before[part]
    assert done.command_id in [x.undone for x in s.events(CommandUndone)]
    assert s.store.messages(case_id)[-1].body == "Thanks, that was the tray then"
    prove(s)


def test_thanks_are_dismissed_within_ten_minutes_and_before_anybody_acted() -> None:
    s = scene()
    case_id = s.resolved()
    message_id = s.mail("Re", in_reply_to="a1@x", body="Thanks, the tray").result["message_id"]
    s.clock.advance(10 * MINUTE + 1)
    with pytest.raises(Refused, match="is over"):
        s.do(DismissThanks, case_id=case_id, message_id=message_id)
    other = scene()
    case_id = other.resolved()
    done = other.mail("Re", in_reply_to="a1@x", body="Thanks, the tray")
    other.do(Note, case_id=case_id, body="looking")
    with pytest.raises(Refused, match="Omar acted since"):
        other.do(DismissThanks, case_id=case_id, message_id=done.result["message_id"])


def test_a_reopening_that_is_no_ones_thanks_is_not_dismissed() -> None:
    s = scene()
    case_id = s.answered()
    with pytest.raises(Refused, match="did not reopen"):
        s.do(DismissThanks, case_id=case_id, message_id=1)
