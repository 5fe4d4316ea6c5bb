"""A file of connections, one of each system, with a secret each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from producers.connectors.vendors import VENDORS

SECRETS = dict.fromkeys(VENDORS, "matchstream-test-key") | {
    "standard_webhooks": "whsec_bWF0Y2hzdHJlYW0tdGVzdC1rZXktMjRi",
}
BEFORE = dict.fromkeys(VENDORS, "the-secret-before-this") | {
    "standard_webhooks": "whsec_dGhlLXNlY3JldC1iZWZvcmUtdGhpcy0x",
}
TOKEN = "token-of-the-interface"


def written(folder: Path, vendors: Iterable[str] = tuple(VENDORS), *, apis: Mapping[str, str] | None = None) -> Path:
    """Write a file of connections that are named as their systems; each has two secrets."""
    folder.mkdir(exist_ok=True)
    tables = []
    for vendor in vendors:
        (folder / f"{vendor}.secret").write_text(SECRETS[vendor] + "\n", encoding="utf-8")
        (folder / f"{vendor}.before").write_text(BEFORE[vendor], encoding="utf-8")
        (folder / f"{vendor}.token").write_text(TOKEN, encoding="utf-8")
        tables.append(
            f'[{vendor}]\nvendor = "{vendor}"\nsource = "urn:ats:{vendor}"\nid_prefix = "{vendor[:2]}-"\n'
            f'secret_files = ["{vendor}.secret", "{vendor}.before"]\ntoken_file = "{vendor}.token"\n'
            + (f'api = "{apis[vendor]}"\n' if apis and vendor in apis else "")
        )
    path = folder / "connections.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path
