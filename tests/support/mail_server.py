"""A real mail server on loopback, in the test's own process, that keeps what it is handed."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.server import free_port

USER, PASSWORD = "faltlogg", "hemligt-losenord"
HOST = "127.0.0.1"


class Mailbox:
    """What came, by recipient. `refuses` are addresses that are turned away, `full` turns everybody away for now."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refuses: set[str] = set()
        self.full = False
        self.signed_in: list[bool] = []
        self.secured: list[bool] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return f"550 5.1.1 <{address}> unknown"
        if self.full:
            return f"452 4.2.2 mailbox of {address} is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.SMTP)
        self.letters += [(to, letter) for to in envelope.rcpt_tos]
        self.signed_in.append(bool(session.authenticated))
        self.secured.append(session.ssl is not None)
        return "250 OK"


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this address that nobody knows of, and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(key, hashes.SHA256())
    known, private = folder / "mail.crt", folder / "mail.key"
    known.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(known, private)
    return known, context


def _is_ours(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=given == LoginPassword(USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def receiving(folder: Path, *, secured: bool = False) -> Iterator[tuple[Mailbox, int, Path | None]]:
    """(what came, the port, the certificate); `secured`: only over STARTTLS, and only from whoever has the password."""
    mailbox, known = Mailbox(), None
    options: dict[str, Any] = {}
    if secured:
        known, context = _certificate(folder)
        options = {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": _is_ours,
        }
    port = free_port()
    controller = Controller(mailbox, hostname=HOST, port=port, server_hostname="mail.test", ready_timeout=60, **options)
    controller.start()
    try:
        yield mailbox, port, known
    finally:
        controller.stop()
