"""Which language a page is in, and how the choice is kept."""

from __future__ import annotations

import pytest

from gateway.web.language import COOKIE, accepted


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("en-GB", "en"),
        ("de, en;q=0.4, pt;q=0.5", "pt"),
        ("en;q=0, de", None),
        ("en;q=x, pt;q=0.1", "pt"),
        ("*", None),
    ],
)
def test_what_a_browser_likes_best(header, language):
    assert accepted(header) == language


def test_the_address_is_stronger_than_the_cookie_and_that_than_the_browser(plain):
    def shown(path="/status", **headers):
        return plain.get(path, headers=headers).text

    assert '<html lang="pt-BR">' in shown()
    assert '<html lang="en">' in shown(**{"accept-language": "en"})
    assert '<html lang="pt-BR">' in shown(**{"accept-language": "en", "cookie": f"{COOKIE}=pt"})
    assert '<html lang="pt-BR">' in shown("/status?lang=<script>")
    assert '<html lang="en">' in shown("/status?lang=en", cookie=f"{COOKIE}=pt")


def test_a_choice_is_kept(plain):
    answer = plain.get("/entrar?lang=en&depois=/status")
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=en; HttpOnly; Max-Age=")
    assert "/entrar?depois=%2Fstatus&amp;lang=pt" in answer.text
    assert "set-cookie" not in plain.get("/entrar").headers
