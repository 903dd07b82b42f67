"""The work on a case: take, hand over, wait, resolve, and taking things back."""

import re
from typing import Any

from agentdesk.data.unit import Command
from agentdesk.tui.desk import dates
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.desk.session import Opened

_NO_CASE = "No case is highlighted."


async def _take_next(app: Host) -> None:
    from agentdesk.desk.taking import TakeNext

    outcome = await app.do(TakeNext(**app.ids()))
    if outcome is not None:
        await _show_mine(app, int(outcome.result["case_id"]))


async def _take(app: Host) -> None:
    from agentdesk.desk.taking import Take

    case_id = app.need_bench().case_id
    if case_id is None:
        app.say(_NO_CASE)
    elif await app.do(Take(**app.ids(), case_id=case_id)):
        await _show_mine(app, case_id)


async def _show_mine(app: Host, case_id: int) -> None:
    bench = app.need_bench()
    await bench.cases_changed([case_id])
    app.desk.queue.select(case_id)
    await bench.open(case_id)
    await app.seen(case_id)
    app.desk.go("case")
    app.show_hints()


async def _release(app: Host) -> None:
    from agentdesk.desk.taking import Release

    if opened := await _case(app):
        await app.do(Release(**_of(app, opened)))


async def _assign(app: Host) -> None:
    from agentdesk.desk.taking import Assign, Take
    from agentdesk.tui.desk.sheets import assign_sheet

    if not (opened := await _case(app)):
        return
    session = app.need_bench().session
    answer = await app.sheet(assign_sheet(session.setup, opened.case.row, session.me))
    if answer is None:
        return
    if answer["to"] == session.me.id and opened.case.row.owner is None:
        await app.do(Take(**_of(app, opened)))
    else:
        await app.do(Assign(**_of(app, opened), to=answer["to"], reason=answer["reason"]))


async def _escalate(app: Host) -> None:
    from agentdesk.tui.desk.sheets import escalate_sheet

    if not (opened := await _case(app)):
        return
    session = app.need_bench().session
    plan = escalate_sheet(session.setup, opened.case.row, session.me.role == "lead")
    answer = await app.sheet(plan)
    if answer is not None:
        await app.do(_escalation(app, opened, answer))


def _escalation(app: Host, opened: Opened, answer: dict[str, str]) -> Command:
    from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier

    where = answer["where"]
    words: dict[str, Any] = {
        name: answer[name] for name in ("known", "tried", "expected", "promised")
    }
    if where == "lead":
        note = "\n".join(f"{k}: {v}" for k, v in words.items() if v)
        return AskLead(**_of(app, opened), reason=answer["reason"], note=note)
    if where == "down":
        note = "\n".join(f"{k}: {v}" for k, v in words.items() if v)
        return ReturnToTier(**_of(app, opened), reason=answer["reason"], note=note)
    to_queue = where.removeprefix("to:") if where.startswith("to:") else None
    queues = app.need_bench().session.setup.queues
    to_tier = next((q.tier for q in queues if q.id == to_queue), None)
    return Escalate(
        **_of(app, opened), reason=answer["reason"], to_queue=to_queue, to_tier=to_tier, **words
    )


async def _resolve(app: Host) -> None:
    from agentdesk.desk.resolving import Resolve
    from agentdesk.tui.desk.actions.writing import begin_writing
    from agentdesk.tui.desk.sheets import resolve_sheet

    if not (opened := await _case(app)):
        return
    answer = await app.sheet(resolve_sheet(app.need_bench().session.setup, opened.case.row))
    if answer is None:
        return
    if "letter" in answer:
        await begin_writing(app, opened, "reply")
        return
    await app.do(
        Resolve(
            **_of(app, opened),
            disposition=answer["disposition"],
            root_cause=answer.get("root_cause") or None,
            summary=answer["summary"],
        )
    )


async def _wait(app: Host) -> None:
    from agentdesk.tui.desk.sheets import wait_sheet

    if not (opened := await _case(app)):
        return
    answer = await app.sheet(wait_sheet(opened.case.row))
    if answer is not None and (command := _waiting(app, opened, answer)):
        await app.do(command)


def _waiting(app: Host, opened: Opened, answer: dict[str, str]) -> Command | None:
    from agentdesk.desk.waiting import Snooze, Wait

    session = app.need_bench().session
    now, zone = session.now, session.zone
    at = dates.typed(answer["date"], now, zone)
    if answer["date"].strip() and at is None:
        app.say(f"“{answer['date'][:20]}” is no date. Try 2026-03-02 10:00, or 2d.")
        return None
    until = answer["until"]
    if until == "reply":
        return Wait(**_of(app, opened), waits_for="customer", remind_at=at)
    if until == "party":
        party = re.sub(r"\W+", "_", answer["party"].strip().lower()).strip("_")
        return Wait(**_of(app, opened), waits_for="third_party", remind_at=at, party=party)
    at = at if until == "date" else dates.named(until, now, zone, 9)
    if at is None:
        app.say("Write the date below: 2026-03-02 10:00, or 2d.")
        return None
    return Snooze(**_of(app, opened), until=at)


