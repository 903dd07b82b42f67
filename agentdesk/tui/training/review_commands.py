"""Everything a person can do in the review of a recording; keys, help and footer come of it."""

from agentdesk.tui.kit.commands import ANYWHERE, TRAINING, Command, Registry

_HERE = frozenset({TRAINING})

COMMANDS: tuple[Command, ...] = (
    Command(
        id="review.down", title="Next text", help="The text below.", group="Move",
        keys=("j", "down"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="review.up", title="Previous text", help="The text above.", group="Move",
        keys=("k", "up"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="review.next", title="Next open place", help="The next suspicious place of the text.",
        group="Move", keys=("n", "tab"), contexts=_HERE, movement=True, footer="place", weight=7,
    ),
    Command(
        id="review.unread", title="Next undecided text", help="The next text with open places.",
        group="Move", keys=("u",), contexts=_HERE, movement=True, footer="next open", weight=3,
    ),
    Command(
        id="review.page_down", title="Page down", help="Read on in the text.", group="Move",
        keys=("space", "pagedown", "ctrl+d"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="review.page_up", title="Page up", help="Read back in the text.", group="Move",
        keys=("b", "pageup", "ctrl+u"), contexts=_HERE, palette=False, movement=True,
    ),
    Command(
        id="review.accept", title="Let it through", group="Decide",
        help="The text comes through in the words shown; no place may be open.",
        keys=("a",), contexts=_HERE, footer="let through", weight=9,
    ),
    Command(
        id="review.template", title="Keep the invented words", group="Decide",
        help="The scenario says the invented words instead.",
        keys=("t",), contexts=_HERE, footer="invented words", weight=8,
    ),
    Command(
        id="review.edit", title="Edit", help="Write the text in your own words.", group="Decide",
        keys=("e",), contexts=_HERE, footer="edit", weight=6,
    ),
    Command(
        id="review.harmless", title="It is harmless", group="Decide",
        help="The lit place says nothing of anybody; a word of letters is so in every text.",
        keys=("i",), contexts=_HERE, footer="harmless", weight=6,
    ),
    Command(
        id="review.all_harmless", title="All of it is harmless", group="Decide",
        help="You have read it: no open place of this text says anything of anybody.",
        keys=("I",), contexts=_HERE,
    ),
    Command(
        id="review.out", title="Take it out", help="Take the lit place out of the text.",
        group="Decide", keys=("x",), contexts=_HERE, footer="take out", weight=6,
    ),
    Command(
        id="review.write", title="Write the scenario", group="End",
        help="Write the scenario with what was let through; the private file goes.",
        keys=("W",), contexts=_HERE, footer="write it", weight=5,
    ),
    Command(
        id="review.help", title="Keys", help="All keys of this place.", group="End",
        keys=("?", "f1"), contexts=_HERE, footer="keys", weight=8,
    ),
    Command(
        id="review.leave", title="Leave", help="Leave; everything decided is kept.", group="End",
        keys=("q",), contexts=_HERE, footer="leave", weight=4,
    ),
    Command(
        id="quit", title="Quit", help="Leave; everything decided is kept.", group="End",
        keys=("ctrl+q",), contexts=frozenset({ANYWHERE}),
    ),
)  # fmt: skip


def registry() -> Registry:
    """Return the review's commands."""
    return Registry(COMMANDS)
