import importlib
import sys
from types import ModuleType

import pytest

from facilitation.refusals import Refusal
from toolkit import cli
from toolkit.commands import BadInput


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> int:
    def run(args: object) -> int:
        raise error

    command = ModuleType("toolkit.commands.failing")
    command.__dict__.update(add_arguments=lambda parser: None, run=run)
    monkeypatch.setitem(sys.modules, command.__name__, command)
    monkeypatch.setitem(cli.COMMANDS, "failing", ("failing", "Always fails."))
    return cli.main(["failing"])


def test_an_unknown_command_is_one_line_and_ends_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["frobnicate"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "frobnicate" in line
    assert "serve" in line


def test_bad_input_is_one_line_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(BadInput("the file\nis empty"), monkeypatch) == 2
    assert capsys.readouterr().err == "toolkit: the file is empty\n"


def test_a_refusal_is_shown_with_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(Refusal("unknown_code"), monkeypatch) == 2
    assert capsys.readouterr().err.endswith("[unknown_code]\n")


def test_a_surprise_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOOLKIT_DEBUG", raising=False)
    assert fail_with(ZeroDivisionError("by zero"), monkeypatch) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "ZeroDivisionError: by zero" in line


def test_a_developer_may_see_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOOLKIT_DEBUG", "1")
    fail_with(ZeroDivisionError("by zero"), monkeypatch)
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_of_the_table_can_be_loaded(name: str) -> None:
    module = importlib.import_module(f"toolkit.commands.{cli.COMMANDS[name][0]}")
    assert callable(module.add_arguments)
    assert callable(module.run)
