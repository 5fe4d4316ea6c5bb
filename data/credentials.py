"""Secrets and certificates that settings name; every fault is reported before a connection is tried."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import SecretStr


def variable(field: str) -> str:
    """Name of the environment variable that sets a field."""
    return f"MATCHSTREAM_{field.upper()}"


def secret(field: str, value: SecretStr | None, file: Path | None) -> str | None:
    """Read a secret that is given as a value or as a file.

    Parameters
    ----------
    field : str
        Name of the setting; the file's is `<field>_file`.
    value : SecretStr or None
    file : Path or None
        Read anew each time, so that a secret may be changed while a program runs; one line break at its end is not
        part of the secret.

    Returns
    -------
    str or None
        None where neither is given.

    Raises
    ------
    ValueError
        When both are given, the file can't be read, or the secret is empty.
    """
    if value is not None and file is not None:
        raise ValueError(f"both {variable(field)} and {variable(field + '_file')} are set: set one of them")
    if value is not None:
        found, where = value.get_secret_value(), variable(field)
    elif file is not None:
        where = f"{variable(field + '_file')}={file}"
        try:
            found = file.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ValueError(f"{where} can't be read: {reason}") from None
    else:
        return None
    if not found:
        raise ValueError(f"{where} is empty: a password is needed there")
    return found


def check_files(files: Iterable[tuple[str, Path | None]]) -> None:
    """Refuse files that can't be read.

    Parameters
    ----------
    files : iterable of (str, Path or None)
        Name of each setting and its value; None is skipped.

    Raises
    ------
    ValueError
        With the setting, the path and the reason.
    """
    for field, path in files:
        if path is None:
            continue
        if not path.is_file():
            raise ValueError(f"{variable(field)}={path} is no file: name a file in PEM form")
        if not os.access(path, os.R_OK):
            raise ValueError(f"{variable(field)}={path} can't be read by this user: change its owner or mode")


def check_pair(certificate: tuple[str, Path | None], key: tuple[str, Path | None]) -> None:
    """Refuse a client's certificate without its key, and a key without its certificate.

    Raises
    ------
    ValueError
        With the setting that is missing.
    """
    if (certificate[1] is None) != (key[1] is None):
        there, missing = (key, certificate) if certificate[1] is None else (certificate, key)
        raise ValueError(f"{variable(there[0])} is set without {variable(missing[0])}: mutual TLS needs both")
