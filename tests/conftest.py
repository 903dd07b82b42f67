"""What every test has: properties are judged by what they say, never by how busy the machine is.

No test knows of the settings, stores and snapshots of whoever runs it, nor do programs it starts.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.depth import THOROUGH, depth

THEIRS = ("AGENTDESK_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
"""How what somebody said of their own desk or terminal begins."""
OURS = "AGENTDESK_TESTS"


@pytest.fixture(scope="session", autouse=True)
def _nobodys_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    place: Path = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as environment:
        for name in os.environ:
            if name.startswith(THEIRS) and name != OURS:
                environment.delenv(name)
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            environment.setenv(f"XDG_{kind}_HOME", str(place / kind.lower()))
        yield


settings.register_profile(
    "unhurried",
    deadline=None,
    # Nobody's change is judged by what is drawn: the same each time, but for a thorough run.
    derandomize=not THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=depth(50, 300),
)
settings.load_profile("unhurried")


LONG = 200
"""An id of more letters than this tells nobody more."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long text by its length: ids are sent from process to process and printed."""
    if isinstance(val, str | bytes) and len(val) > LONG:
        return f"{argname}-of-{len(val)}"
    return None
