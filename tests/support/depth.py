"""How far the tests go that try much by chance or again and again.

``AGENTDESK_TESTS=thorough`` goes as far as they ever went; without it the suite stays short enough
to be run before each change.
"""

import os

THOROUGH = os.environ.get("AGENTDESK_TESTS") == "thorough"


def depth(usual: int, thorough: int) -> int:
    """Return how often something is tried."""
    return thorough if THOROUGH else usual
