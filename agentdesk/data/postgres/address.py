"""A PostgreSQL address as people may see it: without the password."""

from urllib.parse import urlsplit, urlunsplit


def shown(url: str) -> str:
    """Return an address without its password and its options."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")
    user = host[0].partition(":")[0]
    netloc = f"{user}@{host[2]}" if user else host[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "", "")).rstrip("@")


def database(url: str) -> str:
    """Return the name of the database that an address means, or ``""`` for the login's own."""
    return urlsplit(url).path.strip("/")
