"""Ports for servers: nobody else is given one that was promised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import ports

pytestmark = pytest.mark.enable_socket
PROJECT = Path(__file__).resolve().parents[2]


def test_two_processes_are_not_given_one_port(monkeypatch):
    monkeypatch.setattr(ports, "FIRST", 20_000)
    monkeypatch.setattr(ports, "LAST", 20_000 + ports.ATTEMPTS)
    mine = ports.free_port()
    only_mine = f"ports.FIRST, ports.LAST, ports.ATTEMPTS = {mine}, {mine + 1}, 1"
    code = f"from deploy.local import ports; {only_mine}; ports.free_port()"
    other = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert f"no free port found between {mine} and {mine + 1}" in other.stderr


def test_one_process_is_given_a_port_once(monkeypatch):
    mine = ports.free_port()
    monkeypatch.setattr(ports, "ATTEMPTS", 1)
    monkeypatch.setattr(ports, "FIRST", mine)
    monkeypatch.setattr(ports, "LAST", mine + 1)
    with pytest.raises(OSError, match="no free port"):
        ports.free_port()
