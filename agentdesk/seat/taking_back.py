"""Undo: what was sent or noted comes back as a draft, whole."""

from agentdesk.data.unit import Outcome
from agentdesk.domain.views import Draft
from agentdesk.seat.session import Session


async def draft_again(session: Session, undone: Outcome) -> Draft | None:
    """Make a draft of the words that an undo took back, and return it; ``None`` if it took none."""
    back = undone.result.get("draft")
    if not back:
        return None
    case_id, kind = int(back["case_id"]), str(back["kind"])
    view = await session.store.reads.case(case_id)
    found = [i.message for i in view.items if i.message.id == back["message_id"]] if view else []
    if view is None or not found:
        return None
    to = found[0].to[0] if found[0].to else ""
    seen = view.row.last_message_id
    draft = Draft(session.me.id, case_id, kind, found[0].body, to, seen, session.now)
    await session.store.live.save_draft(draft)
    return draft
