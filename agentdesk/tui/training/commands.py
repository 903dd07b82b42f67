"""What can be done to a shift that is practised or watched, beside everything that the desk does.

While somebody works only F5 belongs to training; the other keys act on the transport line, which
it opens. Who watches has them bare.
"""

from msgspec.structs import replace

from agentdesk.tui.desk.commands import COMMANDS as DESK
from agentdesk.tui.kit.commands import ANYWHERE, CASE, QUEUE, TRAINING, Command, Registry

ANY = frozenset({ANYWHERE})
LINE = frozenset({TRAINING})

READING = (
    "move.", "pane.", "case.open", "case.back", "help", "quit", "theme", "zoom", "copy.",
)  # fmt: skip
"""How the ids of the desk's commands begin that change nothing: they act beside the transport."""

COMMANDS: tuple[Command, ...] = (
    Command(
        id="training.line", title="Stop the clock, open the transport line",
        help="Stops the shift and shows what can be done to its time; again: back to work.",
        group="Training", keys=("f5",), contexts=ANY, footer="stop the clock", weight=58,
    ),
    Command(
        id="training.run", title="Let the shift go on, or stop it", footer="goes on, stops",
        help="Lets the time of the shift go on, or stops it.",
        group="Training", keys=("space",), contexts=LINE, weight=95,
    ),
    Command(
        id="training.step", title="On to what happens next", footer="next",
        help="Goes to the next thing that happens, or is done, and stops there.",
        group="Training", keys=(".",), contexts=LINE, weight=80,
    ),
    Command(
        id="training.back_step", title="Back before what happened last", footer="before",
        help="Goes back to before the last thing that happened, or was done.",
        group="Training", keys=(",",), contexts=LINE, weight=75,
    ),
    Command(
        id="training.slower", title="Slower", footer="slower", help="Half as fast, down to ×0.25.",
        group="Training", keys=("<",), contexts=LINE, weight=60,
    ),
    Command(
        id="training.faster", title="Faster", footer="faster", help="Twice as fast, up to ×64.",
        group="Training", keys=(">",), contexts=LINE, weight=65,
    ),
    Command(
        id="training.earlier", title="Five minutes back", footer="−5m",
        help="Five minutes back. What was done since stays on a branch of its own.",
        group="Training", keys=("[",), contexts=LINE, weight=50,
    ),
    Command(
        id="training.later", title="Five minutes on", footer="+5m", help="Five minutes on.",
        group="Training", keys=("]",), contexts=LINE, weight=50,
    ),
    Command(
        id="training.time", title="Go to a time", footer="time",
        help="Goes to a time of the shift that you type.",
        group="Training", keys=("t",), contexts=LINE, weight=45,
    ),
    Command(
        id="training.bookmark", title="Bookmark this moment", footer="bookmark",
        help="Keeps this moment, to come back to.",
        group="Training", keys=("b",), contexts=LINE, weight=40,
    ),
    Command(
        id="training.bookmarks", title="Go to a bookmark", footer="bookmarks",
        help="Lists the moments that were kept; those that were left are kept as well.",
        group="Training", keys=("B",), contexts=LINE, weight=30,
    ),
    Command(
        id="training.hint", title="A hint", footer="hint",
        help="Says what is expected by now and not done yet. The report says how often you asked.",
        group="Training", keys=("H",), contexts=LINE, weight=55,
    ),
    Command(
        id="training.predict", title="Say what comes next", footer="what comes next",
        help="Say what you would do next; then see what was done.",
        group="Training", keys=("p",), contexts=LINE, weight=98,
    ),
    Command(
        id="training.restart", title="Begin the shift again", footer="again",
        help="Begins the shift again, after a question. What was done stays on its branch.",
        group="Training", keys=("R",), contexts=LINE, weight=20,
    ),
    Command(
        id="training.about", title="What this shift is about", footer="about",
        help="Says what awaits you and what is to be learned, as it was told at the beginning.",
        group="Training", keys=("A",), contexts=LINE, weight=25,
    ),
    Command(
        id="training.end", title="End the attempt", footer="end",
        help="Ends the attempt, after a question, and shows its report.",
        group="Training", keys=("X",), contexts=LINE, weight=35,
    ),
)  # fmt: skip

IN_AN_EXAM = ("training.about", "training.end")
"""What the transport line is for in an exam."""

FOR_MODE: dict[str, frozenset[str]] = {
    "practise": frozenset({"training.predict"}),
    "watch": frozenset({"training.line", "training.predict", "training.hint", "training.end"}),
    "predict": frozenset({"training.line", "training.hint", "training.faster", "training.slower"}),
    "exam": frozenset(
        command.id for command in COMMANDS if command.id not in ("training.line", *IN_AN_EXAM)
    ),
}
"""What a mode goes without."""

EXAM_LINE = replace(
    COMMANDS[0], title="Open the line that ends the exam", footer="end",
    help="Shows what can be done to an exam: end it. Its clock goes on; again: back to work.",
)  # fmt: skip

LEAVING = {
    "exam": "Leave; the exam goes on without you, and agentdesk train resume comes back.",
    "practise": "Leave; the shift stands until you come back.",
}
"""What quitting means; watching is left as practising is."""


def registry(mode: str) -> Registry:
    """Return the commands of a desk in training: those of a mode first, then the desk's own."""
    without, leaving = FOR_MODE[mode], LEAVING.get(mode, LEAVING["practise"])
    own = (EXAM_LINE if one.id == EXAM_LINE.id and mode == "exam" else one for one in COMMANDS)
    desk = (
        replace(command, contexts=command.contexts | LINE)
        if command.id.startswith(READING) and command.contexts & {QUEUE, CASE}
        else command
        for command in (replace(one, help=leaving) if one.id == "quit" else one for one in DESK)
        if command.id != "training.room"
    )
    return Registry((*(one for one in own if one.id not in without), *desk))
