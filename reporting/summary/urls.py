"""Where a dialogue's summary lies, beside its board."""

from django.urls import path

from reporting.summary import (
    export_pages,
    pages,
    printout_pages,
    review_pages,
    say_pages,
    submit_pages,
)

app_name = "summary"

urlpatterns = [
    path("dialogues/<uuid:dialogue_id>/summary", pages.summary_page, name="page"),
    path("dialogues/<uuid:dialogue_id>/summary.pdf", pages.summary_pdf, name="pdf"),
    path("dialogues/<uuid:dialogue_id>/summary.json", pages.summary_json, name="json"),
    path("dialogues/<uuid:dialogue_id>/summary/print", pages.print_again, name="print"),
    path(
        "dialogues/<uuid:dialogue_id>/summary/state",
        printout_pages.summary_state,
        name="state",
    ),
    path(
        "dialogues/<uuid:dialogue_id>/printouts/<slug:kind>/ask",
        printout_pages.ask,
        name="print-out",
    ),
    path(
        "dialogues/<uuid:dialogue_id>/printouts/<int:number>",
        printout_pages.printout_page,
        name="printout",
    ),
    path(
        "dialogues/<uuid:dialogue_id>/printouts/<int:number>.pdf",
        printout_pages.printout_file,
        name="printout-file",
    ),
    path(
        "dialogues/<uuid:dialogue_id>/printouts/<int:number>/state",
        printout_pages.printout_state,
        name="printout-state",
    ),
    path(
        "dialogues/<uuid:dialogue_id>/summary/as/<slug:kind>",
        export_pages.export_file,
        name="export",
    ),
    path("summaries/<uuid:dialogue_id>", export_pages.public_page, name="public"),
    path(
        "dialogues/<uuid:dialogue_id>/summary/draft.json",
        review_pages.draft_file,
        name="draft",
    ),
    path("dialogues/<uuid:dialogue_id>/summary/compare", review_pages.compare_page, name="compare"),
    path("dialogues/<uuid:dialogue_id>/review/save", review_pages.autosave, name="autosave"),
    path("dialogues/<uuid:dialogue_id>/review/sign", review_pages.sign_page, name="sign"),
    path("dialogues/<uuid:dialogue_id>/review/submit", submit_pages.submit_page, name="submit"),
    path(
        "dialogues/<uuid:dialogue_id>/review/submit/ask",
        submit_pages.ask_centre,
        name="ask-centre",
    ),
    path("dialogues/<uuid:dialogue_id>/review/submit/reply", submit_pages.reply, name="reply"),
    path("dialogues/<uuid:dialogue_id>/review/ask", review_pages.ask_page, name="ask"),
    path(
        "dialogues/<uuid:dialogue_id>/review/<slug:section>",
        review_pages.review_page,
        name="review",
    ),
    path("say/<str:token>", say_pages.say_page, name="say"),
]
