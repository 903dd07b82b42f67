"""Commands in a place of their own, as in ``tests/cli``."""

from tests.cli.conftest import _own_place, desk

__all__ = ["_own_place", "desk"]
