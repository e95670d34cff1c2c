"""The checksums that go with the packages are those of the versions that are installed."""

import re

from packaging.requirements import Requirement

from tests.security.endurance import ROOT

_BEYOND = {"setuptools"}  # which comes with an environment, and torch asks for


def pins(path: str) -> dict[str, str]:
    """The versions that a file of requirements pins, by name."""
    lines = (line.split("#")[0].split(" --hash=")[0].strip() for line in (ROOT / path).read_text("utf-8").splitlines())
    wanted = [Requirement(line) for line in lines if line]
    return {re.sub(r"[-_.]+", "-", one.name).lower(): str(one.specifier) for one in wanted}


def test_every_package_has_the_checksum_of_the_version_that_is_installed() -> None:
    hashed = (ROOT / ".deploy/requirements.hashed.txt").read_text("utf-8")
    rows = [line for line in hashed.splitlines() if not line.startswith("#")]

    assert all(re.fullmatch(r"[a-z0-9-]+==\S+ --hash=sha256:[0-9a-f]{64}", row) for row in rows)
    kept = pins(".deploy/requirements.hashed.txt")
    assert {name: version for name, version in kept.items() if name not in _BEYOND} == pins("requirements.txt")