async def _resume(app: Host) -> None:
    from agentdesk.desk.waiting import Resume, Wake

    if not (opened := await _case(app)):
        return
    snoozed = opened.case.row.wake_at is not None
    await app.do(Wake(**_of(app, opened)) if snoozed else Resume(**_of(app, opened)))


async def _transfer(app: Host) -> None:
    from agentdesk.desk.escalating import Transfer
    from agentdesk.tui.desk.sheets import transfer_sheet

    if not (opened := await _case(app)):
        return
    plan = transfer_sheet(app.need_bench().session.setup, opened.case.row)
    if plan is None:
        app.say("There is no other queue of this tier.")
        return
    answer = await app.sheet(plan)
    if answer is not None:
        await app.do(
            Transfer(
                **_of(app, opened), to_queue=answer["queue"], reason="other", note=answer["note"]
            )
        )


async def _reopen(app: Host) -> None:
    from agentdesk.desk.resolving import Reopen
    from agentdesk.tui.desk.sheets import reopen_sheet

    if (opened := await _case(app)) and (answer := await app.sheet(reopen_sheet(opened.case.row))):
        await app.do(Reopen(**_of(app, opened), reason=answer["reason"]))


async def _close(app: Host) -> None:
    from agentdesk.desk.resolving import Close
    from agentdesk.tui.desk.sheets import close_sheet

    if (opened := await _case(app)) and (answer := await app.sheet(close_sheet(opened.case.row))):
        reason = "spam" if answer["reason"] == "spam" else "duplicate"
        await app.do(Close(**_of(app, opened), reason=reason))  # type: ignore[arg-type] # one of two literals


async def _priority(app: Host) -> None:
    from agentdesk.desk.classing import Prioritise
    from agentdesk.tui.desk.sheets import priority_sheet

    if (opened := await _case(app)) and (
        answer := await app.sheet(priority_sheet(opened.case.row))
    ):
        await app.do(
            Prioritise(
                **_of(app, opened), priority=int(answer["priority"]), reason=answer["reason"]
            )
        )


async def _tags(app: Host) -> None:
    from agentdesk.desk.classing import Tag
    from agentdesk.tui.desk.sheets import tags_sheet

    if not (opened := await _case(app)):
        return
    answer = await app.sheet(tags_sheet(opened.case.row))
    if answer is None:
        return
    tags = tuple(t.strip() for t in answer["tags"].split(",") if t.strip())
    add, remove = (tags, ()) if answer["do"] == "add" else ((), tags)
    await app.do(Tag(**_of(app, opened), add=add, remove=remove))


async def _verify(app: Host) -> None:
    from agentdesk.desk.verifying import Verify
    from agentdesk.tui.desk.sheets import verify_sheet

    if (opened := await _case(app)) and (answer := await app.sheet(verify_sheet(opened.case.row))):
        await app.do(Verify(**_of(app, opened), method=answer["method"]))


async def _promise(app: Host) -> None:
    from agentdesk.desk.promising import Promise
    from agentdesk.tui.desk.sheets import promise_sheet

    if not (opened := await _case(app)):
        return
    answer = await app.sheet(promise_sheet(opened.case.row))
    if answer is None:
        return
    session = app.need_bench().session
    if answer["due"] == "date":
        at = dates.typed(answer["date"], session.now, session.zone)
    else:
        at = dates.named(answer["due"], session.now, session.zone, 17)
    if at is None:
        app.say("Write the date below: 2026-03-02 10:00, or 2d.")
        return
    await app.do(Promise(**_of(app, opened), due_at=at, text=answer["text"]))


async def _copy(app: Host) -> None:
    case_id = app.need_bench().case_id
    if case_id is not None:
        app.copy_to_clipboard(str(case_id))
        app.say(f"{case_id} is copied.")


async def _case(app: Host) -> Opened | None:
    opened = await app.need_bench().act_on()
    if opened is None:
        app.say(_NO_CASE)
    return opened


def _of(app: Host, opened: Opened) -> dict[str, Any]:
    """Return what every command about a case carries: ids, the case, the version seen."""
    return {**app.ids(), "case_id": opened.case.row.id, "seen": opened.case.row.version}


ACTIONS: dict[str, Action] = {
    "case.next": _take_next,
    "case.take": _take,
    "case.release": _release,
    "case.assign": _assign,
    "case.escalate": _escalate,
    "case.resolve": _resolve,
    "case.wait": _wait,
    "case.resume": _resume,
    "case.transfer": _transfer,
    "case.reopen": _reopen,
    "case.close": _close,
    "case.priority": _priority,
    "case.tags": _tags,
    "case.verify": _verify,
    "case.promise": _promise,
    "case.copy": _copy,
}
