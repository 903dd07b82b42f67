"""Which SLA policy holds for a case."""

from agentdesk.domain.setup import PolicySetup, Setup


def policy_for(setup: Setup, level: str, priority: int, type: str) -> PolicySetup | None:
    """Return the first policy, by position, that matches; ``None`` if none does."""
    for policy in setup.policies:
        if (
            (not policy.levels or level in policy.levels)
            and (not policy.priorities or priority in policy.priorities)
            and (not policy.types or type in policy.types)
        ):
            return policy
    return None
