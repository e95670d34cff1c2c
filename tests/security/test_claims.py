"""Every test that SECURITY.md names as proof is there."""

import ast
import re

from tests.security.endurance import ROOT

CLAIM = re.compile(r"`(tests/[a-z_/]+\.py)(?:::(test_\w+))?`")


def test_each_protection_names_tests_that_exist() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| 谁", "| fault"))]
    assert len(rows) > 15
    for row in rows:
        claims = CLAIM.findall(row)
        assert claims, f"no test is named in: {row[:60]}"
        for path, name in claims:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            functions = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert name in functions, f"{path}::{name}"
