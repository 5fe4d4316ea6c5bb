"""Masks contact data and document numbers in free text, before anything is stored or logged.

The search starts from signs that are rare in most texts: the ``@`` of mail addresses, the last part of a host's name,
digits. So a text without any is read at the speed of a plain search, and the time is at most proportional to the
length. docs/security.md lists what can't be told apart from text that must stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from data.privacy.personal_numbers import mask_numbers
from data.privacy.sought import Sought

_BLANK = r"[ \t\xa0]"
_TOP = "com|net|org|edu|gov|br|pt|dev|io|me|app|co|us|uk|es|ar|mx|de|fr|it|eu|info|site|online|tech|page|link|bio|blog"
_DOT = (
    rf"(?:\.|{_BLANK}?[(\[{{]{_BLANK}?(?:dot|ponto|\.){_BLANK}?[)\]}}]{_BLANK}?|{_BLANK}+(?:dot|ponto){_BLANK}+"
    rf"|{_BLANK}?\.{_BLANK}?(?=(?:{_TOP})\b))"
)
_SIGN = re.compile(r"[@.:/\d)\]]")
"""In every text in which something is masked, but for addresses of mail in words."""
_SHORT = 64
"""Characters of a text that is searched for any sign first; a longer one has some, and is searched for each."""
_AT = re.compile("@")
_WRITTEN_AT = re.compile(
    rf"@|[(\[{{<]{_BLANK}?(?:at|arroba|@){_BLANK}?[)\]}}>]|\barroba\b|\bat\b(?={_BLANK}+[\w-]+{_BLANK}+dot{_BLANK})",
    re.IGNORECASE,
)
_ARROBA = Sought(("rroba", "RROBA"), ("b(?<=rrob)a", "B(?<=RROB)A"))
_BRACKETED = Sought(
    ("at)", "at]", "at )", "at ]", "AT)", "AT]"),
    (r"\)(?:(?<=at\))|(?<=at \))|(?<=AT\)))", r"\](?:(?<=at\])|(?<=at \])|(?<=AT\]))"),
    0,
)
_HOST = re.compile(
    rf"{_BLANK}{{0,2}}[\w-]+(?:(?:{_DOT}[\w-]+)+|(?<=gmail)|(?<=hotmail)|(?<=outlook)|(?<=yahoo))", re.IGNORECASE
)
_MAILBOX = re.compile(rf"{_BLANK}{{0,2}}([\w.+%'-]{{1,64}})")
"""Read backwards from the ``@``."""
_HANDLE = re.compile(r"[\w.]{2,40}")
_NETWORKS = frozenset(
    {
        "instagram", "insta", "ig", "twitter", "facebook", "fb", "telegram", "tiktok", "linkedin", "github",
        "gitlab", "youtube", "discord", "threads", "behance", "medium", "skype", "x",
    }
)  # fmt: skip
"""Names of networks: an ``@name`` behind one is a profile."""

_ENDING = rf"\.(?=[a-zA-Z])(?:{_TOP}|COM|NET|BR|IO|DEV)(?![\w-])"
_LINK = re.compile(rf"://|www\.|WWW\.|{_ENDING}")
_SCHEME = re.compile(":(?=//)")
_HOST_DOT = re.compile(rf"\.(?<=www\.)|\.(?<=WWW\.)|{_ENDING}")
_ADDRESS = re.compile(r"[^\s<>\"'(){}\[\],;|]+")
_HOST_BACK = re.compile(r"[\w.-]{0,100}")
_HOST_ON = re.compile(r"[\w.-]*\w")
_PATH = re.compile(rf"(?::\d+)?(?:{_BLANK}?/{_BLANK}?in{_BLANK}?/{_BLANK}?[\w%-]+|[/?#][^\s<>\"'(){{}}\[\],;|]*)?")
_PROFILES = frozenset(
    {
        "linkedin.com", "github.com", "gitlab.com", "bitbucket.org", "instagram.com", "facebook.com", "fb.com",
        "twitter.com", "x.com", "t.me", "wa.me", "tiktok.com", "youtube.com", "behance.net", "dribbble.com",
        "medium.com", "kaggle.com", "stackoverflow.com", "dev.to", "about.me", "linktr.ee", "lnkd.in",
        "hackerrank.com", "leetcode.com", "codepen.io", "orcid.org",
    }
)  # fmt: skip
"""Hosts of people's profiles: with a path it is a link to a person, without it the product's name."""
_HOMES = frozenset(
    {
        "github.io", "gitlab.io", "vercel.app", "netlify.app", "herokuapp.com", "wordpress.com", "blogspot.com",
        "web.app", "wixsite.com", "tumblr.com", "carrd.co", "notion.site", "pages.dev", "substack.com",
        "medium.com", "hashnode.dev",
    }
)  # fmt: skip
"""Hosts whose subdomains are people's sites."""
_PRODUCTS = frozenset(
    {
        "asp.net", "vb.net", "ado.net", "ml.net", "force.com", "salesforce.com", "monday.com", "socket.io",
        "draw.io", "diagrams.net", "booking.com",
    }
)  # fmt: skip
"""Names of products that look like hosts."""
_OWN = frozenset({"br", "dev", "page", "bio"})
"""Endings of hosts that are never the name of a product."""
_SITES = frozenset(
    {
        "site", "website", "homepage", "blog", "portfólio", "portfolio", "página", "pagina", "pessoal", "linkedin",
        "github", "lattes", "url", "link",
    }
)  # fmt: skip
"""Words behind which any host is a personal site."""
_MARKS = " \t\xa0:-\u2013\u2014|=>"
_GAP = re.compile(r"[\s(\[/,;|]")
_LINKEDIN = re.compile(rf"(?i:linked ?in){_BLANK}?[:\-\u2013|]?{_BLANK}?(/?in/[\w%-]+)")
_HAS_PATH = Sought(("in/",), ("/(?<=in/)",))
_HAS_SKYPE = Sought(("kype", "SKYPE"), ("k(?=ype)", "K(?<=SK)YPE"))
_SKYPE = re.compile(rf"(?i:skype){_BLANK}?:{_BLANK}?((?:live:)?[\w.,-]*[\w])")


