"""Seals free text, each under a key of its own, and holds the keys that erasure destroys (DESIGN.md, decision 8).

A sealed text is bound to its partnership, stream, version, topic and field: moved elsewhere it does not open. Its key
is random, kept here wrapped by the master key, durable before the event that carries the text, and gone once destroyed.
"""

import contextlib
import hmac
import secrets
from collections.abc import Container, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from uuid import UUID

import msgspec
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from backend.domain.words import Sealed
from backend.log.engine import create, engine

_NONCE = 12
_CHECK = "master"  # the row that tells whether the master key is the right one

tables = sa.MetaData()
_keys = sa.Table(
    "vault_keys",
    tables,
    sa.Column("key", sa.String(32), primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
)


class Tampered(Exception):
    """A sealed text or a wrapped key does not open: it was changed, moved, or belongs to another master key."""


class Binding(msgspec.Struct, frozen=True):
    """Where a sealed text belongs: the field (`note`, `reason`) of the event at `version` of `stream`."""

    partnership: str
    stream: UUID
    version: int
    topic: str
    field: str

    def data(self) -> bytes:
        """What is authenticated beside the text; the separator cannot occur in a part."""
        return "\x1f".join((self.partnership, self.stream.hex, str(self.version), self.topic, self.field)).encode()


class Vault:
    """Seals and opens texts; keeps and destroys their keys. Threads share one, and processes the same store."""

    def __init__(self, made: sa.Engine, master: bytes) -> None:
        self._engine = made
        self._master = AESGCM(master)
        self._pending: dict[str, bytes] = {}
        self._lock = Lock()  # guards _pending
        self._keeping = Lock()  # one commit at a time; who waits finds their keys kept

    @classmethod
    def at(cls, url: str, master: bytes) -> "Vault":
        """Open the store of keys at `sqlite:///path` or `postgresql://…`, made where there is none.

        Raises Tampered where the keys there were wrapped by another master key.
        """
        made = engine(url)
        vault = cls(made, master)
        try:
            create(made, tables)
            vault._check_master()
        except BaseException:
            made.dispose()
            raise
        return vault

    def _check_master(self) -> None:
        """Tell another master key before anything is wrapped by it. A store without keys takes whichever comes."""
        checked = {"key": _CHECK, "wrapped": self._wrap(_CHECK, bytes(32))}
        with self._engine.begin() as connection:
            found = connection.scalar(sa.select(_keys.c.wrapped).where(_keys.c.key == _CHECK))
            if found is None:
                with contextlib.suppress(sa.exc.IntegrityError), connection.begin_nested():
                    connection.execute(_keys.insert(), checked)
                return
            try:
                self._unwrap(_CHECK, found)
            except Tampered:
                if connection.scalar(sa.select(sa.func.count()).select_from(_keys)) != 1:
                    raise
                connection.execute(_keys.update().where(_keys.c.key == _CHECK), {"wrapped": checked["wrapped"]})

    def close(self) -> None:
        self._engine.dispose()

    def seal(self, text: str, *, partnership: str, stream: UUID, version: int, topic: str, field: str) -> Sealed:
        """Seal a text where it belongs. Its key is durable only after `keep`, which must come before the event."""
        return self._seal(text.encode(), len(text), Binding(partnership, stream, version, topic, field))

    def seal_file(self, body: bytes, *, partnership: str, stream: UUID, version: int, topic: str, field: str) -> Sealed:
        """Seal a file where it belongs, as `seal` does a text; `length` is in bytes."""
        return self._seal(body, len(body), Binding(partnership, stream, version, topic, field))

    def _seal(self, plain: bytes, length: int, binding: Binding) -> Sealed:
        name, key = secrets.token_hex(16), secrets.token_bytes(32)
        nonce = secrets.token_bytes(_NONCE)
        bound = binding.data()
        box = nonce + AESGCM(_for(key, b"seal")).encrypt(nonce, plain, bound)
        wrapped = self._wrap(name, key)
        with self._lock:
            self._pending[name] = wrapped
        return Sealed(key=name, box=box, mac=_mac(key, plain), length=length)

    def keep(self) -> None:
        """Make the keys of everything sealed before this call durable, in one commit."""
        with self._keeping:
            with self._lock:
                taken, self._pending = self._pending, {}
            if not taken:
                return
            try:
                with self._engine.begin() as connection:
                    connection.execute(_keys.insert(), [{"key": k, "wrapped": w} for k, w in taken.items()])
            except BaseException:
                with self._lock:
                    self._pending = {**taken, **self._pending}
                raise

    def open(
        self, sealed: Sealed, *, partnership: str, stream: UUID, version: int, topic: str, field: str
    ) -> str | None:
        """The text, or None where it has been erased. Raises Tampered."""
        return self.open_all([(sealed, Binding(partnership, stream, version, topic, field))])[0]

    def open_file(
        self, sealed: Sealed, *, partnership: str, stream: UUID, version: int, topic: str, field: str
    ) -> bytes | None:
        """The file, or None where it has been erased. Raises Tampered."""
        found = self._found([sealed.key])
        binding = Binding(partnership, stream, version, topic, field)
        return _plain(found[sealed.key], sealed, binding) if sealed.key in found else None

    def open_all(self, sealed: Sequence[tuple[Sealed, Binding]]) -> list[str | None]:
        """Several texts, in order, with one SELECT. Raises Tampered."""
        keys = self._found(s.key for s, _ in sealed)
        return [None if s.key not in keys else _opened(keys[s.key], s, binding) for s, binding in sealed]

    def same(self, sealed: Sealed, text: str) -> bool:
        """Whether the text is what was sealed; False also where it has been erased."""
        found = self.mac(sealed.key, text)
        return found is not None and hmac.compare_digest(found, sealed.mac)

    def mac(self, key: str, text: str) -> bytes | None:
        """The HMAC-SHA256 of a text under the key of an earlier one; None where that is erased."""
        found = self._found([key])
        return _mac(found[key], text.encode()) if key in found else None

    def held(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that are still here."""
        return set(self._rows(keys))

    def destroy(self, keys: Iterable[str]) -> None:
        """Destroy keys: what they sealed reads as erased from now on. Destroying what is gone changes nothing."""
        names = [k for k in keys if k != _CHECK]
        with self._lock:
            for name in names:
                self._pending.pop(name, None)
        with self._engine.begin() as connection:
            for start in range(0, len(names), 500):
                some = _keys.c.key.in_(names[start : start + 500])
                connection.execute(_keys.update().where(some).values(wrapped=bytes(60)))
                connection.execute(_keys.delete().where(some))
        _forget_pages(self._engine)

    def save(self, to: Path) -> int:
        """Write every key, wrapped as it is, into the new SQLite file `to`; tell how many. Raises FileExistsError.

        Taken after the log's backup it holds the key of every text in that: a key is durable before its event.
        """
        if to.exists():
            raise FileExistsError(f"{to} is there already")
        part = to.with_name(f"{to.name}.part")
        part.unlink(missing_ok=True)
        copy = engine(f"sqlite:///{part}")
        try:
            create(copy, tables)
            with self._engine.connect() as reading, copy.begin() as writing:
                rows = [row._asdict() for row in reading.execute(sa.select(_keys))]
                writing.execute(_keys.insert(), rows)
            with copy.connect() as settling:
                settling.exec_driver_sql("PRAGMA journal_mode=DELETE")
        finally:
            copy.dispose()
        part.rename(to)
        return len(rows) - 1  # less the one that tells the master key

    def take_back(self, file: Path, *, but: Container[str]) -> int:
        """Take keys from a backup that are not here, except those named by `but`; tell how many.

        Raises Tampered where they were wrapped by another master key.
        """
        copy = engine(f"sqlite:///{file}")
        try:
            with copy.connect() as reading:
                found = {row.key: row.wrapped for row in reading.execute(sa.select(_keys))}
        except sa.exc.DBAPIError as error:
            raise Tampered(f"{file} is no backup of keys") from error
        finally:
            copy.dispose()
        self._unwrap(_CHECK, found.pop(_CHECK, b""))
        wanted = [key for key in found if key not in but]
        missing = set(wanted) - self.held(wanted)
        with self._engine.begin() as connection:
            if missing:
                connection.execute(_keys.insert(), [{"key": key, "wrapped": found[key]} for key in sorted(missing)])
        return len(missing)

    def pair(self, partnership: str, organisation: str) -> ec.EllipticCurvePrivateKey:
        """The organisation's key pair, made and durable the first time it is asked for."""
        name = f"pair-{sha256(f'{partnership}/{organisation}'.encode()).hexdigest()[:24]}"
        found = self._rows([name]).get(name)
        if found is None:
            made = ec.generate_private_key(ec.SECP256R1())
            der = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            with contextlib.suppress(sa.exc.IntegrityError), self._engine.begin() as connection:
                connection.execute(_keys.insert(), {"key": name, "wrapped": self._wrap(name, der)})
            found = self._rows([name])[name]  # another process may have been first
        pair = load_der_private_key(self._unwrap(name, found), None)
        if not isinstance(pair, ec.EllipticCurvePrivateKey):
            raise Tampered("a key pair in the vault is of another kind")
        return pair

    def _rows(self, names: Iterable[str]) -> dict[str, bytes]:
        wanted = sorted(set(names))
        with self._lock:
            found = {n: self._pending[n] for n in wanted if n in self._pending}
        missing = [n for n in wanted if n not in found]
        with self._engine.connect() as connection:
            for start in range(0, len(missing), 500):
                some = sa.select(_keys).where(_keys.c.key.in_(missing[start : start + 500]))
                found |= {row.key: row.wrapped for row in connection.execute(some)}
        return found

    def _found(self, names: Iterable[str]) -> dict[str, bytes]:
        return {name: self._unwrap(name, wrapped) for name, wrapped in self._rows(names).items()}

    def _wrap(self, name: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._master.encrypt(nonce, key, name.encode())

    def _unwrap(self, name: str, wrapped: bytes) -> bytes:
        try:
            return self._master.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], name.encode())
        except InvalidTag:
            raise Tampered("a key in the vault does not open under this master key") from None


def _opened(key: bytes, sealed: Sealed, binding: Binding) -> str:
    return _plain(key, sealed, binding).decode()


def _plain(key: bytes, sealed: Sealed, binding: Binding) -> bytes:
    try:
        return AESGCM(_for(key, b"seal")).decrypt(sealed.box[:_NONCE], sealed.box[_NONCE:], binding.data())
    except InvalidTag:
        raise Tampered("a sealed text does not open where it stands") from None


def _for(key: bytes, use: bytes) -> bytes:
    """A key for one use, from the text's own."""
    return hmac.digest(key, use, sha256)


def _mac(key: bytes, plain: bytes) -> bytes:
    return hmac.digest(_for(key, b"same"), plain, sha256)


def _forget_pages(made: sa.Engine) -> None:
    """Leave no copy of a destroyed key in SQLite's write-ahead log or in PostgreSQL's dead rows."""
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if made.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM vault_keys")
