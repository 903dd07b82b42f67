"""Undo from the desk: what was sent or noted comes back as a draft, whole."""

from agentdesk.tui.desk.host import Host


async def take_back(app: Host, command_id: str) -> None:
    """Undo a command. The text of a reply or note is a draft again."""
    from agentdesk.desk.undo import Undo
    from agentdesk.seat.taking_back import draft_again

    outcome = await app.do(Undo(**app.ids(), target=command_id))
    if outcome is None:
        return
    draft = await draft_again(app.need_bench().session, outcome)
    if draft is None:
        app.say("Taken back.")
        return
    key = "n" if draft.kind == "note" else "i"
    app.say(f"Taken back. The text is a draft again: {key} opens it.")
