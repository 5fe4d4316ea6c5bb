"""Signatures: the vectors, and what must fail. The public library is the other side in `tests/data/webhooks/`."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime

import pytest

from data.webhooks import signatures
from data.webhooks.signatures import BadSecret
from producers.connectors.ashby import ASHBY
from producers.connectors.delivery import Delivery
from producers.connectors.greenhouse import GREENHOUSE
from producers.connectors.gupy import GUPY
from producers.connectors.signatures import Signature, Verdict
from producers.connectors.smartrecruiters import SMARTRECRUITERS
from producers.connectors.standard_webhooks import STANDARD_WEBHOOKS

KEY = "matchstream-test-key"
BODY = rb'{"id":7,"note":"\u003cb\u003e caf\u00e9","pay":10.0}'
HEX = "bfc5e34adaba7a136acf3c4ef02898bf084617b75d59e9bd7addf513247c7b3d"
NOW = datetime.fromtimestamp(1_700_000_000, UTC)
WHSEC = "whsec_bWF0Y2hzdHJlYW0tdGVzdC1rZXktMjRi"
SIGNED = "v1,Ovy4UXLi1NAAO+NwBI1wsWF0HpE+PYrH+kywSNsQDmg="
SMART = {
    "smartrecruiters-timestamp": "1700000000",
    "event-id": "ev-1",
    "event-name": "job.updated",
    "event-version": "v201910",
}
SMART_MAC = "cb7460cabaf9e42ad78d216417938c78e9b520cb16449b3aa3a023f8a5b38112"
STANDARD = {"webhook-id": "msg_1", "webhook-timestamp": "1700000000"}


def delivery(headers, body=BODY, now=NOW):
    return Delivery(headers, body, now)


def verified(connector, headers, secrets=(KEY,), body=BODY, now=NOW):
    return connector.scheme.verify(delivery(headers, body, now), list(secrets))


def base64_of_hex(digest):
    return base64.b64encode(digest.hex().encode()).decode()


def test_the_body_has_52_bytes():
    assert len(BODY) == 52


@pytest.mark.parametrize(
    ("scheme", "body", "value"),
    [
        (Signature("x", "Greenhouse, Ashby, Recruitee, Workable, Breezy"), BODY, HEX),
        (
            Signature("x", "Merge", encode=lambda digest: base64.urlsafe_b64encode(digest).decode()),
            BODY,
            "v8XjStq6ehNqzzxO8CiYvwhGF7ddWem9et31EyR8ez0=",
        ),
        (
            Signature("x", "BambooHR", message=lambda sent: sent.body + b"1700000000"),
            BODY,
            "d657ac87e73ba7ba1fafc358cf57e4890a8613eb53e27d992b02fcb21390c611",
        ),
        (
            Signature("x", "Lever", message=lambda sent: b"tok-1" + b"1700000000000"),
            BODY,
            "919015236bcf8a7dab06b255418ed906eb53e50cfaffe797545b7415d1172f84",
        ),
    ],
    ids=lambda value: value.says if isinstance(value, Signature) else "",
)
def test_a_scheme_gives_the_vector(scheme, body, value):
    assert scheme.sign(KEY, delivery({}, body)) == value
    assert scheme.verify(delivery({"x": value}, body), [KEY]) is Verdict.GOOD


def test_base64_of_hexadecimal_as_teamtailor_has_it():
    scheme = Signature("x", "Teamtailor", encode=base64_of_hex)
    assert scheme.sign(KEY, delivery({})).startswith("YmZjNWUzNGFkYWJh")


@pytest.mark.parametrize(
    ("connector", "headers"),
    [
        (GREENHOUSE, {"signature": f"sha256 {HEX}"}),
        (GREENHOUSE, {"signature": f"sha256 {HEX.upper()}"}),
        (ASHBY, {"ashby-signature": f"sha256={HEX}"}),
        (SMARTRECRUITERS, SMART | {"smartrecruiters-signature": f"v1={SMART_MAC}"}),
        (SMARTRECRUITERS, SMART | {"smartrecruiters-signature": f"v1={HEX};v1={SMART_MAC}"}),
        (GUPY, {"authorization": f"Bearer {KEY}"}),
    ],
)
def test_a_right_signature_is_good(connector, headers):
    assert verified(connector, headers) is Verdict.GOOD
    assert verified(connector, headers, ["another-key-of-somebody", KEY]) is Verdict.GOOD
    assert verified(connector, headers, ["another-key-of-somebody"]) is Verdict.WRONG
    assert verified(connector, {}) is Verdict.MISSING


@pytest.mark.parametrize(
    "headers",
    [
        {"signature": f"sha256={HEX}"},
        {"signature": HEX},
        {"signature": "sha256 " + base64.b64encode(bytes.fromhex(HEX)).decode()},
        {"signature": f"sha256 {HEX[:-1]}"},
        {"signature": "sha256 "},
        {"signature": "é"},
    ],
)
def test_what_guides_say_of_greenhouse_is_wrong(headers):
    assert verified(GREENHOUSE, headers) is Verdict.WRONG


def test_another_header_is_none():
    assert verified(GREENHOUSE, {"x-greenhouse-signature": f"sha256 {HEX}"}) is Verdict.MISSING


@pytest.mark.parametrize(
    ("again", "start"),
    [
        (json.dumps, "670282f9"),
        (lambda document: json.dumps(document, separators=(",", ":")), "71bde2a7"),
        (lambda document: json.dumps(document, separators=(",", ":"), ensure_ascii=False), "09da3b4e"),
    ],
)
@pytest.mark.parametrize("connector", [GREENHOUSE, ASHBY])
def test_a_body_that_was_written_anew_fails(connector, again, start):
    body = again(json.loads(BODY)).encode()
    assert connector.scheme.sign(KEY, delivery({}, body)).endswith(Signature("x", "").sign(KEY, delivery({}, body)))
    assert Signature("x", "").sign(KEY, delivery({}, body)).startswith(start)
    header = {connector.scheme.header: f"{connector.scheme.prefix}{HEX}"}
    assert verified(connector, header, body=body) is Verdict.WRONG


@pytest.mark.parametrize(
    ("connector", "header", "given"),
    [
        (SMARTRECRUITERS, "smartrecruiters-signature", f"v1={SMART_MAC};v1={HEX}"),
        (SMARTRECRUITERS, "smartrecruiters-signature", f"v1={HEX};v1={HEX}"),
        (GUPY, "authorization", f"Bearer {KEY}"),
        (GUPY, "authorization", "B"),
    ],
)
def test_every_secret_is_compared_with_every_signature_whatever_is_right(monkeypatch, connector, header, given):
    compared = []
    compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append((a, b)) or compare(a, b))
    verified(connector, SMART | {header: given}, [KEY, "another-key-of-somebody", "a-third-key-of-somebody"])
    assert len(set(compared)) == 3 * len(set(given.split(";")))
    assert all(len(a) == len(b) for a, b in compared)


def test_smartrecruiters_signs_headers_too():
    right = SMART | {"smartrecruiters-signature": f"v1={SMART_MAC}"}
    for name in SMART:
        assert verified(SMARTRECRUITERS, right | {name: "0"}) is Verdict.WRONG
    assert verified(SMARTRECRUITERS, right | {"link": "<x>; rel=self"}) is Verdict.WRONG


def test_the_ping_that_was_published():
    # github.com/grnhse/greenhouse-api-docs/issues/276
    body = (
        b'{"action":"ping","payload":{"web_hook_id":4001693002,"endpoint_url":"https://67e09e60.ngrok.io/webhooks",'
        b'"created_at":"2018-12-20T15:43:12Z","updated_at":"2018-12-27T09:40:14Z","name":"Job Post Create",'
        b'"event":"Job Post Created","active":true,"content-type":"application/json"}}'
    )
    header = {"signature": "sha256 395b1309fd37f0732d1ed11c15e03edd61b818918df6bf93be7c71bafb09c877"}
    assert verified(GREENHOUSE, header, ["1uSUju2H6AohOE7OQVaxeLT3O8Uxxuas"], body) is Verdict.GOOD


def test_the_example_that_smartrecruiters_published():
    # developers.smartrecruiters.com/reference/subscriptionsgeneratesecretkey-1: it holds for the body without the
    # space and the link in angle brackets that the page prints otherwise
    body = b'{"job_id":"jid","candidate_id":"cid"}'
    headers = {
        "smartrecruiters-timestamp": "1574080897",
        "event-id": "123",
        "event-name": "application.created",
        "event-version": "v201910",
        "link": "<http://smartrecruiters.com/endpoint>; rel=self",
        "smartrecruiters-signature": "v1=2e9291f10d44ca10204a4cd81b05d73b6a316b2b605d4e2e0e0b37b40198ce1f",
    }
    secret = ["HeBVky2bccvvkcXPimH8c"]
    assert verified(SMARTRECRUITERS, headers, secret, body) is Verdict.GOOD
    assert verified(SMARTRECRUITERS, headers, secret, body.replace(b":", b": ")) is Verdict.WRONG


class TestStandardWebhooks:
    def test_the_vector(self):
        assert STANDARD_WEBHOOKS.scheme.sign(WHSEC, delivery(STANDARD)) == SIGNED
        assert verified(STANDARD_WEBHOOKS, STANDARD | {"webhook-signature": SIGNED}, [WHSEC]) is Verdict.GOOD

    def test_a_sender_whose_public_key_alone_is_known(self):
        private, other = signatures.new_private_key(), signatures.new_private_key()
        headers = STANDARD | {"webhook-signature": STANDARD_WEBHOOKS.scheme.sign(private, delivery(STANDARD))}
        known = [WHSEC, signatures.public_key(private)]
        assert headers["webhook-signature"].startswith("v1a,")
        for secrets in (known, known[1:]):
            assert verified(STANDARD_WEBHOOKS, headers, secrets) is Verdict.GOOD
            assert verified(STANDARD_WEBHOOKS, headers, secrets, body=BODY + b" ") is Verdict.WRONG
        for secrets in ([WHSEC], [WHSEC, signatures.public_key(other)]):
            assert verified(STANDARD_WEBHOOKS, headers, secrets) is Verdict.WRONG

    @pytest.mark.parametrize("odd", ["v1a,AAAA", "v1", "", "v1,a,b", "v1,%%%", "v2,xyz", "  ", "v1,\u00e9"], ids=repr)
    def test_what_is_unknown_before_a_right_one_is_passed_over(self, odd):
        headers = STANDARD | {"webhook-signature": f"{odd}  {SIGNED}"}
        assert verified(STANDARD_WEBHOOKS, headers, [WHSEC]) is Verdict.GOOD

    @pytest.mark.parametrize(
        ("seconds", "verdict"),
        [(300, Verdict.GOOD), (-300, Verdict.GOOD), (301, Verdict.LATE), (-301, Verdict.LATE)],
    )
    def test_its_time_must_be_near(self, seconds, verdict):
        now = datetime.fromtimestamp(1_700_000_000 + seconds, UTC)
        headers = STANDARD | {"webhook-signature": SIGNED}
        assert verified(STANDARD_WEBHOOKS, headers, [WHSEC], now=now) is verdict

    @pytest.mark.parametrize("time", ["1700000000.9", "", "soon", "-1", "9" * 400, "\uff11" * 10])
    def test_a_time_that_is_no_whole_number_is_late(self, time):
        headers = {**STANDARD, "webhook-timestamp": time}
        headers["webhook-signature"] = STANDARD_WEBHOOKS.scheme.sign(WHSEC, delivery(headers))
        assert verified(STANDARD_WEBHOOKS, headers, [WHSEC]) is Verdict.LATE

    @pytest.mark.parametrize("secret", ["whsec_", "whsec_AAAA", "plain text, no key", "v1,whsec_" + WHSEC[6:]])
    def test_what_is_no_secret_is_refused(self, secret):
        with pytest.raises(BadSecret):
            STANDARD_WEBHOOKS.scheme.check(secret)
