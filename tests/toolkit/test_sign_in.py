import pytest
from django.contrib.auth.models import User
from django.test import Client

from facilitation.models import SignInLink
from toolkit import cli

pytestmark = pytest.mark.django_db


def link_for(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["sign-in", *words]) == 0
    return capsys.readouterr().out.strip()


def test_a_link_signs_in_once(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    link = link_for("amina", capsys=capsys)
    assert client.post("/sign-in/", {"token": link}).headers["Location"] == "/dialogues/"
    again = Client().post("/sign-in/", {"token": link})
    assert again.status_code == 410
    assert b"link_expired" in again.content


def test_only_the_newest_link_opens(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    first = link_for("amina", capsys=capsys)
    link_for("amina", capsys=capsys)
    assert client.post("/sign-in/", {"token": first}).status_code == 404


def test_the_token_is_in_the_fragment_and_not_in_the_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, _, token = link_for("amina", capsys=capsys).partition("#")
    assert address == "http://127.0.0.1:8000/sign-in/"
    assert len(token) >= 43
    assert token not in SignInLink.objects.get().token_sha256


def test_opening_the_page_uses_nothing_up(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    link = link_for("amina", capsys=capsys)
    assert client.get("/sign-in/").status_code == 200
    assert client.post("/sign-in/", {"token": link}).status_code == 302


def test_the_centre_opens_only_to_accounts_made_for_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    link_for("amina", capsys=capsys)
    link_for("centre-clerk", "--centre", capsys=capsys)
    staff = dict(User.objects.values_list("username", "is_staff"))
    assert staff == {"amina": False, "centre-clerk": True}


def test_a_strange_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sign-in", "a b"]) == 2
