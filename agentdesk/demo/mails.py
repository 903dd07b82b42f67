"""Mail of the sample's customers, as bytes that the desk parses like any other."""

from agentdesk.channels.email.compose import Outgoing, compose


def mail_bytes(
    name: str,
    address: str,
    to: str,
    subject: str,
    body: str,
    *,
    at: int,
    number: int,
    answers: str = "",
) -> bytes:
    """Return a mail; ``number`` makes its Message-ID, ``answers`` is the one it replies to."""
    return compose(
        Outgoing(
            from_email=address,
            from_name=name,
            to=(to,),
            subject=subject,
            text=body,
            message_id=f"sample-{number}@{address.rpartition('@')[2]}",
            at=at,
            in_reply_to=answers,
        )
    )
