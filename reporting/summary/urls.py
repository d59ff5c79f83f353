"""Where a dialogue's summary lies, beside its board."""

from django.urls import path

from reporting.summary import pages

app_name = "summary"

urlpatterns = [
    path("dialogues/<uuid:dialogue_id>/summary", pages.summary_page, name="page"),
    path("dialogues/<uuid:dialogue_id>/summary.pdf", pages.summary_pdf, name="pdf"),
    path("dialogues/<uuid:dialogue_id>/summary.json", pages.summary_json, name="json"),
    path("dialogues/<uuid:dialogue_id>/summary/print", pages.print_again, name="print"),
]
