"""The ledger: the records that a log's entries add up to."""


class Ledger:
    """Records of cases, interactions and agents, as of the last entry that was applied."""
