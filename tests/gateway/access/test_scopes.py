"""Every route declares what it needs, and is asked for it before anything else."""

from __future__ import annotations

import pytest
from fastapi import APIRouter

from data.contract.keys import Scope
from gateway.access.scopes import OPEN, READ, SIGNED, GuardedRouter, Undeclared, declared, needs
from tests.gateway.conftest import make

OPEN_ROUTES = {
    "GET /status", "GET /entrar", "POST /entrar", "POST /sair", "GET /health",
    "GET /openapi.json", "GET /docs", "GET /session", "POST /session", "DELETE /session",
}  # fmt: skip
SIGNED_ROUTES = {"POST /connect/{connection}", "OPTIONS /connect/{connection}"}


def test_every_route_declares_and_those_that_need_no_key_are_these(plain):
    found = {f"{method} {path}": access for method, path, access in declared(plain.app)}
    assert {route for route, access in found.items() if access == OPEN} == OPEN_ROUTES
    assert {route for route, access in found.items() if access == SIGNED} == SIGNED_ROUTES
    assert all(isinstance(access, Scope) for route, access in found.items() if route not in OPEN_ROUTES | SIGNED_ROUTES)
    assert set(Scope) - {Scope.REVIEW} <= set(found.values())


def test_a_route_that_declares_nothing_cant_be_made():
    with pytest.raises(Undeclared, match="add @needs"):

        @GuardedRouter().get("/open")
        def route() -> None: ...


def test_an_application_with_a_route_that_nobody_guards_does_not_start(settings, memory, outside, monkeypatch):
    router = APIRouter()

    @router.get("/api/secrets")
    @needs(READ)
    def secrets() -> str:
        return "all"

    monkeypatch.setattr("gateway.predict.routes.router", router)
    with pytest.raises(Undeclared, match="/api/secrets"):
        make(settings, lambda: memory, outside)
