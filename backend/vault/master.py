"""The master key: 32 random bytes in a file that only its owner may read, in no backup of ours."""

import os
import secrets
from pathlib import Path


def master_key(path: Path) -> bytes:
    """The key in the file, made where there is none.

    Raises ValueError naming the file when others may read it, or when it holds no such key.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path} holds the master key, and others may read it: chmod 600 {path}")
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ValueError(f"{path} does not hold a master key (64 hexadecimal digits)")
    return key
