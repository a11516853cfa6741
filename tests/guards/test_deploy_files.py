"""The files of docs/deploy agree with the programs they start, with each other and with docs/operations.md."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from granian.cli import cli

pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def values(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def command_of_web() -> list[str]:
    (line,) = values(DEPLOY / "systemd" / "portal-web.service", "ExecStart")
    return shlex.split(line)


def command_in_image() -> list[str]:
    (line,) = re.findall(r"^CMD (\[.*?\])$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.M | re.S)
    command: list[str] = yaml.safe_load(line.replace("\\\n", ""))
    return command


@pytest.mark.parametrize("command", [command_of_web(), command_in_image()], ids=["unit", "image"])
def test_the_server_takes_the_options_it_is_started_with(command: list[str]) -> None:
    assert command[1] == "scripts/serve.py"
    assert (ROOT / command[1]).is_file()
    given: dict[str, Any] = cli.make_context("granian", command[2:]).params
    assert given["app"] == "portal.wsgi:application"
    assert given["interface"].value == "wsgi"
    assert given["respawn_failed_workers"]
    # Longer than a worker needs to start, or nobody answers meanwhile.
    assert given["respawn_interval"] >= 5
    # What has been begun is finished before systemd loses patience.
    assert given["workers_kill_timeout"] < 90


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_unit_may_write_where_its_data_are_and_nowhere_else(unit: Path) -> None:
    assert values(unit, "User") == ["portal"]
    assert values(unit, "ProtectSystem") == ["strict"]
    assert values(unit, "NoNewPrivileges") == ["true"]
    assert "/var/lib/portal" in values(unit, "ReadWritePaths")[0]
    for command in re.findall(r"manage\.py (\w+)", unit.read_text(encoding="utf-8")):
        assert any(ROOT.glob(f"portal/*/management/commands/{command}.py")), command


def test_everybody_means_the_same_socket() -> None:
    (socket,) = values(DEPLOY / "systemd" / "portal-web.socket", "ListenStream")
    assert f"server unix:{socket} " in (DEPLOY / "nginx_upstream.conf").read_text(encoding="utf-8")


def test_the_proxy_overwrites_what_the_portal_believes() -> None:
    proxy = (DEPLOY / "nginx_proxy.conf").read_text(encoding="utf-8")
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"):
        (value,) = re.findall(rf"^proxy_set_header {header} (\S+);", proxy, re.MULTILINE)
        assert value.startswith("$"), header
        assert not value.startswith("$http_"), header
    assert "proxy_add_x_forwarded_for" not in proxy
    assert "proxy_next_upstream off;" in proxy


def test_no_private_file_has_an_address() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    served = re.findall(r"^\s+(?:root|alias) (\S+);", site, re.MULTILINE)
    # The root of all belongs to names with a fingerprint under /static/ only.
    assert sorted(served) == ["/etc/portal", "/var/lib/portal", "/var/lib/portal/media/", "/var/www/acme"]
    media = re.search(r"location /_media/ \{(.*?)\}", site, re.DOTALL)
    assert media
    assert "internal;" in media[1]
    assert "client_max_body_size 60m;" in site


def test_the_containers_are_those_of_the_guide() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services.keys() == {"web", "worker", "db", "valkey", "nginx"}
    mounted = [volume.partition(":")[0] for volume in services["nginx"]["volumes"]]
    for name in mounted:
        if name.startswith("./") and name != "./tls":
            assert (DEPLOY / name).is_file(), name
    assert "--icu-locale=cs-CZ" in services["db"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_the_guide_names_every_variable_and_every_file() -> None:
    read = set()
    for module in (ROOT / "portal" / "settings").glob("*.py"):
        source = module.read_text(encoding="utf-8")
        read |= set(re.findall(r"(?:env(?:\.\w+)?|secret)\(\s*\"([A-Z][A-Z0-9_]+)\"", source))
    assert len(read) > 30
    assert {name for name in read if f"`{name}`" not in GUIDE} == set()
    for file in DEPLOY.rglob("*"):
        if file.is_file() and file.suffix != ".dockerignore":
            assert file.name in GUIDE, file.name
