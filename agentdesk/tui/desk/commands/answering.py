"""Answers to insert, and macros."""

from agentdesk.tui.desk.commands.places import CASE_ONLY, LIST, SEARCH_ONLY, WRITE
from agentdesk.tui.kit.commands import Command

_SLOTS = "abcdefghijklnopqrstuvwxyz0123456789"

COMMANDS: tuple[Command, ...] = (
    Command(
        id="answers.search", title="Search the answers", footer="search", weight=30,
        help="Name, shortcut, tags, words of the text, as you type. Enter inserts.",
        group="Answers", keys=("/",), contexts=CASE_ONLY,
    ),
    Command(
        id="answers.knowledge", title="Look up the knowledge", footer="articles", weight=22,
        help="Articles, the nearest to this case first; type to search them. Enter inserts.",
        group="Answers", keys=("K",), contexts=LIST,
    ),
    Command(
        id="answers.insert", title="Insert the answer", footer="inserts", weight=100,
        help="Put the highlighted answer into the text.",
        group="Answers", keys=("enter",), contexts=SEARCH_ONLY, palette=False,
    ),
    Command(
        id="answers.link", title="Insert a link to the article", footer="link", weight=60,
        help="Put the line that points to the highlighted article into the text.",
        group="Answers", keys=("ctrl+l",), contexts=SEARCH_ONLY, palette=False,
    ),
    Command(
        id="answers.leave", title="Leave the search", footer="leaves", weight=90,
        help="Back to the text, or to the answers.",
        group="Answers", keys=("escape",), contexts=SEARCH_ONLY, palette=False,
    ),
    Command(
        id="answers.slash", title="Search from the text",
        help="A slash that begins a line finds an answer; one more is a slash in the text.",
        group="Answers", shown_as="/", contexts=WRITE, palette=False,
    ),
    Command(
        id="macro.run", title="Run a macro",
        help="The macro under that letter or digit; m alone shows which there are.",
        group="Answers", keys=tuple(f"m {key}" for key in _SLOTS), shown_as="m + slot",
        contexts=LIST, palette=False,
    ),
    Command(
        id="macro.list", title="Macros", footer="macro", weight=28,
        help="All macros, with the digits that run them.",
        group="Answers", keys=("m m",), contexts=LIST,
    ),
)  # fmt: skip
