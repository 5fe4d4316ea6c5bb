"""The file of connections: read, or refused with where and why, and never with a secret."""

from __future__ import annotations

import pytest

from data.contract.topics import APPLICATIONS
from gateway.settings import GatewaySettings
from producers.connectors.connections import BadConnections, connections
from producers.connectors.vendors import VENDORS
from tests.ats.files import BEFORE, SECRETS, written

SECRET = "a-secret-that-nobody-may-see"


def file(tmp_path, text, secret=SECRET):
    (tmp_path / "secret").write_text(secret, encoding="utf-8")
    path = tmp_path / "connections.toml"
    path.write_text(text, encoding="utf-8")
    return path


def table(name="acme", vendor="gupy", more=""):
    return f'[{name}]\nvendor = "{vendor}"\nsource = "urn:acme"\nsecret_files = ["secret"]\n{more}\n'


def test_none(tmp_path):
    assert connections(None) == {}
    assert connections(file(tmp_path, "")) == {}


def test_all_vendors(tmp_path):
    found = connections(written(tmp_path / "c"))
    assert found.keys() == VENDORS.keys()
    for name, one in found.items():
        assert one.secrets() == [SECRETS[name], BEFORE[name]]


def test_what_it_says(tmp_path):
    more = 'id_prefix = "ac-"\npublishes = ["applications"]\nwords = { open = ["published", "approved"] }'
    one = connections(file(tmp_path, table(more=more)))["acme"]
    assert one.owner.publishes == {APPLICATIONS.name}
    assert one.owner.options == {"open": ("published", "approved")}
    assert (one.owner.prefix, one.owner.source) == ("ac-", "urn:acme")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (table(vendor="lever"), "there is no such vendor; there are ashby, cloudevents"),
        (table(name='"A B"'), "name"),
        (table(more="surplus = 1"), "surplus: Extra inputs"),
        (table(more='words = { withdrawn = ["x"] }'), "withdrawn is no option of gupy; its options: open"),
        (table(more='publishes = ["people"]'), "publishes"),
        (table(more='id_prefix = "a b"'), "id_prefix"),
        ('[acme]\nvendor = "gupy"\nsource = "x"\nsecret_files = ["other"]', "none of its secret_files holds a secret"),
        ('[acme]\nvendor = "gupy"\nsource = "x"\nsecret_files = []', "secret_files"),
        (table(vendor="standard_webhooks"), "no secret of Standard Webhooks: it is not whsec_ and Base64"),
        (table() + table("other"), "have the same id_prefix"),
        ("acme = 1", "acme is no table"),
        ("[acme", "is no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, text, why):
    path = file(tmp_path, text)
    with pytest.raises(BadConnections) as caught:
        connections(path)
    assert why in str(caught.value)
    assert str(path) in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_short_shared_text_is_refused(tmp_path):
    with pytest.raises(BadConnections, match="shorter than 16"):
        connections(file(tmp_path, table(), secret="short"))


def test_senders_of_the_contract_may_tell_of_the_same_ids(tmp_path):
    text = table("one", "cloudevents") + table("two", "cloudevents") + table("three")
    assert len(connections(file(tmp_path, text))) == 3


def test_the_gateway_does_not_start_with_a_wrong_file(tmp_path):
    with pytest.raises(ValueError, match="there is no such vendor"):
        GatewaySettings(connections_file=file(tmp_path, table(vendor="lever")))
    with pytest.raises(ValueError, match="can't be read"):
        GatewaySettings(connections_file=tmp_path / "nowhere.toml")


def test_a_token_that_is_not_set_is_said(tmp_path):
    one = connections(file(tmp_path, table()))["acme"]
    with pytest.raises(ValueError, match="acme: token_file is not set"):
        one.token()
