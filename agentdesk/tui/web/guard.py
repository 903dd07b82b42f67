"""Who may look: the token, the host and the origin of a request. Pure.

The server listens on this machine alone, but every page in every browser of this machine can send
requests to it. So each request must carry the token (in the address once, in a cookie after that)
and must be meant for this host by its own name (a stranger's name that was made to point here is
refused), and a WebSocket, which no browser keeps to its own site, must come from our own page.
"""

import hmac
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = (
    "The board is shown to browsers on this machine alone: --host can be 127.0.0.1, ::1 or "
    "localhost. To show it to others, put a proxy with a login in front of it, as docs/web.md says."
)
NO_TOKEN = (
    "This address does not hold the right token. Open the one that agentdesk board --web wrote."
)
NO_HOST = "This board is not known by that name. Open the address that agentdesk board --web wrote."
NO_ORIGIN = "Only the board's own page may open the board."


def new_token() -> str:
    """Return a token that nobody can guess: 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine alone, by its name or its address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def netloc(host: str, port: int, scheme: str = "http") -> str:
    """Return host and port as browsers write them: the usual port is left out."""
    name = f"[{host}]" if ":" in host else host
    return name if port == {"http": 80, "https": 443}[scheme] else f"{name}:{port}"


def origin_of(address: str) -> str | None:
    """Return the origin of a web address, ``https://board.example.com``; ``None`` if it is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        return None
    if parts.query or parts.fragment or parts.username is not None:
        return None
    place = netloc(parts.hostname, port or {"http": 80, "https": 443}[parts.scheme], parts.scheme)
    return f"{parts.scheme}://{place}"


class Guard:
    """Judges requests by their headers, their cookie and the token in their address."""

    def __init__(self, token: str, host: str, port: int, public: str = "") -> None:
        """``public`` is the origin of a proxy in front, if there is one."""
        self._token = token
        names = dict.fromkeys((host, "127.0.0.1", "localhost", "::1"))
        self._origins = {f"http://{netloc(name, port)}" for name in names}
        self._origins |= {public} if public else set()
        self._hosts = {origin.partition("://")[2] for origin in self._origins}
        self.cookie = f"agentdesk_board_{port}"
        """Browsers give cookies to every port of a host, so the name tells them apart."""
        self.origin = public or f"http://{netloc(host, port)}"
        """Where people find the board."""

    @property
    def address(self) -> str:
        """The address that opens the board, with its token."""
        return f"{self.origin}/?token={self._token}"

    @property
    def is_secure(self) -> bool:
        """Whether the board is reached by https alone."""
        return self.origin.startswith("https:")

    def refusal(
        self, headers: Mapping[str, str], given: str | None, kept: str | None, *, socket: bool
    ) -> str:
        """Return why a request is refused, as a sentence; empty where it is not.

        ``given`` is the token in the address, ``kept`` the cookie's. A wrong one in the address is
        refused even beside a right cookie.
        """
        if headers.get("Host", "").lower() not in self._hosts:
            return NO_HOST
        origin = headers.get("Origin")
        if socket and (origin is None or not self._is_own(origin)):
            return NO_ORIGIN
        if not self._fits(kept if given is None else given):
            return NO_TOKEN
        return ""

    def _is_own(self, origin: str) -> bool:
        return origin.lower() in self._origins

    def _fits(self, token: str | None) -> bool:
        """Compare in a time that does not tell how much of the token was right."""
        found = (token or "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(found, self._token.encode())

    def kept(self) -> str:
        """Return what the cookie holds."""
        return self._token
