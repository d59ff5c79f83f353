"""Where the centre's pages lie, under `centre/`."""

from django.urls import path

from reporting.centre import api, dossier_pages, pages, receipt_pages, token_pages

app_name = "centre"

urlpatterns = [
    path("", pages.table_page, name="table"),
    path("table.csv", pages.table_csv, name="table-csv"),
    path("upload/", pages.upload_page, name="upload"),
    path("submissions/", pages.submissions_page, name="submissions"),
    path("submissions/<int:number>/file", pages.download, name="download"),
    path("dialogues/<uuid:dialogue_id>/", dossier_pages.dossier_page, name="dossier"),
    path("records/<int:number>/accept", dossier_pages.accept, name="accept"),
    path("records/<int:number>/erase", dossier_pages.erase, name="erase"),
    path("questions/<uuid:question_id>/withdraw", dossier_pages.withdraw, name="withdraw"),
    path("receipts/", receipt_pages.key_page, name="receipt-key"),
    path("receipts/<int:number>", receipt_pages.receipt_page, name="receipt"),
    path("receipts/<str:key>", receipt_pages.former_address, name="receipt-former"),
    path("tokens/", token_pages.tokens_page, name="tokens"),
    path("tokens/<int:number>/revoke", token_pages.revoke_token, name="revoke"),
    path("api/v1/submissions", api.submissions, name="api-submissions"),
    path("api/v1/receipts/<str:content_sha256>", api.receipt, name="api-receipt"),
    path("api/v1/receipts/<str:content_sha256>/questions", api.standing, name="api-standing"),
    path("api/v1/questions/<uuid:question_id>/answers", api.answers, name="api-answers"),
]
