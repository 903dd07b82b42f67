"""What is being written, taken along to another branch: a seek loses nothing that was typed."""

from pathlib import Path

from agentdesk.data.sqlite.live import SqliteLive
from agentdesk.data.sqlite.paths import paths_of


async def take_along(source: Path, target: Path, agent: str, at: int) -> None:
    """Give a branch that shares a history up to ``at`` the unsent texts of its source.

    Only those as they stood then: what was written on later waits in the source. Raises
    ``StoreError``.
    """
    if not paths_of(source).live.exists():
        return
    there = SqliteLive(paths_of(source), read_only=None)
    here = SqliteLive(paths_of(target), read_only=None)
    try:
        for draft in reversed(await there.drafts(agent)):
            if draft.at <= at:
                await here.save_draft(draft)
    finally:
        await there.close()
        await here.close()
