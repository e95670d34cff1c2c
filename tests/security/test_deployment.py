"""Service, container and image give the bot no more than it needs, and hold no secret."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / ".deploy"
UNIT = DEPLOY / "xiaoyi-assistant.service"
EXPOSURE = 20  # tenths, of 100: what `systemd-analyze security` may find at most


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


def image() -> list[list[str]]:
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def test_the_service_runs_as_nobody_in_particular_and_writes_its_own_folder_alone() -> None:
    service = unit()
    for key in ("DynamicUser", "ProtectHome", "PrivateTmp", "PrivateDevices", "NoNewPrivileges", "RestrictNamespaces"):
        assert service[key] == "yes"
    assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077" and service["StateDirectoryMode"] == "0700"
    assert f"BOT_DATA_DIR={service['ReadWritePaths']}/var" in service["Environment"]
    assert service["OOMPolicy"] == "continue" and service["MemoryMax"] == "4G"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text("utf-8"), flags=re.MULTILINE)
    (tmp_path / UNIT.name).write_text(text, encoding="utf-8")

    def analysed(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["systemd-analyze", *arguments, str(tmp_path / UNIT.name)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    verified = analysed("verify")
    assert UNIT.name not in verified.stderr + verified.stdout
    exposed = analysed("security", "--offline=true", f"--threshold={EXPOSURE}")
    assert exposed.returncode == 0, exposed.stdout[-300:]


def test_the_container_is_read_only_without_rights_and_published_to_nobody() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    service = compose["services"]["assistant"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"ports", "network_mode", "privileged", "cap_add", "devices"} & set(service)
    assert service["volumes"] == ["data:/data"] and {"mem_limit", "pids_limit"} <= set(service)


def test_the_image_runs_unprivileged_and_no_file_of_settings_or_data_gets_into_it() -> None:
    steps = image()
    names = [step[0] for step in steps]
    assert dict(step[:2] for step in steps if step[0] == "USER")["USER"] == "10001"
    assert names.index("USER") < names.index("CMD") and "ADD" not in names and "ARG" not in names
    copied = {source for step in steps if step[0] == "COPY" for source in step[1:-1]}
    first, *let_in = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split("\n", 1)[1].split()
    assert first == "*" and {f"!{name}" for name in copied} == set(let_in) - {"**/__pycache__"}
    assert not {"var", ".env", "tests", "."} & copied


@pytest.mark.parametrize("name", [*sorted(path.name for path in DEPLOY.iterdir()), ".env.example"])
def test_no_file_of_the_deployment_holds_a_secret(name: str) -> None:
    folder = ROOT if name == ".env.example" else DEPLOY
    text = (folder / name).read_text("utf-8")
    assert not re.search(r"\d{6,}:[A-Za-z0-9_-]{30,}", text)
    for variable in ("TELEGRAM_BOT_TOKEN", "BOT_WEBHOOK_SECRET"):
        assert not re.search(rf"{variable}[=:][ \t]*[^\s$]", text)
