import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from facilitation.actions import accounts
from facilitation.actions.accounts import first_organizer_link
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


def test_every_start_prints_the_same_first_link_until_it_is_used(client: Client) -> None:
    first = first_organizer_link(base_url="http://one.example")
    again = first_organizer_link(base_url="http://two.example/")
    token = first.partition("#")[2]
    assert again == f"http://two.example/sign-in/#{token}"
    assert SignInLink.objects.count() == 1
    assert client.post("/sign-in/", {"token": token}).status_code == 302
    next_one = first_organizer_link(base_url="http://one.example").partition("#")[2]
    assert next_one != token
    assert Client().post("/sign-in/", {"token": token}).status_code == 410
    assert Client().post("/sign-in/", {"token": next_one}).status_code == 302


def test_a_first_link_about_to_end_makes_room_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = first_organizer_link(base_url="")
    monkeypatch.setattr(accounts, "SHORTEST_LIFETIME", datetime.timedelta(hours=25))
    assert first_organizer_link(base_url="") != first
    assert SignInLink.objects.count() == 1


def test_a_first_link_signed_with_another_key_is_not_told_again(settings: Settings) -> None:
    first = first_organizer_link(base_url="")
    settings.SECRET_KEY = "another" * 10
    assert first_organizer_link(base_url="") != first


def test_a_strange_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sign-in", "a b"]) == 2
