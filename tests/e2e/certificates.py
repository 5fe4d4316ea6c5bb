"""Certificates for tests: an authority, and what it vouches for, made by openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path

CONFIGURATION = """\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[member]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True)
        (directory / "openssl.cnf").write_text(CONFIGURATION)
        self.certificate, self._key = self._make("authority", "authority")

    def issue(self, name: str) -> tuple[Path, Path]:
        """Make a certificate for 127.0.0.1 and its key."""
        return self._make(name, "member", "-CA", str(self.certificate), "-CAkey", str(self._key))

    def keystore(self, name: str) -> Path:
        """Make a certificate and its key in one file, as Kafka's brokers take them."""
        certificate, key = self.issue(name)
        store = self._directory / f"{name}.store.pem"
        store.write_text(key.read_text() + certificate.read_text())
        return store

    def _make(self, name: str, kind: str, *signed: str) -> tuple[Path, Path]:
        certificate, key = self._directory / f"{name}.pem", self._directory / f"{name}.key"
        command = ["openssl", "req", "-x509", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-config", str(self._directory / "openssl.cnf"), "-extensions", kind, "-subj", f"/CN={name}"]
        command += ["-days", "2", "-keyout", str(key), "-out", str(certificate), *signed]
        subprocess.run(command, check=True, capture_output=True)
        return certificate, key
