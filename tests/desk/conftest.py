"""What the stories of a desk need."""

import pytest

from tests.support.office import Office


@pytest.fixture
def office() -> Office:
    """Return a desk on Monday morning with Lena, Omar, Rita and Mona at work."""
    office = Office()
    office.here("lena", "omar", "rita", "mona")
    return office
