"""Macros in one case: what one would do, in words, and the commands that do it. No screen here."""

from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.unit import Command
from agentdesk.desk.classing import Prioritise, Tag
from agentdesk.desk.escalating import Escalate, Transfer
from agentdesk.desk.groups import CaseResult, Many, do_each
from agentdesk.desk.notes import Note
from agentdesk.desk.replying import LOGGED_ONLY, Reply, channel_of
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.undo import Undo
from agentdesk.desk.waiting import Snooze, Wait
from agentdesk.domain.answers import why_not_public
from agentdesk.domain.content import Answer
from agentdesk.domain.macros import macro_problems
from agentdesk.durations import write_duration
from agentdesk.macro import Macro, Step
from agentdesk.seat.filling import fill
from agentdesk.seat.session import Opened, Session
from agentdesk.seat.writing import BLANK, Then, Writing, begin, first_words, reply_command


class Prepared(NamedTuple):
    """A macro as it would be in one case: every text filled in."""

    macro: Macro
    case_id: int
    reply: str
    """The words for the customer; empty if nothing is sent."""
    to: str
    names: tuple[str, ...]
    """The answers that the reply holds, by name."""
    answer_ids: tuple[str, ...]
    steps: tuple[Step, ...]
    """Everything but the reply."""
    at_once: bool
    """Whether what is sent has left at once, so that nobody can take it back."""

    @property
    def blanks(self) -> tuple[str, ...]:
        """The places that a person must fill in, in the reply and elsewhere."""
        return tuple(BLANK.findall(self.reply)) + self.blanks_elsewhere

    @property
    def blanks_elsewhere(self) -> tuple[str, ...]:
        """Those that are not in the reply."""
        return tuple(blank for step in self.steps for blank in BLANK.findall(repr(step)))


def macros_of(session: Session) -> dict[str, Macro]:
    """Return the macros by id: one's own before the team's."""
    own = _usable(session)
    return {macro.id: macro for macro in (*session.setup.macros, *own)}


def pinned(session: Session) -> dict[str, Macro]:
    """Return the macros by the key that follows ``m``; one's own counts before the team's."""
    own, team = _usable(session), session.setup.macros
    return {macro.key: macro for macro in (*team, *own) if macro.key}


def wrong_macros(session: Session) -> str:
    """Return a sentence about an own macro that cannot be used; empty when all can."""
    for at, sentence in macro_problems(session.own_macros, session.setup):
        macro = session.own_macros[int(at[1])]
        return f"Your macro “{macro.name}” in the settings is left out: {sentence}"
    return ""


def _usable(session: Session) -> list[Macro]:
    if not session.own_macros:
        return []
    wrong = {at[1] for at, _ in macro_problems(session.own_macros, session.setup)}
    return [macro for number, macro in enumerate(session.own_macros) if number not in wrong]


# ---- beforehand


def with_blanks(prepared: Prepared, said: dict[str, str]) -> Prepared:
    """Fill blanks in: ``said["date"]`` goes where ``‹date›`` stands."""

    def filled_in(value: Any) -> Any:
        if isinstance(value, str):
            for name, words in said.items():
                value = value.replace(f"‹{name}›", words)
            return value
        if isinstance(value, dict):
            return {name: filled_in(item) for name, item in value.items()}
        return [filled_in(item) for item in value] if isinstance(value, list | tuple) else value

    steps = msgspec.convert(filled_in(msgspec.to_builtins(prepared.steps)), tuple[Step, ...])
    return prepared._replace(reply=filled_in(prepared.reply), steps=steps)