def mask_contacts(text: str) -> str:
    """Replace addresses of mail, links to personal pages, telephone and document numbers by marks that name their kind.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Masking it again changes nothing.
    """
    written = " dot " in text or _ARROBA.stands_in(text)
    if not written:
        if len(text) < _SHORT and not _SIGN.search(text):
            return text
        written = _BRACKETED.stands_in(text)
    if written or "@" in text:
        text = _replaced(text, _WRITTEN_AT if written else _AT, _mail)
    if _HOST_DOT.search(text) or _SCHEME.search(text):
        text = _replaced(text, _LINK, _link)
    if _HAS_SKYPE.stands_in(text):
        text = _SKYPE.sub(lambda found: found[0].replace(found[1], "[perfil]"), text)
    if _HAS_PATH.stands_in(text):
        text = _LINKEDIN.sub(lambda found: found[0].replace(found[1], "[perfil]"), text)
    return mask_numbers(text)


def _replaced(
    text: str, sign: re.Pattern[str], read: Callable[[str, int, re.Match[str]], tuple[int, int, str] | None]
) -> str:
    """Replace the text around each sign; `read` returns its start, its end and the replacement, or None."""
    parts: list[str] = []
    done = 0
    for found in sign.finditer(text):
        if found.start() < done:
            continue
        place = read(text, done, found)
        if place:
            start, end, mark = place
            parts += [text[done:start], mark]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def _mail(text: str, done: int, sign: re.Match[str]) -> tuple[int, int, str] | None:
    start, end = sign.span()
    before = text[max(done, start - 66) : start]
    mailbox, host = _MAILBOX.match(before[::-1]), _HOST.match(text, end)
    if mailbox and host:
        return start - mailbox.end(), host.end(), "[email]"
    handle = _HANDLE.match(text, end)
    if handle and sign[0] == "@" and _last_word(before) in _NETWORKS:
        return start, handle.end(), "[perfil]"
    return None


def _link(text: str, done: int, sign: re.Match[str]) -> tuple[int, int, str] | None:
    back = _HOST_BACK.match(text[max(done, sign.start() - 100) : sign.start()][::-1])
    start = sign.start() - (back.end() if back else 0)
    if sign[0] == "://":
        address = _ADDRESS.match(text, sign.end())
        return (start, address.end(), "[url]") if address and start < sign.start() else None
    if sign[0] in {"www.", "WWW."}:
        start = sign.start()
    host_end = _HOST_ON.match(text, sign.start())
    end = host_end.end() if host_end else sign.end()
    path = _PATH.match(text, end)
    host, rest = text[start:end].lower().strip("."), path[0] if path else ""
    if not host.strip(".") or not _is_personal(host, rest, text[max(0, start - 32) : start]):
        return start, end, text[start:end]
    return start, end + len(rest), "[url]"


def _is_personal(host: str, path: str, before: str) -> bool:
    labels = host.split(".")
    domain = ".".join(labels[-2:])
    if domain in _PRODUCTS or len(labels) == 1:
        return False
    if labels[0] == "www" or (len(labels) > 2 and domain in _HOMES):
        return True
    if len(path) > 1:
        return True
    return domain not in _PROFILES and (labels[-1] in _OWN or _last_word(before) in _SITES)


def _last_word(text: str) -> str:
    return _GAP.split(text.rstrip(_MARKS))[-1].lower()
