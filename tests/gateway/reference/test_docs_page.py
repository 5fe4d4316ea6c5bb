"""The page of the document: every operation with its example, nothing from elsewhere, no script."""

from __future__ import annotations

import html
import re

from gateway.reference.examples import EXAMPLES
from gateway.reference.openapi import operations


def test_the_page_shows_every_operation_and_asks_no_other_address(plain):
    answer = plain.get("/docs")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    text = html.unescape(answer.text)
    for path, method, operation in operations(plain.get("/openapi.json").json()):
        assert f'<details id="{operation["operationId"]}">' in text
        assert f"<strong>{method.upper()}</strong> <code>{path}</code>" in text
    assert EXAMPLES["predict"]["request"]["vaga"]["titulo_vaga"] in text
    assert "<script" not in text
    asked = set(re.findall(r'(?:src|href)="([^"#][^"]*)"', text))
    assert all(address.startswith("/") and not address.startswith("//") for address in asked)
    files = {address for address in asked if address.startswith("/static/")}
    assert all(plain.get(address).status_code == 200 for address in files)