def prepare(
    session: Session, opened: Opened, macro: Macro, answers: tuple[Answer, ...], to: str = ""
) -> Prepared:
    """Fill a macro in for a case. Raises ``Refused`` when it cannot be run there."""
    by_id = {answer.id: answer for answer in answers}
    words, names, ids = [], [], []
    for step in macro.steps:
        if step.answer:
            answer = by_id.get(step.answer)
            if answer is None:
                raise Refused(
                    f"The macro “{macro.name}” uses the answer {step.answer}, which is not there "
                    "any more.",
                    "not_found",
                )
            if (why_not := why_not_public(answer)) is not None:
                raise Refused(f"The macro “{macro.name}” cannot be run: {why_not}", "invalid")
            names.append(answer.name)
            ids.append(answer.id)
            words.append(fill(session, opened, answer.body))
        elif step.reply:
            words.append(fill(session, opened, step.reply))
    rest = (step for step in macro.steps if not (step.answer or step.reply))
    row = opened.case.row
    channel = channel_of(row, None)
    hold_ms = session.setup.limits.hold.get(channel, 0)
    return Prepared(
        macro=macro,
        case_id=row.id,
        reply="\n\n".join(words),
        to=to,
        names=tuple(names),
        answer_ids=tuple(ids),
        steps=tuple(_filled(session, opened, step) for step in rest),
        at_once=bool(words) and channel not in LOGGED_ONLY and not hold_ms,
    )


def _filled(session: Session, opened: Opened, step: Step) -> Step:
    """Fill in every text of a step."""

    def text(words: str) -> str:
        return fill(session, opened, words)

    if step.note:
        return replace(step, note=text(step.note))
    if step.transfer is not None:
        return replace(step, transfer=replace(step.transfer, note=text(step.transfer.note)))
    if step.resolve is not None:
        return replace(step, resolve=replace(step.resolve, summary=text(step.resolve.summary)))
    if step.escalate is not None:
        up = step.escalate
        fields = {n: text(getattr(up, n)) for n in ("known", "tried", "expected", "promised")}
        return replace(step, escalate=replace(up, **fields))
    return step


def dry_run(session: Session, prepared: Prepared) -> str:
    """Say in one line what a macro does: ``sends ‹Refund› to ada@…, tags refund, resolves``."""
    parts = []
    if prepared.reply:
        what = " and ".join(f"“{name}”" for name in prepared.names)
        what = what or f"“{prepared.reply.split(chr(10))[0][:30]}”"
        parts.append(f"sends {what}" + (f" to {prepared.to}" if prepared.to else ""))
    parts += [_words(session, step) for step in prepared.steps]
    return ", ".join(parts)


def _words(session: Session, step: Step) -> str:
    setup = session.setup
    if step.note:
        return "writes a note"
    if step.tag:
        return f"tags {', '.join(step.tag)}"
    if step.untag:
        return f"takes off {', '.join(step.untag)}"
    if step.priority is not None:
        return f"sets P{step.priority}"
    if step.wait is not None:
        after = f", reminds after {write_duration(step.wait)}" if step.wait else ""
        return f"waits for the customer{after}"
    if step.snooze is not None:
        return f"sleeps {write_duration(step.snooze)}"
    if step.transfer is not None:
        return f"transfers to {session.names.get(step.transfer.queue, step.transfer.queue)}"
    if step.escalate is not None:
        reason = next((c.name for c in setup.escalation_reasons if c.id == step.escalate.reason),
                      step.escalate.reason)  # fmt: skip
        return f"escalates: {reason.lower()}"
    assert step.resolve is not None
    code = step.resolve.code
    return f"resolves as {next((c.name for c in setup.dispositions if c.id == code), code).lower()}"


# ---- doing


async def run(
    session: Session, opened: Opened, prepared: Prepared, group: str | None = None
) -> Many:
    """Do all of a macro in a case as one act, or nothing of it; ``group`` makes it part of one.

    Raises ``Refused`` with what was in the way, and ``StoreError``; what had been done by then is
    taken back.
    """
    text = await _text_of(session, opened, prepared)
    return await run_as(session, opened, prepared, text, group)


async def _text_of(
    session: Session, opened: Opened, prepared: Prepared
) -> tuple[Writing, str] | None:
    if not prepared.reply:
        return None
    begun = await begin(session, opened, "reply")
    signature = first_words(session.setup, opened.case.row.queue, "reply")
    return begun.writing, prepared.reply + signature


