"""Where the centre's pages lie, under `centre/`."""

from django.urls import path

from reporting.centre import api, pages

app_name = "centre"

urlpatterns = [
    path("", pages.table_page, name="table"),
    path("table.csv", pages.table_csv, name="table-csv"),
    path("upload/", pages.upload_page, name="upload"),
    path("submissions/", pages.submissions_page, name="submissions"),
    path("submissions/<int:number>/file", pages.download, name="download"),
    path("dialogues/<uuid:dialogue_id>/", pages.dossier_page, name="dossier"),
    path("api/v1/submissions", api.submissions, name="api-submissions"),
    path("api/v1/receipts/<str:content_sha256>", api.receipt, name="api-receipt"),
]
