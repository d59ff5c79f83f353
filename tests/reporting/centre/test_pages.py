"""The centre's pages: for staff only, a receipt for every file, and no upload without a bound."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from reporting.centre.intake import take_in
from reporting.centre.models import Record, Submission
from tests.reporting.centre.parcels import WELL, as_pdf, write

PAGES = [
    "/centre/",
    "/centre/?by=country",
    "/centre/?by=region",
    "/centre/table.csv",
    "/centre/upload/",
    "/centre/submissions/",
    "/centre/submissions/1/file",
    f"/centre/dialogues/{WELL}/",
    "/centre/tokens/",
]


@pytest.fixture
def well(db: None) -> Submission:
    """One dialogue in the centre."""
    take_in(data=write(), channel="cli", name="=well.json")
    return Submission.objects.get()


def upload(page: Client, *files: tuple[str, bytes]) -> str:
    parts = [SimpleUploadedFile(name, content) for name, content in files]
    response = page.post("/centre/upload/", {"files": parts})
    assert response.status_code == 200
    return response.content.decode()


# Who may come in


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert "next=/centre/" in response["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_an_account_without_staff_rights_is_kept_out(client: Client, address: str) -> None:
    client.force_login(User.objects.create(username="facilitator"))
    assert client.get(address).status_code == 403


@pytest.mark.django_db
def test_nobody_uploads_without_an_account(client: Client) -> None:
    response = client.post("/centre/upload/", {"files": BytesIO(write())})
    assert response.status_code == 302
    assert not Submission.objects.exists()


def test_an_upload_from_a_foreign_page_is_refused(analyst: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    response = client.post("/centre/upload/", {"files": BytesIO(write())})
    assert response.status_code == 403
    assert not Submission.objects.exists()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_left_in_a_shared_cache(page: Client, well: Submission, address: str) -> None:
    address = address.replace("/1/", f"/{well.pk}/")
    assert "private" in page.get(address)["Cache-Control"]


# What the pages show


@pytest.mark.parametrize(
    ("by", "name"),
    [("commitment", "1. We will leave no one behind"), ("country", "Kenya"), ("region", "Europe")],
)
def test_the_table_names_its_rows(page: Client, well: Submission, by: str, name: str) -> None:
    text = page.get("/centre/", {"by": by}).content.decode()
    assert f'<th scope="row">{name}</th>' in text
    assert "1 dialogue, by its current version" in text


def test_the_table_is_named_in_the_language_of_the_reader(page: Client, well: Submission) -> None:
    text = page.get("/centre/?by=country", headers={"accept-language": "ar"}).content.decode()
    assert "كينيا" in text


def test_a_table_by_something_else_is_not_found(page: Client) -> None:
    assert page.get("/centre/?by=author").status_code == 404


def test_the_table_says_when_its_lines_overlap(page: Client, well: Submission) -> None:
    sentence = "counts under each of them"
    assert sentence in page.get("/centre/?by=commitment").content.decode()
    assert sentence not in page.get("/centre/?by=region").content.decode()


def test_the_csv_holds_the_rows_and_the_total(page: Client, well: Submission) -> None:
    lines = page.get("/centre/table.csv?by=country").content.decode("utf-8-sig").splitlines()
    assert lines == [
        "code,country,dialogues,participants,notes",
        "KEN,Kenya,1,12,1",
        ',"All dialogues, each counted once",1,12,1',
    ]


def test_the_raw_bytes_come_back_as_a_file(page: Client, well: Submission) -> None:
    response = page.get(f"/centre/submissions/{well.pk}/file")
    assert response.content == write()
    assert response["Content-Disposition"] == f'attachment; filename="submission-{well.pk}.json"'


def test_a_dialogue_shows_every_version_that_came(page: Client, well: Submission) -> None:
    take_in(data=write(version=2, title="Water for both"), channel="cli")
    text = page.get(f"/centre/dialogues/{WELL}/").content.decode()
    assert "Water for both" in text
    assert "Water for our valley" in text


def test_a_title_is_shown_and_never_run(page: Client) -> None:
    take_in(data=write(title="<script>alert(1)</script>"), channel="cli")
    for address in ("/centre/submissions/", f"/centre/dialogues/{WELL}/"):
        text = page.get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


# Handing in


def test_several_files_get_a_receipt_each(page: Client) -> None:
    text = upload(page, ("a.json", write()), ("b.pdf", as_pdf(write())), ("c.pdf", b"%PDF-1.7"))
    assert [code in text for code in (">new<", ">same<", ">package_broken<")] == [True] * 3
    assert "The PDF is damaged or incomplete." in text
    assert Record.objects.count() == 1


def test_an_upload_remembers_who_sent_it(page: Client, analyst: User) -> None:
    upload(page, ("a.json", write()))
    submission = Submission.objects.get()
    assert (submission.received_from, submission.channel, submission.name) == (
        analyst,
        "page",
        "a.json",
    )


def test_an_upload_with_the_right_token_is_taken(analyst: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    client.get("/centre/upload/")
    token = client.cookies["csrftoken"].value
    data = {"files": BytesIO(write()), "csrfmiddlewaretoken": token}
    assert client.post("/centre/upload/", data).status_code == 200
    assert Record.objects.exists()


class Unread(BytesIO):
    """A body that fails the test when it is read."""

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


def test_an_upload_of_200_megabytes_is_refused_without_being_read(analyst: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    request: dict[str, Any] = {"CONTENT_LENGTH": "200000000", "wsgi.input": Unread()}
    form = "multipart/form-data; boundary=x"
    response = client.generic("POST", "/centre/upload/", content_type=form, **request)
    assert response.status_code == 413
    assert "<code>upload_too_large</code>" in response.content.decode()


def test_a_file_over_the_limit_is_dropped_and_the_others_are_taken(
    page: Client, settings: Settings
) -> None:
    settings.TOOLKIT_MAX_UPLOAD_MB = 1
    text = upload(page, ("big.pdf", b"%PDF-1.7" + b" " * 1_500_000), ("a.json", write()))
    assert "upload_too_large" in text
    assert ">new<" in text
    assert [submission.name for submission in Submission.objects.all()] == ["a.json"]


@pytest.mark.parametrize("number", [51, 120])
def test_too_many_files_are_refused_together(page: Client, number: int) -> None:
    parts = [SimpleUploadedFile(f"{n}.json", b"{}") for n in range(number)]
    response = page.post("/centre/upload/", {"files": parts})
    assert response.status_code == 413
    assert "upload_too_many_files" in response.content.decode()
    assert not Submission.objects.exists()


def test_a_form_without_files_gives_no_receipt(page: Client) -> None:
    assert page.post("/centre/upload/", {}).status_code == 200
    assert not Submission.objects.exists()
