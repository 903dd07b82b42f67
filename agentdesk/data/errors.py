"""What can go wrong with a store or a command, each with one sentence for the person who meets it.

Nothing else is imported here, so that a screen can name these errors before it loads a store.
"""


class Refused(Exception):
    """A command that cannot be done, with the sentence a person reads.

    ``code`` is for scripts: ``not_found``, ``not_allowed``, ``conflict``, ``invalid``,
    ``nothing``, ``later``.
    """

    def __init__(self, sentence: str, code: str = "not_allowed") -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


class StoreError(Exception):
    """The store cannot do what was asked. ``str()`` is the sentence a person reads."""


class StoreMissing(StoreError):
    """There is no store there, or it went away; it may come back."""


class StoreSwitched(StoreMissing):
    """Another history stands behind the store than a moment ago: read everything again.

    A training room seeks so; who follows the log asks for it again at once.
    """

    def __init__(self) -> None:
        super().__init__("The training room has gone to another moment of the shift.")


class StoreBusy(StoreError):
    """Somebody else is writing and did not finish in time; trying again is safe."""


class StoreFull(StoreError):
    """The disk is full; nothing of the action was written."""


class StoreReadOnly(StoreError):
    """The store, or this user's permission, allows reading only."""


class StoreDamaged(StoreError):
    """The file is not a store, or is corrupt; restore a backup."""


class StoreNewer(StoreError):
    """The store was written by a newer program; this one may only read."""


class StoreOlder(StoreError):
    """The store needs ``agentdesk store migrate`` first."""
