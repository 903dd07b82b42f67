"""A customer in whose data a word of its own stands in every place there is, to be searched for.

Every act goes through the desk's door, as agents, channels and customers do it.
"""

import hashlib
from email.message import EmailMessage
from itertools import count
from typing import Any, TypeVar

from agentdesk.channels.email.intake import take_in
from agentdesk.clock import DAY, MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome
from agentdesk.desk.answers import KeepAnswer, NoteUnanswered
from agentdesk.desk.complaints import CloseComplaint, DecideComplaint, OpenComplaint
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.customers import ChangeCustomer
from agentdesk.desk.desk import Desk
from agentdesk.desk.escalating import Escalate
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.identities import MergeCustomers
from agentdesk.desk.incidents import AnswerIncident, DeclareIncident, EndIncident
from agentdesk.desk.notes import Note
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.replying import Attachment, Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.split import Split
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Undo
from agentdesk.desk.wanting import WantAnswer
from agentdesk.domain.views import Draft

C = TypeVar("C", bound=Command)


class Planted:
    """The customer, their cases, and every word that was planted."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.words: dict[str, str] = {}
        """Each word by where it stands."""
        self.customer_id = ""
        self.cases: list[int] = []
        self._numbers = count(1)

    def word(self, where: str) -> str:
        """Return a word that stands nowhere else."""
        digest = hashlib.sha256(where.encode()).hexdigest()
        letters = "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:12])
        self.words[where] = f"zq{letters}"
        return self.words[where]

    async def act(self, person: str, kind: type[C], **fields: Any) -> Outcome:
        """Let somebody do something, some minutes later."""
        self.clock.advance(MINUTE)
        return await Desk(self.store, person).act(kind, **fields)

    async def receive(self, raw: bytes) -> dict[str, Any]:
        """Let a mail come in as it does."""
        self.clock.advance(MINUTE)
        command = take_in(raw).command
        return (await Desk(self.store, command.actor).do(command)).result

    def mail(self, where: str, address: str, **options: str) -> EmailMessage:
        """Make a mail with a word in its body and its subject."""
        made = EmailMessage()
        made["From"] = f"{self.word(where + ' from name')} <{address}>"
        made["To"] = "billing@desk.example"
        made["Cc"] = f"{self.word(where + ' cc')}@others.example"
        made["Subject"] = options.get("subject", f"About {self.word(where + ' subject')}")
        made["Message-ID"] = f"<{self.word(where + ' message id')}@there.example>"
        made.set_content(
            f"Hello,\n\nI write of {self.word(where + ' body')}.\n\nRegards\n",
            cte=options.get("cte", "7bit"),
        )
        return made

    async def plant(self) -> None:
        """Let everything happen to the customer that leaves words somewhere."""
        for person in ("lena", "omar", "rita", "mona"):
            await self.act(person, SetAgentState, state="available")
        await self._answer()
        await self._mails()
        await self._work()
        await self._complaint_and_incident()
        await self._identity()
        await self._last_words()

    async def _answer(self) -> None:
        await self.act("mona", KeepAnswer, id="refund", name="Refund", body="It is refunded.")

    async def _mails(self) -> None:
        self.address = f"{self.word('address')}@lovelace.example"
        first = self.mail("first", self.address, cte="base64")
        first.add_alternative(
            f"<p>I write of {self.word('html part')}</p>", subtype="html", cte="quoted-printable"
        )
        first.add_attachment(
            f"A list with {self.word('text attachment')}\n".encode(),
            maintype="text",
            subtype="csv",
            filename=f"{self.word('file name')}.csv",
        )
        large = self.word("large attachment").encode() * 9_000
        first.add_attachment(
            large, maintype="application", subtype="octet-stream", filename="big.bin"
        )
        result = await self.receive(first.as_bytes())
        self.first = int(result["case_id"])
        row = await self.store.reads.case_row(self.first)
        assert row is not None
        assert row.customer_id is not None
        self.customer_id = row.customer_id
        await self.act("lena", Take, case_id=self.first)
        again = self.mail(
            "again",
            self.address,
            cte="quoted-printable",
            subject=f"Re: {self.word('again subject')} [#{self.first}]",
        )
        again["In-Reply-To"] = first["Message-ID"]
        again["References"] = f"{first['Message-ID']} <{self.word('references')}@there.example>"
        assert (await self.receive(again.as_bytes()))["case_id"] == self.first
        self.cases.append(self.first)

    async def _work(self) -> None:
        case = self.first
        await self.act("lena", Note, case_id=case, body=f"They mean {self.word('note')}")
        await self.act(
            "lena",
            LogContact,
            case_id=case,
            channel="call",
            body=f"They said {self.word('call')}",
            answer=f"We said {self.word('said')}",
            note=f"They sounded {self.word('call note')}",
        )
        await self.act(
            "lena",
            GrantGoodwill,
            case_id=case,
            form="credit",
            cents=500,
            reason=f"Because of {self.word('goodwill')}",
        )
        await self.act(
            "lena",
            Promise,
            case_id=case,
            due_at=self.clock.at + DAY,
            text=f"We send {self.word('promise')}",
        )
        raw = f"To: {self.address}\r\nX-Test: {self.word('sent header')}\r\n\r\nIt is refunded.\r\n"
        sent = {
            "case_id": case,
            "to": (self.address,),
            "subject": f"Re: {self.word('reply subject')}",
        }
        gone = self.word("undone reply")
        await self.act(
            "lena",
            Reply,
            body=f"Not so {gone}",
            raw=f"To: x\n\n{gone}".encode(),
            rfc_id="undone@desk.example",
            **sent,
        )
        self.clock.at -= MINUTE - 1000
        await Desk(self.store, "lena").act(Undo)
        await self.act(
            "lena",
            Reply,
            body=f"It is refunded, {self.word('reply')}",
            raw=raw.encode(),
            rfc_id="sent@desk.example",
            answer_ids=("refund",),
            attachments=(Attachment("terms.txt", "text/plain", self.word("sent file").encode()),),
            **sent,
        )
        await self.act(
            "lena",
            WantAnswer,
            case_id=case,
            answer_id="refund",
            words=f"It lacks {self.word('wanted answer')}",
        )
        await self.act(
            "lena", NoteUnanswered, case_id=case, query=self.word("question of the case")
        )
        await self.act(
            "lena",
            Escalate,
            case_id=case,
            reason="knowledge",
            known=self.word("known"),
            tried=self.word("tried"),
            expected=self.word("expected"),
            promised=self.word("promised"),
        )
        await self.act("rita", Take, case_id=case)

    async def _complaint_and_incident(self) -> None:
        case = self.first
        await self.act(
            "rita",
            OpenComplaint,
            case_id=case,
            category="service",
            severity=3,
            remedy=self.word("remedy"),
        )
        await self.act(
            "mona", DecideComplaint, case_id=case, outcome="upheld", response=self.word("response")
        )
        await self.act("mona", CloseComplaint, case_id=case, external=self.word("external"))
        await self.act("mona", DeclareIncident, case_id=case, title=self.word("incident title"))
        await self.act("mona", AnswerIncident, case_id=case, answer=self.word("incident answer"))
        await self.act("mona", EndIncident, case_id=case)

    async def _identity(self) -> None:
        names = {
            name: self.word(name)
            for name in (
                "name",
                "preferred_name",
                "pronunciation",
                "organisation",
                "accessibility",
                "safety",
            )
        }
        await self.act("lena", ChangeCustomer, customer_id=self.customer_id, **names)
        await self.act(
            "lena",
            ChangeCustomer,
            customer_id=self.customer_id,
            name=self.word("newer name"),
            add_contacts=(
                ("mail", f"{self.word('more mail')}@lovelace.example"),
                ("phone", "+4930901820731"),
            ),
        )
        self.words["phone"] = "+4930901820731"
        await self.act(
            "lena",
            ChangeConsent,
            customer_id=self.customer_id,
            purpose="newsletter",
            channel="mail",
            given=True,
            source="call",
            wording=self.word("consent"),
        )
        other = await self.receive(
            self.mail("second", f"{self.word('folded address')}@lovelace.example").as_bytes()
        )
        second = int(other["case_id"])
        self.cases.append(second)
        row = await self.store.reads.case_row(second)
        assert row is not None
        assert row.customer_id is not None
        await self.act("lena", Take, case_id=second)
        view = await self.store.reads.case(second)
        assert view is not None
        await self.act(
            "lena", ChangeCustomer, customer_id=row.customer_id, name=self.word("folded name")
        )
        parts = await self.act(
            "lena",
            Split,
            case_id=second,
            message_id=view.items[0].message.id,
            subject=self.word("split subject"),
        )
        self.cases.append(int(parts.result["case_id"]))
        await self.act("mona", MergeCustomers, from_id=row.customer_id, into_id=self.customer_id)

    async def _last_words(self) -> None:
        known = self.words["newer name"]
        await self.act("lena", NoteUnanswered, query=f"where is {known}")
        stranger = self.mail("held", "eve@else.example")
        stranger["In-Reply-To"] = "<sent@desk.example>"
        held = await self.receive(stranger.as_bytes())
        if held.get("held_id"):
            await self.act("mona", PlaceHeld, held_id=held["held_id"], placed_as="spam")
        for case in self.cases:
            row = await self.store.reads.case_row(case)
            assert row is not None
            if row.active:
                await self.act(
                    "mona",
                    Resolve,
                    case_id=case,
                    disposition="by_phone",
                    summary=f"Settled, {self.word(f'summary {case}')}",
                )
        for kind, case in (("reply", self.first), ("note", self.cases[1])):
            await self.store.live.save_draft(
                Draft(
                    "omar",
                    case,
                    kind,
                    f"Dear {self.word(f'draft {kind}')}",
                    f"{self.word(f'draft to {kind}')}@there.example",
                    None,
                    self.clock.at,
                )
            )
