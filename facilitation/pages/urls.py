"""The addresses of the live dialogue."""

from django.urls import path

from facilitation.pages import (
    api,
    board,
    dialogues,
    home,
    participant,
    pictures,
    preview,
    sheet,
    sign_in,
    suggestions,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("dialogues/", dialogues.dialogues, name="dialogues"),
    path("dialogues/new", dialogues.new, name="dialogue_new"),
    path("dialogues/<uuid:dialogue_id>/", board.board, name="board"),
    path("dialogues/<uuid:dialogue_id>/invite", board.invite, name="invite"),
    path("dialogues/<uuid:dialogue_id>/sheet", sheet.sheet, name="sheet"),
    path("dialogues/<uuid:dialogue_id>/preview", preview.preview, name="preview"),
    path("dialogues/<uuid:dialogue_id>/preview/page", preview.preview_page, name="preview_page"),
    path("dialogues/<uuid:dialogue_id>/pictures", pictures.add_picture, name="pictures"),
    path("pictures/<str:name>", pictures.picture, name="picture"),
    path("d/<str:code>/", participant.participant, name="participant"),
    path("d/<str:code>/projector", board.projector, name="projector"),
    path("d/<str:code>/qr.svg", board.qr, name="qr"),
    path("d/<str:code>/<slug:action>", participant.act, name="participant_act"),
    path("api/dialogues", api.new_dialogue, name="api_new_dialogue"),
    path("api/d/<str:code>/feed", api.feed, name="api_feed"),
    path("api/d/<str:code>/suggestions", suggestions.suggestions, name="api_suggestions"),
    path("api/d/<str:code>/me", api.me, name="api_me"),
    path("api/d/<str:code>/<slug:action>", api.act, name="api_act"),
]
