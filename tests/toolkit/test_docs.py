import re
from pathlib import Path

from toolkit import cli, config

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_setting_is_documented_and_no_other() -> None:
    text = (DOCS / "operator.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z_]+)` \|", text, flags=re.MULTILINE)
    assert documented == list(config.variables())


def test_every_setting_means_in_the_docs_what_it_means_in_the_code() -> None:
    text = (DOCS / "operator.md").read_text(encoding="utf-8")
    undescribed = [
        name
        for name, field in config.variables().items()
        if (field.description or name).partition(";")[0].rstrip(".") not in text
    ]
    assert undescribed == []


def test_every_command_is_documented_and_no_other() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    documented = re.findall(r"^## toolkit ([a-z-]+)$", text, flags=re.MULTILINE)
    assert sorted(documented) == sorted(cli.COMMANDS)
