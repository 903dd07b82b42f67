"""The work on a case: take, hand over, wait, resolve, and taking things back."""

import re

from agentdesk.data.unit import Command
from agentdesk.domain.setup import Setup
from agentdesk.tui.desk import dates
from agentdesk.tui.desk.actions.asking import Answers, Fields, about, ask_and_do, case_of
from agentdesk.tui.desk.host import Action, Host

_WHICH_DATE = "Write the date below: 2026-03-02 10:00, or 2d."


async def _take_next(host: Host) -> None:
    from agentdesk.desk.taking import TakeNext

    outcome = await host.do(TakeNext(**host.ids()))
    if outcome is not None:
        await _show_mine(host, int(outcome.result["case_id"]))


async def _take(host: Host) -> None:
    from agentdesk.desk.taking import Take

    case_id = host.need_bench().case_id
    if case_id is None:
        host.say("No case is highlighted.")
    elif await host.do(Take(**host.ids(), case_id=case_id)):
        await _show_mine(host, case_id)


async def _show_mine(host: Host, case_id: int) -> None:
    bench = host.need_bench()
    await bench.cases_changed([case_id])
    host.desk.queue.select(case_id)
    await bench.open(case_id)
    await host.seen(case_id)
    host.desk.go("case")
    host.show_hints()


async def _release(host: Host) -> None:
    from agentdesk.desk.taking import Release

    if opened := await case_of(host):
        await host.do(Release(**about(host, opened)))


async def _assign(host: Host) -> None:
    from agentdesk.desk.taking import Assign, Take
    from agentdesk.tui.desk.sheets import assign_sheet

    if not (opened := await case_of(host)):
        return
    session, row = host.need_bench().session, opened.case.row

    def make(about: Fields, answer: Answers) -> Command | str:
        if answer["to"] == session.me.id and row.owner is None:
            return Take(**about)
        return Assign(**about, to=answer["to"], reason=answer["reason"])

    await ask_and_do(host, opened, assign_sheet(session.setup, row, session.me), make)


async def _escalate(host: Host) -> None:
    from agentdesk.tui.desk.sheets import escalate_sheet

    if not (opened := await case_of(host)):
        return
    session = host.need_bench().session
    plan = escalate_sheet(session.setup, opened.case.row, session.me.role == "lead")

    def make(about: Fields, answer: Answers) -> Command | str:
        return _escalation(session.setup, about, answer)

    await ask_and_do(host, opened, plan, make)


def _escalation(setup: Setup, about: Fields, answer: Answers) -> Command:
    from agentdesk.desk.escalating import AskLead, Escalate, ReturnToTier

    where, reason = answer["where"], answer["reason"]
    words: Fields = {name: answer[name] for name in ("known", "tried", "expected", "promised")}
    note = "\n".join(f"{name}: {said}" for name, said in words.items() if said)
    if where == "lead":
        return AskLead(**about, reason=reason, note=note)
    if where == "down":
        return ReturnToTier(**about, reason=reason, note=note)
    to_queue = where.removeprefix("to:") if where.startswith("to:") else None
    to_tier = next((q.tier for q in setup.queues if q.id == to_queue), None)
    return Escalate(**about, reason=reason, to_queue=to_queue, to_tier=to_tier, **words)


async def _resolve(host: Host) -> None:
    from agentdesk.desk.resolving import Resolve
    from agentdesk.tui.desk.actions.writing import begin_writing
    from agentdesk.tui.desk.sheets import resolve_sheet

    if not (opened := await case_of(host)):
        return
    setup = host.need_bench().session.setup
    instead = False

    def make(about: Fields, answer: Answers) -> Command | str:
        return Resolve(
            **about,
            disposition=answer["disposition"],
            root_cause=answer.get("root_cause") or None,
            summary=answer["summary"],
        )

    def letter() -> None:
        nonlocal instead
        instead = True

    await ask_and_do(host, opened, resolve_sheet(setup, opened.case.row), make, letter=letter)
    if instead:
        await begin_writing(host, opened, "reply")


async def _wait(host: Host) -> None:
    from agentdesk.tui.desk.sheets import wait_sheet

    if not (opened := await case_of(host)):
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        return _waiting(host, about, answer)

    await ask_and_do(host, opened, wait_sheet(opened.case.row), make)


