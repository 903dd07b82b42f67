"""What the transport line does to the shift's time: stop, step, seek, bookmark, begin again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, TypeAlias

from agentdesk.clock import MINUTE
from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text
from agentdesk.training.moments import moment, shown

if TYPE_CHECKING:
    from agentdesk.training.attempts.hints import Hint
    from agentdesk.training.attempts.room import Room
    from agentdesk.training.attempts.rows import Bookmark
    from agentdesk.tui.training.app import TrainingDesk

Action: TypeAlias = Callable[["TrainingDesk"], Awaitable[None]]

FAR = 5 * MINUTE
MOST = 9
"""So many bookmarks are listed."""


async def _line(app: "TrainingDesk") -> None:
    room = app.need_room()
    if app.screen is not app.desk:
        await _run(app)
    elif app.line_open:
        app.close_line()
        if not room.clock.running and room.about.mode == "practise":
            await room.go_on()
    else:
        app.open_line()
        if room.about.mode != "exam":
            await room.stop()


async def _run(app: "TrainingDesk") -> None:
    room = app.need_room()
    await (room.stop() if room.clock.running else room.go_on())


async def _step(app: "TrainingDesk") -> None:
    room = app.need_room()
    before = room.clock.now()
    await room.step()
    if room.clock.now() == before:
        app.say("Nothing more happens in this shift.")


async def _back_step(app: "TrainingDesk") -> None:
    at = last_before(app.need_room())
    if at is None:
        app.say("This is where the shift begins.")
        return
    # A moment before it, so that it has not happened yet.
    await app.seek(at - 1)


def last_before(room: "Room") -> int | None:
    """Return when the last thing happened, or was done; ``None`` if nothing has yet."""
    line, now = room.store.line, room.clock.now()
    happened = (one.at for one in line.play.found)
    done = (one.at for one in room.store.inputs_of(line.branch)[: line.inputs])
    return max((at for at in (*happened, *done) if room.start < at <= now), default=None)


async def _slower(app: "TrainingDesk") -> None:
    await app.need_room().slower()


async def _faster(app: "TrainingDesk") -> None:
    await app.need_room().faster()


def _seek(by: int) -> Action:
    async def seek(app: "TrainingDesk") -> None:
        room = app.need_room()
        await app.seek(min(room.end, max(room.start, room.clock.now() + by)))

    return seek


async def _time(app: "TrainingDesk") -> None:
    room = app.need_room()
    plan = SheetPlan(
        title="Go to a time of the shift",
        fields=(
            Choice("way", "To", (
                Option("typed", "the time below"),
                Option("start", "the beginning"),
                Option("end", "the end"),
            ), default="typed"),
            Text(
                "at", "Time", placeholder=f"{shown(room.clock.now(), app.zone)}, or +15 for a "
                "quarter of an hour after the beginning", needed_if=If("way", ("typed",)),
                only_if=If("way", ("typed",)),
            ),
        ),
        apply="goes there",
    )  # fmt: skip
    answers = await app.sheet(plan)
    if answers is None:
        return
    if answers["way"] != "typed":
        await app.seek(room.start if answers["way"] == "start" else room.end)
        return
    at = moment(answers["at"], room.start, room.end, app.zone)
    if at is None:
        app.say(f"“{answers['at']}” is no time of this shift.")
        return
    await app.seek(at)


async def _bookmark(app: "TrainingDesk") -> None:
    room = app.need_room()
    kept = await room.bookmark(shown(room.clock.now(), app.zone))
    app.say(f"Kept: {kept.name}. B comes back to it.")


async def _bookmarks(app: "TrainingDesk") -> None:
    room = app.need_room()
    kept = _listed(room.bookmarks)
    if not kept:
        app.say("Nothing is kept yet: b keeps this moment.")
        return
    options = tuple(Option(str(one.id), one.name) for one in kept)
    plan = SheetPlan(
        "Go to a moment that was kept", (Choice("mark", "Which", options),), apply="goes there"
    )
    answers = await app.sheet(plan)
    if answers is not None:
        mark = next(one for one in kept if str(one.id) == answers["mark"])
        await app.seek(mark.at, branch=mark.branch)


def _listed(kept: Sequence["Bookmark"]) -> list["Bookmark"]:
    """Return the bookmarks to choose from, in the order of the shift's time.

    Where there are too many, the newest, and first those that were not kept by themselves.
    """
    from agentdesk.tui.training.app import LEFT

    first = sorted(kept, key=lambda one: (one.name.endswith(LEFT), -one.id))
    return sorted(first[:MOST], key=lambda one: (one.at, one.id))


async def _hint(app: "TrainingDesk") -> None:
    from agentdesk.tui.kit.reading import Reading

    hints = await app.need_room().hints()
    text = [line for hint in hints for line in (_told(hint, app.zone), hint.why, "")]
    text = text or ["Nothing is open just now."]
    await app.ask(Reading("What is expected by now", text, glyphs=app.desk.glyphs))


def _told(hint: "Hint", zone: tzinfo) -> str:
    case = f" ({hint.case_id})" if hint.case_id is not None else ""
    by = f", by {shown(hint.due_at, zone)}" if hint.due_at is not None else ""
    return f"{hint.words}{case}{by}"


async def _about(app: "TrainingDesk") -> None:
    from agentdesk.tui.kit.reading import Reading

    scenario = app.need_room().scenario
    text = " ".join(scenario.about.split())
    await app.ask(Reading(scenario.title, [text], glyphs=app.desk.glyphs))


async def _restart(app: "TrainingDesk") -> None:
    if await app.sure(
        "Begin the shift again?", "begin again", "What was done stays on its branch."
    ):
        await app.begin_again()
        app.say("The shift begins again. Space lets it go on.")


async def _end(app: "TrainingDesk") -> None:
    band = app.need_room().band
    what = "It cannot be gone on with afterwards."
    if band.mode == "exam" and band.left_ms:
        what = "What is left of the shift counts as left undone."
    # What is over already has only its report to be shown.
    if band.over or await app.sure("End this attempt?", "end it", what):
        await app.finish()


async def _predict(app: "TrainingDesk") -> None:
    from agentdesk.tui.training.predicting import predict

    await predict(app)


ACTIONS: dict[str, Action] = {
    "training.line": _line,
    "training.run": _run,
    "training.step": _step,
    "training.back_step": _back_step,
    "training.slower": _slower,
    "training.faster": _faster,
    "training.earlier": _seek(-FAR),
    "training.later": _seek(FAR),
    "training.time": _time,
    "training.bookmark": _bookmark,
    "training.bookmarks": _bookmarks,
    "training.hint": _hint,
    "training.predict": _predict,
    "training.restart": _restart,
    "training.about": _about,
    "training.end": _end,
}
