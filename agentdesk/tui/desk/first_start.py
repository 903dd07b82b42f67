"""The question of the first start: which keys. The answer is kept in the person's settings."""

from collections.abc import Callable

from agentdesk.tui.desk.host import Host
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.sheet import Choice, Option, SheetPlan

PLAN = SheetPlan(
    title="Which keys do your hands know?",
    intro="You can change this later in your settings; ? always shows the keys that work.",
    fields=(
        Choice(
            "preset",
            "Keys",
            (
                Option("desk", "the desk's own", "1", "i reply, e escalate, r resolve"),
                Option("mail", "of a mail program", "2", "r reply, E escalate, R resolve"),
                Option("function-keys", "function keys", "3", "F2 take, F3 reply, F8 resolve"),
            ),
            default="desk",
        ),
    ),
    apply="goes on",
)


async def ask_keys(host: Host, keep: Callable[[str], None]) -> None:
    """Ask once, use the answer at once and keep it. Esc means the desk's own keys."""
    answer = await host.sheet(PLAN)
    preset = answer["preset"] if answer is not None else "desk"
    host.router.keymap = build_keymap(host.router.keymap.registry, preset)
    host.show_hints()
    try:
        keep(preset)
    except FileExistsError:
        host.say("You have settings by now: they stay, and count from the next start.")
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        host.say(f"Your choice could not be kept in your settings: {reason}.")
