"""The connections of an installation: which system each is of, its secrets, and where its events come from.

They stand in a TOML file, a table each; the table's name is the last part of the address that the system sends to:

    [acme-7f3c9e]
    vendor = "greenhouse"
    source = "https://acme.greenhouse.io"
    secret_files = ["/run/secrets/greenhouse", "/run/secrets/greenhouse-before"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from data.contract.entities import Id
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS
from data.credentials import secret
from data.errors import ExitCode, MatchstreamError
from data.webhooks.signatures import BadSecret
from producers.connectors.connector import Connector
from producers.connectors.custom_fields import FIELDS, option
from producers.connectors.outcome import Owner
from producers.connectors.vendors import VENDORS

_NAME = r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?"
_TOPICS = {"jobs": JOBS.name, "applicants": APPLICANTS.name, "applications": APPLICATIONS.name}
_CONTRACT = {"standard_webhooks", "cloudevents"}
"""Vendors whose senders choose ids themselves: several of them may tell of the same entities."""


class Connection(BaseModel):
    """One connection.

    Attributes
    ----------
    vendor : str
    source : str
        `ce_source` of its events: names the account, not the vendor.
    secret_files : list of Path
        A secret each. All are valid at a time, so that one may be changed; a file that is missing or empty is passed
        over while another holds one. They are read anew for each delivery.
    id_prefix : str
        Before each id. Two connections whose systems number as they like must differ in it.
    publishes : list of str
        Kinds of entity that it publishes. What is left out is somebody else's to tell whole; removals always go.
    words : mapping of str to list of str
        The customer's own words, where a system leaves the choice to the customer.
    custom_fields : mapping of str to mapping of str to list of str
        By `jobs` and `applicants`, and by the field of ours that is filled: keys of the system's custom fields.
    silent_hours : float
        Hours without a delivery after which an alert tells; at most six days, as Prometheus looks back a week.
    api : str, optional
        Address of the system's interface. Default is the vendor's.
    token_file : Path, optional
        The key with which it is asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=rf"^{_NAME}$")
    vendor: str
    source: str = Field(min_length=1, max_length=200)
    secret_files: tuple[Path, ...] = Field(min_length=1, max_length=16)
    id_prefix: str = Field("", max_length=32)
    publishes: tuple[Literal["jobs", "applicants", "applications"], ...] = ("jobs", "applicants", "applications")
    words: dict[str, tuple[str, ...]] = {}
    custom_fields: dict[Literal["jobs", "applicants"], dict[str, tuple[str, ...]]] = {}
    silent_hours: float = Field(72.0, ge=1.0, le=144.0)
    api: str | None = None
    token_file: Path | None = None

    @field_validator("vendor")
    @classmethod
    def _is_known(cls, vendor: str) -> str:
        if vendor not in VENDORS:
            raise ValueError(f"there is no such vendor; there are {', '.join(sorted(VENDORS))}")
        return vendor

    @field_validator("id_prefix")
    @classmethod
    def _can_begin_an_id(cls, prefix: str) -> str:
        if prefix:
            TypeAdapter(Id).validate_python(prefix)
        return prefix

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if unknown := sorted(self.words.keys() - self.connector.options.keys()):
            known = ", ".join(self.connector.options) or "none"
            raise ValueError(f"words: {unknown[0]} is no option of {self.vendor}; its options: {known}")
        self._names_custom_fields()
        self.secrets()
        return self

    def _names_custom_fields(self) -> None:
        for kind, fields in self.custom_fields.items():
            if kind not in self.connector.customs:
                raise ValueError(f"custom_fields: of {self.vendor} no custom fields of {kind} are read")
            if unknown := sorted(fields.keys() - FIELDS[kind]):
                known = ", ".join(sorted(FIELDS[kind]))
                raise ValueError(f"custom_fields: {unknown[0]} is no field of {kind}; its fields: {known}")

    @property
    def connector(self) -> Connector:
        """The table of its vendor."""
        return VENDORS[self.vendor]

    @property
    def owner(self) -> Owner:
        """Whose its events are."""
        topics = frozenset(_TOPICS[kind] for kind in self.publishes)
        named = {
            option(kind, name): keys for kind, fields in self.custom_fields.items() for name, keys in fields.items()
        }
        return Owner(self.source, self.id_prefix, topics, {**self.connector.options, **self.words, **named})

    def secrets(self) -> list[str]:
        """The secrets that are valid now.

        Raises
        ------
        ValueError
            Where no file holds one, or one holds what can't be a secret.
        """
        found = []
        for number, path in enumerate(self.secret_files):
            where = f"secret_files[{number}]={path}"
            if not path.is_file() or not path.stat().st_size:
                continue
            text = secret(f"connections_file: {self.name}.secret", None, path)
            assert text is not None
            try:
                self.connector.scheme.check(text)
            except BadSecret as error:
                raise ValueError(f"{where} is no secret of {self.connector.title}: {error}") from None
            found.append(text)
        if not found:
            raise ValueError(f"{self.name}: none of its secret_files holds a secret; {self.vendor} needs one")
        return found

    def token(self) -> str:
        """The key with which the system's interface is asked.

        Raises
        ------
        ValueError
        """
        text = secret(f"connections_file: {self.name}.token", None, self.token_file)
        if text is None:
            raise ValueError(f"{self.name}: token_file is not set; {self.vendor} is asked with a key")
        return text


class BadConnections(MatchstreamError, ValueError):
    """A file of connections that can't be used; says where and why, and holds no secret."""

    exit_code = ExitCode.CONFIGURE


def connections(path: Path | None) -> dict[str, Connection]:
    """Read a file of connections.

    Parameters
    ----------
    path : Path or None
        None where there are no connections. Files that it names are sought from its folder.

    Returns
    -------
    dict of str to Connection
        By name.

    Raises
    ------
    BadConnections
    """
    if path is None:
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConnections(f"{path} can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConnections(f"{path} is no TOML: {error}") from None
    found = {name: _connection(path, name, table) for name, table in tables.items()}
    owners: dict[str, str] = {}
    for one in found.values():
        if one.vendor in _CONTRACT:
            continue
        other = owners.setdefault(one.id_prefix, one.name)
        if other != one.name:
            raise BadConnections(
                f"{path}: {other} and {one.name} have the same id_prefix, so the ids of two systems would meet: "
                f"give one of them a prefix of its own"
            )
    return found


def _connection(path: Path, name: str, table: Any) -> Connection:
    if not isinstance(table, Mapping):
        raise BadConnections(
            f"{path}: {name} is no table; a connection is a table with vendor, source and secret_files"
        )
    try:
        return Connection.model_validate({**table, "name": name} | _sought(path.parent, table))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        told = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg']}" for fault in faults)
        raise BadConnections(f"{path}: [{name}]: {told}") from None


def _sought(folder: Path, table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(files := table.get("secret_files"), list):
        found["secret_files"] = [folder / file if isinstance(file, str) else file for file in files]
    if isinstance(file := table.get("token_file"), str):
        found["token_file"] = folder / file
    return found