def _waiting(host: Host, about: Fields, answer: Answers) -> Command | str:
    from agentdesk.desk.waiting import Snooze, Wait

    session = host.need_bench().session
    now, zone = session.now, session.zone
    at = dates.typed(answer["date"], now, zone)
    if answer["date"].strip() and at is None:
        return f"“{answer['date'][:20]}” is no date. Try 2026-03-02 10:00, or 2d."
    until = answer["until"]
    if until == "reply":
        return Wait(**about, waits_for="customer", remind_at=at)
    if until == "party":
        party = re.sub(r"\W+", "_", answer["party"].strip().lower()).strip("_")
        return Wait(**about, waits_for="third_party", remind_at=at, party=party)
    at = at if until == "date" else dates.named(until, now, zone, 9)
    return _WHICH_DATE if at is None else Snooze(**about, until=at)


async def _resume(host: Host) -> None:
    from agentdesk.desk.waiting import Resume, Wake

    if not (opened := await case_of(host)):
        return
    snoozed = opened.case.row.wake_at is not None
    await host.do(Wake(**about(host, opened)) if snoozed else Resume(**about(host, opened)))


async def _transfer(host: Host) -> None:
    from agentdesk.desk.escalating import Transfer
    from agentdesk.tui.desk.sheets import transfer_sheet

    if not (opened := await case_of(host)):
        return
    plan = transfer_sheet(host.need_bench().session.setup, opened.case.row)
    if plan is None:
        host.say("There is no other queue of this tier.")
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        return Transfer(**about, to_queue=answer["queue"], reason="other", note=answer["note"])

    await ask_and_do(host, opened, plan, make)


async def _reopen(host: Host) -> None:
    from agentdesk.desk.resolving import Reopen
    from agentdesk.tui.desk.sheets import reopen_sheet

    if not (opened := await case_of(host)):
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        return Reopen(**about, reason=answer["reason"])

    await ask_and_do(host, opened, reopen_sheet(opened.case.row), make)


async def _close(host: Host) -> None:
    from agentdesk.desk.resolving import Close
    from agentdesk.tui.desk.sheets import close_sheet

    if not (opened := await case_of(host)):
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        return Close(**about, reason="spam" if answer["reason"] == "spam" else "duplicate")

    await ask_and_do(host, opened, close_sheet(opened.case.row), make)


async def _priority(host: Host) -> None:
    from agentdesk.desk.classing import Prioritise
    from agentdesk.tui.desk.sheets import priority_sheet

    if not (opened := await case_of(host)):
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        return Prioritise(**about, priority=int(answer["priority"]), reason=answer["reason"])

    await ask_and_do(host, opened, priority_sheet(opened.case.row), make)


async def _tags(host: Host) -> None:
    from agentdesk.desk.classing import Tag
    from agentdesk.tui.desk.sheets import tags_sheet

    if not (opened := await case_of(host)):
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        tags = tuple(t.strip() for t in answer["tags"].split(",") if t.strip())
        return Tag(**about, add=tags) if answer["do"] == "add" else Tag(**about, remove=tags)

    await ask_and_do(host, opened, tags_sheet(opened.case.row), make)


async def _verify(host: Host) -> None:
    from agentdesk.desk.verifying import Verify
    from agentdesk.tui.desk.sheets import verify_sheet

    if not (opened := await case_of(host)):
        return

    def make(about: Fields, answer: Answers) -> Command | str:
        return Verify(**about, method=answer["method"])

    await ask_and_do(host, opened, verify_sheet(opened.case.row), make)


async def _promise(host: Host) -> None:
    from agentdesk.desk.promising import Promise
    from agentdesk.tui.desk.sheets import promise_sheet

    if not (opened := await case_of(host)):
        return
    session = host.need_bench().session

    def make(about: Fields, answer: Answers) -> Command | str:
        now, zone, due = session.now, session.zone, answer["due"]
        typed = dates.typed(answer["date"], now, zone)
        at = typed if due == "date" else dates.named(due, now, zone, 17)
        return _WHICH_DATE if at is None else Promise(**about, due_at=at, text=answer["text"])

    await ask_and_do(host, opened, promise_sheet(opened.case.row), make)


async def _copy(host: Host) -> None:
    case_id = host.need_bench().case_id
    if case_id is not None:
        host.copy_to_clipboard(str(case_id))
        host.say(f"{case_id} is copied.")


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
