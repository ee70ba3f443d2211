"""A mail server on this machine that keeps what it is sent, and does what a test tells it to."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lms.config import SmtpServer

SENDER = "Relais d'essai <relais@example.org>"


@dataclass
class Mailbox:
    """What has come, and how the next letters are answered."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    """To whom, in the same order."""
    refused: dict[str, str] = field(default_factory=dict)
    """{address: the answer to it}."""
    answer: str = "250 OK"
    silent_from: int | None = None
    """From this letter on, counted from 1, the server takes the letter and does not answer."""
    was_silent: Event = field(default_factory=Event)

    @property
    def server(self) -> SmtpServer:
        """The settings that lead here."""
        return SmtpServer(host="127.0.0.1", port=self.port, user="", password="", is_tls=False, sender=SENDER)

    @property
    def environment(self) -> dict[str, str]:
        """The same as a process is told it."""
        return {"RELAIS_SMTP_URL": f"smtp://127.0.0.1:{self.port}", "RELAIS_SMTP_SENDER": SENDER}

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.answer.startswith("250"):
            return self.answer
        self.readers.append(envelope.rcpt_tos[0])
        content: Any = envelope.content
        self.letters.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        if self.silent_from is not None and len(self.letters) >= self.silent_from:
            self.was_silent.set()
            await asyncio.Event().wait()
        return self.answer


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Run a mail server while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mailbox = Mailbox(port=probe.getsockname()[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