async def run_as(
    session: Session,
    opened: Opened,
    prepared: Prepared,
    text: tuple[Writing, str] | None,
    group: str | None = None,
) -> Many:
    """Do a macro whose reply a person has gone over; see :func:`run`."""
    group = group or session.desk.new_id()
    results: list[CaseResult] = []
    for command in commands(session, opened, prepared, text):
        many = await do_each(session.desk, (command,), group)
        results += many.results
        if many.left_out:
            await _take_back(session, results)
            raise Refused(f"{prepared.macro.name}: {many.left_out[0].sentence}", "conflict")
    return Many(group, tuple(results))


async def _take_back(session: Session, results: list[CaseResult]) -> None:
    """Take the parts back one by one: other cases of the same act stand."""
    done = [result.outcome for result in results if result.outcome is not None]
    for outcome in reversed(done):
        try:
            await session.desk.act(Undo, target=outcome.command_id)
        except (Refused, StoreError) as error:
            raise Refused(f"Only a part was done, u takes it back: {error}", "conflict") from None


def commands(
    session: Session, opened: Opened, prepared: Prepared, text: tuple[Writing, str] | None
) -> list[Command]:
    """Return the commands of a macro in the order in which they are done. Raises ``Refused``.

    The first one names the version of the case that was seen; each of them makes a new one.
    """
    made: list[Command] = []
    seen: int | None = opened.case.row.version

    def about() -> dict[str, Any]:
        nonlocal seen
        fields = {**session.ids(), "case_id": prepared.case_id, "seen": seen}
        seen = None
        return fields

    last = prepared.steps[-1] if prepared.steps else Step()
    closing = text is not None and (last.resolve is not None or last.wait is not None)
    for step in prepared.steps[:-1] if closing else prepared.steps:
        if text is not None and _ends(step):
            made.append(_reply(session, opened, prepared, text, Step()))
            text = None
        made.append(_command(session, step, about()))
    if text is not None:
        reply = _reply(session, opened, prepared, text, last if closing else Step())
        made.append(reply if seen is None else replace(reply, seen=seen))
    if not made:
        raise Refused(f"The macro “{prepared.macro.name}” does nothing here.", "invalid")
    return made


def _ends(step: Step) -> bool:
    """Say whether a step takes the case away, so that the reply goes first."""
    return any((step.snooze, step.transfer, step.escalate, step.resolve, step.wait is not None))


def _reply(
    session: Session, opened: Opened, prepared: Prepared, text: tuple[Writing, str], last: Step
) -> Reply:
    writing, body = text
    then: Then = "stay"
    ending: dict[str, str] = {}
    if last.resolve is not None:
        then = "resolve"
        ending = {
            "disposition": last.resolve.code,
            "root_cause": last.resolve.cause,
            "summary": last.resolve.summary,
        }
    elif last.wait is not None:
        then = "wait"
    command = reply_command(session, opened.case, writing, body, then, ending)
    remind_at = session.now + last.wait if last.wait else None
    return replace(command, answer_ids=prepared.answer_ids, remind_at=remind_at)


def _command(session: Session, step: Step, about: dict[str, Any]) -> Command:
    if step.note:
        return Note(**about, body=step.note)
    if step.tag:
        return Tag(**about, add=step.tag)
    if step.untag:
        return Tag(**about, remove=step.untag)
    if step.priority is not None:
        return Prioritise(**about, priority=step.priority, reason="macro")
    if step.wait is not None:
        at = session.now + step.wait if step.wait else None
        return Wait(**about, waits_for="customer", remind_at=at)
    if step.snooze is not None:
        return Snooze(**about, until=session.now + step.snooze)
    if step.transfer is not None:
        to = step.transfer
        return Transfer(**about, to_queue=to.queue, reason="other", note=to.note)
    if step.escalate is not None:
        up = step.escalate
        tier = next((q.tier for q in session.setup.queues if q.id == up.queue), None)
        return Escalate(
            **about, reason=up.reason, to_queue=up.queue or None, to_tier=tier,
            known=up.known, tried=up.tried, expected=up.expected, promised=up.promised,
        )  # fmt: skip
    assert step.resolve is not None
    ending = step.resolve
    return Resolve(
        **about, disposition=ending.code, root_cause=ending.cause or None, summary=ending.summary
    )
