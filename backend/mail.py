"""Hands letters to a mail server. Plain text, and no more than one server asked once: who calls tries again later."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Literal

from msgspec import Struct

PATIENCE = 20.0
"""Seconds that a mail server has for each of its answers."""


class Undelivered(Exception):
    """A letter, or all of them, did not go. The message is a kind of fault and a code, never what a server said."""


class MailServer(Struct, frozen=True, kw_only=True):
    """Where letters are handed in. The password is read when it is used."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password_file: Path | None = None


class Line:
    """An open line to a mail server."""

    def __init__(self, smtp: smtplib.SMTP, server: MailServer) -> None:
        self._smtp, self._server = smtp, server

    def send(self, to: str, subject: str, text: str, *, now: datetime) -> None:
        """Hand in one letter. Raises Undelivered; the line may be used again."""
        with _plainly():
            self._smtp.send_message(letter(self._server.sender, to, subject, text, now=now))


def letter(sender: str, to: str, subject: str, text: str, *, now: datetime) -> EmailMessage:
    """A letter as it travels. Raises ValueError for an address or a subject of several lines."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = format_datetime(now)
    made["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, charset="utf-8", cte="quoted-printable")
    return made


@contextmanager
def line(server: MailServer) -> Iterator[Line]:
    """Sign in to the mail server, and out again. Raises Undelivered where it cannot be reached, or will not have us."""
    context = ssl.create_default_context()
    with _plainly():
        password = _password(server.password_file) if server.user and server.password_file else ""
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        with _plainly():
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, password)
        yield Line(smtp, server)
    finally:
        _hang_up(smtp)


def _password(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].strip()


def _hang_up(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        smtp.close()


@contextmanager
def _plainly() -> Iterator[None]:
    """What went wrong, without the words of a server, which may repeat an address or worse."""
    try:
        yield
    except smtplib.SMTPResponseException as fault:
        raise Undelivered(f"{type(fault).__name__} {fault.smtp_code}") from None
    except smtplib.SMTPRecipientsRefused as fault:
        codes = sorted({code for code, _ in fault.recipients.values()})
        raise Undelivered(f"{type(fault).__name__} {', '.join(map(str, codes))}") from None
    except (smtplib.SMTPException, OSError, ValueError) as fault:
        raise Undelivered(type(fault).__name__) from None
