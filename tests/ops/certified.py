"""A server whose certificate ends when a test says so."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

GOOD_DAYS, ENDING_DAYS = 90, 5


class Certified:
    """Answers TLS on an address, with a certificate of its own.

    Parameters
    ----------
    folder : Path
    address : str
    """

    def __init__(self, folder: Path, address: str) -> None:
        self._file = folder / "certificate.pem"
        self.good_for(GOOD_DAYS)
        self._listener = socket.create_server((address, 0))
        self._thread = threading.Thread(target=self._serve, name="certified", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """Address and port."""
        return "{}:{}".format(*self._listener.getsockname())

    def good_for(self, days: int) -> None:
        """Renew the certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ops")])
        now = datetime.now(UTC)
        made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=days))
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self._file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem) + private)

    def close(self) -> None:
        """End the server."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._file)
            with suppress(OSError), connection, context.wrap_socket(connection, server_side=True) as client:
                client.recv(1)
