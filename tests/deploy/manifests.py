"""Validates manifests of Kubernetes strictly: a field that the API does not know is an error.

Kubernetes' own kinds by the schemas of `kubernetes-validate`; those of Strimzi 1.2.0, KEDA 2.16.1 and the Prometheus
operator 0.93.0 by the schemas of their CRDs, in `crds/` without descriptions and status (Apache License 2.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from jsonschema import Draft7Validator

VERSIONS = ("1.30", "1.37")
"""The oldest Kubernetes that is meant, and the newest that there are schemas of."""

CRDS = {
    (crd["kind"], f"{crd['group']}/{crd['version']}"): crd["schema"]
    for crd in (json.loads(path.read_text()) for path in (Path(__file__).parent / "crds").glob("*.json"))
}


def read(text: str) -> list[dict[str, Any]]:
    """The documents of a file."""
    return [document for document in yaml.safe_load_all(text) if document is not None]


def faults(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a manifest; of a kind that no schema is known of, that."""
    schema = CRDS.get((manifest["kind"], manifest["apiVersion"]))
    if schema is not None:
        metadata = {"type": "object", "properties": {"name": {}, "namespace": {}, "labels": {}}, "required": ["name"]}
        closed = _closed(schema | {"properties": schema["properties"] | {"metadata": metadata}})
        yield from (f"{error.json_path}: {error.message}" for error in Draft7Validator(closed).iter_errors(manifest))
        return
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
            yield f"{version}: {error.message}"


def _closed(schema: Any) -> Any:
    """An OpenAPI schema as JSON Schema that takes no property which it does not name."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    closed = {name: _closed(value) for name, value in schema.items() if name != "properties"}
    if "properties" in schema:
        closed["properties"] = {name: _closed(value) for name, value in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            closed.setdefault("additionalProperties", False)
    return closed
