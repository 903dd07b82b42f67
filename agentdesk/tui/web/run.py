"""Serving the board on this machine until it is stopped."""

import asyncio
import signal
import socket
from collections.abc import Callable, Mapping, Sequence

from agentdesk.tui.web.guard import Guard, new_token
from agentdesk.tui.web.server import BoardServer
from agentdesk.tui.web.service import board_environ, board_process


def serve_board(
    options: Sequence[str],
    settings: Mapping[str, str],
    *,
    host: str,
    port: int,
    public: str,
    ready: Callable[[str], None],
) -> None:
    """Serve until Ctrl+C or SIGTERM. ``ready`` is told the address, token included.

    ``options`` and ``settings`` are the board's, for its command line and its environment; with
    ``port`` 0 a free one is taken. Raises ``OSError`` where the port is taken.
    """
    with _listening(host, port) as listening:
        guard = Guard(new_token(), host, listening.getsockname()[1], public)
        server = BoardServer(guard, board_process(options), board_environ(settings))
        asyncio.run(_serve(server, listening, ready))


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


async def _serve(
    server: BoardServer, listening: socket.socket, ready: Callable[[str], None]
) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready(server.guard.address)
    await server.serve_on(listening, stop)
