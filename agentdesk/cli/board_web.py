"""``agentdesk board --web``: the board for a browser on this machine."""

import errno
from typing import Any

from agentdesk.cli.board_asked import Asked
from agentdesk.cli.exits import usage
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session

PORT, HOST = 8765, "127.0.0.1"
EXTRA = (
    "The board in a browser needs textual-serve, which is not installed. Install agentdesk with "
    "its extra: pip install 'agentdesk[web]'."
)
TOLD = """\
The board is shown at

  {address}

Keep this address to yourself: whoever opens it on this machine sees the board. Others need a proxy
with a login in front of it; docs/web.md tells how. Ctrl+C ends it."""


def serve(
    session: Session,
    asked: Asked,
    look: dict[str, Any],
    port: int | None,
    host: str | None,
    address: str | None,
) -> None:
    """Serve the board until Ctrl+C or SIGTERM. Raises ``Failure``."""
    try:
        from agentdesk.tui.web.run import serve_board
    except ModuleNotFoundError:
        raise usage(EXTRA) from None
    from agentdesk.tui.web.guard import LOOPBACK, is_loopback, origin_of

    host, port = HOST if host is None else host, PORT if port is None else port
    if not is_loopback(host):
        raise usage(LOOPBACK)
    public = origin_of(address) if address else ""
    if public is None:
        raise usage(
            f"“{address}” is no address of a proxy: write https:// and a name, without a path."
        )

    def ready(address: str) -> None:
        if session.json:
            say_json({"ok": True, "address": address})
        else:
            say(TOLD.format(address=address))

    _check_store(session, asked)
    settings = {"AGENTDESK_STORE": session.url, "AGENTDESK_THEME": look["theme"]}
    options = [*asked.options(), *(["--ascii"] if look["ascii"] else [])]
    try:
        serve_board(options, settings, host=host, port=port, public=public, ready=ready)
    except OSError as error:
        raise _unlistening(error, host, port) from None


def _check_store(session: Session, asked: Asked) -> None:
    """Open the board once, so that what is wrong is told here and not on an empty page."""
    import asyncio

    from agentdesk.cli.board_asked import opened

    async def work() -> None:
        async with opened(session, asked):
            pass

    asyncio.run(work())


def _unlistening(error: OSError, host: str, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return usage(f"Port {port} is taken by another program; choose another one with --port.")
    if error.errno == errno.EACCES:
        return usage(f"Port {port} is not yours to take; choose one above 1023 with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return usage(f"This machine has no address {host}; leave --host out.")
    return error
