"""What a trainer's keys do at the console."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from agentdesk.sheetplan import Choice, Option, SheetPlan, Text
from agentdesk.text import fit, width
from agentdesk.training.attempts.onlooking import Standing
from agentdesk.training.words import TONES
from agentdesk.tui.kit.stops import StopList
from agentdesk.tui.kit.theme import DARK, LIGHT
from agentdesk.tui.training.console_words import counted

if TYPE_CHECKING:
    from agentdesk.tui.training.console import ConsoleApp

Action: TypeAlias = Callable[["ConsoleApp"], Awaitable[None]]

NONE = "No attempt is chosen."
SHARES = (("1", "all of it"), ("0.75", "most of it"), ("0.5", "half"), ("0.25", "a little"),
          ("0", "nothing"))  # fmt: skip
MOST = 9
"""A sheet has a digit for so many."""
WHISPER = 60
"""So many cells of it stand in the footer of a narrow screen, beside who whispers."""


def _move(by: int) -> Action:
    async def move(app: "ConsoleApp") -> None:
        view = app.main.view
        if isinstance(view, StopList):
            view.move(by)
            await app.renew()
        else:
            view.line(by)

    return move


def _page(pages: float) -> Action:
    async def page(app: "ConsoleApp") -> None:
        app.main.view.page(pages)

    return page


def _pane(by: int) -> Action:
    async def go(app: "ConsoleApp") -> None:
        app.main.go_next(by)

    return go


async def _whisper(app: "ConsoleApp") -> None:
    chosen = app.chosen
    if chosen is None or chosen.state != "working":
        _worked_in(app)
        return
    answers = await app.sheet(whispering(chosen.trainee))
    while answers is not None and width(words := answers["words"]) > WHISPER:
        answers = await app.sheet(whispering(chosen.trainee, words))
    if answers is None:
        return
    to = [chosen] if answers["to"] == "one" else _at_work(app)
    for one in to:
        app.onlooker.whisper(one.name, answers["words"])
    named = ", ".join(one.trainee for one in to)
    waits = " They read it when they are back." if to and to[0].silent else ""
    app.say(f"Whispered to {named}.{waits}" if to else "Nobody is at work just now.")


def whispering(trainee: str, words: str = "") -> SheetPlan:
    """Return what asks for a whisper; ``words`` are those that were too many."""
    long = f"The trainee has one line for it: {WHISPER} characters at most, these are"
    return SheetPlan(
        "Whisper a hint",
        (
            Choice("to", "To", (
                Option("one", trainee), Option("all", "everybody at work"),
            ), default="one"),
            Text("words", "Words", required=True, value=words),
        ),
        intro=f"{long} {width(words)}." if words else "",
        apply="whispers",
    )  # fmt: skip


def _worked_in(app: "ConsoleApp") -> Standing | None:
    """Return the chosen attempt if somebody is in it; else say why nothing can be done there."""
    chosen = app.chosen
    if chosen is None:
        app.say(NONE)
    elif chosen.state != "working":
        app.say(f"{chosen.trainee}: this attempt is over.")
    elif chosen.silent:
        app.say(f"{chosen.trainee} is not here: nothing would come of it.")
    else:
        return chosen
    return None


async def _inject(app: "ConsoleApp") -> None:
    chosen = _worked_in(app)
    if chosen is None:
        return
    injects = app.onlooker.scenario(chosen.name).injects
    if not injects:
        app.say("This scenario has nothing prepared to set off.")
        return
    options = tuple(
        Option(one.id, one.id.replace("-", " "), hint=one.what.replace("_", " "))
        for one in injects[:MOST]
    )
    plan = SheetPlan(
        f"Set something off for {chosen.trainee}", (Choice("what", "What", options),), apply="does"
    )
    answers = await app.sheet(plan)
    if answers is not None:
        app.onlooker.want(chosen.name, "inject", answers["what"])
        app.say(f"Set off for {chosen.trainee}: {answers['what']}.")


async def _run(app: "ConsoleApp") -> None:
    chosen = _worked_in(app)
    if chosen is not None and chosen.here is not None:
        app.onlooker.want(chosen.name, "pause" if chosen.here.running else "go_on")


async def _run_all(app: "ConsoleApp") -> None:
    work = [one for one in _at_work(app) if one.mode != "exam"]
    running = [one for one in work if one.here is not None and one.here.running]
    for one in running or work:
        app.onlooker.want(one.name, "pause" if running else "go_on")
    exams = sum(one.mode == "exam" for one in _at_work(app))
    done = ("stops", "stop") if running else ("goes on", "go on")
    left = f" {_many(exams, 'exam', 'goes on', 'go on')}." if exams else ""
    app.say(f"{_many(len(running or work), 'shift', *done)}.{left}")


def _many(count: int, what: str, one: str, more: str) -> str:
    """Say what so many do: ``1 shift stops``."""
    return f"{counted(count, what)} {one if count == 1 else more}"


def _at_work(app: "ConsoleApp") -> list[Standing]:
    return [one for one in app.standings if not one.silent and one.state == "working"]


async def _tag(app: "ConsoleApp") -> None:
    chosen, look = app.chosen, app.look
    if chosen is None or look is None or not look.texts:
        app.say("There is no text of theirs in the case on their desk.")
        return
    texts = tuple(
        Option(str(number), fit(" ".join(body.split()), 60)) for number, body in look.texts[-MOST:]
    )
    does = tuple(Option(word, words) for word, words in TONES.items())
    plan = SheetPlan(
        "Say what a text does to its reader",
        (Choice("text", "Which", texts), Choice("does", "It does", does)),
        apply="tags",
    )
    answers = await app.sheet(plan)
    if answers is not None:
        app.onlooker.tag(chosen.name, int(answers["text"]), (answers["does"],))
        app.say(f"Tagged: {TONES[answers['does']]}.")


async def _mark(app: "ConsoleApp") -> None:
    chosen = app.chosen
    if chosen is None:
        app.say(NONE)
        return
    human = app.onlooker.scenario(chosen.name).rubric.human
    if not human:
        app.say("The rubric of this scenario has nothing for a person to judge.")
        return
    items = tuple(Option(item.id, item.asks) for item in human[:MOST])
    shares = tuple(Option(value, words) for value, words in SHARES)
    plan = SheetPlan(
        f"Mark {chosen.trainee}, {chosen.title}",
        (Choice("item", "Of", items), Choice("share", "They get", shares)),
        apply="marks",
    )
    answers = await app.sheet(plan)
    if answers is not None:
        app.onlooker.mark(chosen.name, answers["item"], float(answers["share"]))
        app.say(f"Marked {answers['item']}: {float(answers['share']):.0%}.")


async def _report(app: "ConsoleApp") -> None:
    from agentdesk.tui.training.report_page import report_page

    chosen = app.chosen
    if chosen is None:
        app.say(NONE)
        return
    await app.ask(await report_page(app.onlooker.rooms.find(chosen.name), app.glyphs))


async def _end(app: "ConsoleApp") -> None:
    chosen = _worked_in(app)
    if chosen is None:
        return
    sure = (Option("no", "no, go on"), Option("yes", f"yes, end it for {chosen.trainee}"))
    choice = Choice("sure", "It cannot be gone on with afterwards", sure)
    answers = await app.sheet(SheetPlan("End this attempt?", (choice,), apply="ends it"))
    if answers is not None and answers["sure"] == "yes":
        app.onlooker.want(chosen.name, "end")


async def _help(app: "ConsoleApp") -> None:
    from agentdesk.tui.kit.help import HelpScreen

    await app.ask(HelpScreen(app.router.keymap, app.key_context(), glyphs=app.glyphs))


async def _theme(app: "ConsoleApp") -> None:
    app.theme = LIGHT if app.current_theme.dark else DARK


async def _quit(app: "ConsoleApp") -> None:
    await app.shut()


ACTIONS: dict[str, Action] = {
    "console.down": _move(1),
    "console.up": _move(-1),
    "console.page_down": _page(0.9),
    "console.page_up": _page(-0.9),
    "console.next": _pane(1),
    "console.previous": _pane(-1),
    "console.whisper": _whisper,
    "console.inject": _inject,
    "console.run": _run,
    "console.run_all": _run_all,
    "console.tag": _tag,
    "console.mark": _mark,
    "console.report": _report,
    "console.end": _end,
    "help": _help,
    "theme.flip": _theme,
    "quit": _quit,
}
