"""What every test has: properties are judged by what they say, never by how busy the machine is."""

from hypothesis import HealthCheck, settings

from tests.support.depth import depth

settings.register_profile(
    "unhurried",
    deadline=None,
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
