"""What the two scripts promise about the files that are committed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_every_python_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    pins = [block for block in re.split(r"\n(?=\S)", text) if "==" in block]
    assert pins
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in text
    assert "--index" not in text


def test_every_npm_package_has_a_hash_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert [name for name, data in packages.items() if name and "integrity" not in data] == []
    assert "://" not in text


def test_running_and_testing_use_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^\S+==\S+", text, flags=re.MULTILINE))

    assert pins("run.txt") <= pins("test.txt")


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_the_scripts_are_bash_without_errors_of_syntax(script: str) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-n", str(ROOT / script)], capture_output=True, check=False)
    assert done.stderr == b""
