"""Whatever happens before and after, a desk where acts are undone is a desk without them."""

import random

import msgspec
import pytest

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.data.unit import Refused
from agentdesk.desk.classing import Prioritise
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Release, Take
from agentdesk.desk.timers import fire
from agentdesk.desk.undo import Redo, Undo
from agentdesk.desk.waiting import Resume, Wake
from tests.desk.scene import Scene, scene
from tests.desk.test_undo import standing
from tests.support.proofs import problems

ACTS = ("take", "release", "reply", "wait", "resume", "snooze", "wake", "resolve", "P1", "P4")
PAUSES = (2 * SECOND, 20 * SECOND, 10 * MINUTE, HOUR, 5 * HOUR)


def act(s: Scene, name: str, case_id: int) -> bool:
    """Try an act; say whether it was possible."""
    try:
        match name:
            case "take":
                s.do(Take, case_id=case_id)
            case "release":
                s.do(Release, case_id=case_id)
            case "reply":
                s.reply(case_id)
            case "wait":
                s.wait(case_id)
            case "resume":
                s.do(Resume, case_id=case_id)
            case "snooze":
                s.snooze(case_id, 10 * SECOND)
            case "wake":
                s.do(Wake, case_id=case_id)
            case "resolve":
                s.do(Resolve, case_id=case_id, disposition="solved", summary="Done.")
            case priority:
                s.do(Prioritise, case_id=case_id, priority=int(priority[1]), reason="so")
    except Refused:
        return False
    return True


def go_on(s: Scene, ms: int) -> None:
    """Let time pass, every timer firing when it is due."""
    end = s.clock.now() + ms
    while due := s.store.due_timers(end):
        s.clock.at = max(s.clock.now(), due[0].due_at)
        assert not s.run(fire(due[0])).repeated
    s.clock.at = end


def undo_what_was_done(s: Scene, chance: random.Random, case_id: int) -> None:
    """Do something, let the desk run on for a moment, and take it back; perhaps twice."""
    if not act(s, chance.choice(ACTS), case_id):
        return
    go_on(s, chance.randrange(0, 7) * SECOND)
    s.do(Undo)
    if chance.random() < 0.3:
        s.do(Redo)
        go_on(s, SECOND)
        s.do(Undo)
    go_on(s, 0)  # What the act had put off is due now.


@pytest.mark.parametrize("seed", range(40))
def test_acts_undone_leave_no_trace_in_what_follows(seed: int) -> None:
    chance = random.Random(seed)
    with_undo, without = scene(), scene()
    for s in (with_undo, without):
        s.mail("Printer", rfc_id="a1@x")
    for _ in range(12):
        name, pause = chance.choice(ACTS), chance.choice(PAUSES)
        start = with_undo.clock.now()
        undo_what_was_done(with_undo, chance, 1)
        go_on(without, with_undo.clock.now() - start)
        assert standing_of(with_undo) == standing_of(without)
        done = [act(s, name, 1) for s in (with_undo, without)]
        assert done[0] == done[1]
        writes = chance.random() < 0.3
        for s in (with_undo, without):
            if writes:
                s.mail("Re: Printer", in_reply_to="a1@x", body="Still broken")
            go_on(s, pause)
    assert problems(with_undo.store.table, [x.fact for x in with_undo.store.log]) == []


def standing_of(s: Scene) -> object:
    """Return what stands; message ids differ, because an undone message keeps its own."""
    found = standing(s)
    found["sends"] = sorted(found["sends"].values())
    found["timers"] = sorted(
        (c, k.partition(".")[0] if "send" in k else k, d) for c, k, d in found["timers"]
    )
    found["cases"] = {
        n: msgspec.structs.replace(r, last_message_id=None) for n, r in found["cases"].items()
    }
    return found
