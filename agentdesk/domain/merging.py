"""What would become of two identities if one were folded into the other. Pure."""

import msgspec

from agentdesk.domain.content import ContactPoint, Customer
from agentdesk.domain.customer_views import one_identity
from agentdesk.domain.entitlement import better_level
from agentdesk.domain.views import CustomerView


class MergePreview(msgspec.Struct, frozen=True):
    """Both identities, and the one that would go on."""

    source: CustomerView
    target: CustomerView
    result: Customer
    """The words of the one that would go on: its own, filled in from the other."""
    contacts: tuple[ContactPoint, ...]
    cases: int
    """Of their newest hundred each."""
    open_cases: int
    promises: int
    agreements: int
    level: str
    vip: bool
    notes: tuple[str, ...]
    """What deserves a look before it is done, in sentences."""

    @property
    def name(self) -> str:
        """What the one that would go on is called."""
        return self.result.preferred_name or self.result.name


def preview(source: CustomerView, target: CustomerView) -> MergePreview:
    """Return what folding ``source`` into ``target`` would make."""
    level = better_level(source.facts.level, target.facts.level)
    return MergePreview(
        source=source,
        target=target,
        result=one_identity(target.customer, (source.customer,)),
        contacts=tuple(
            sorted((*target.contacts, *source.contacts), key=lambda p: (p.kind, p.value))
        ),
        cases=len(source.history) + len(target.history),
        open_cases=len(source.open_cases) + len(target.open_cases),
        promises=len(source.promises) + len(target.promises),
        agreements=len(source.entitlements) + len(target.entitlements),
        level=level,
        vip=source.facts.vip or target.facts.vip,
        notes=tuple(_notes(source, target, level)),
    )


def _notes(source: CustomerView, target: CustomerView, level: str) -> list[str]:
    notes = []
    if source.customer.name != target.customer.name:
        notes.append(f"They are called {source.customer.name} and {target.customer.name}.")
    if source.facts.language != target.facts.language:
        notes.append(f"The language stays {target.facts.language}.")
    if level != target.facts.level:
        notes.append(f"The level becomes {level}.")
    if source.customer.do_not_contact != target.customer.do_not_contact:
        notes.append("One of them wants no outreach: that holds for both.")
    if source.consents:
        notes.append("What was allowed under the other identity has to be asked again.")
    return notes
