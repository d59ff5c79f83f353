"""Taking in a picture for a stage, and handing it out to phones and the projector."""

import re
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from facilitation.pages.board import facilitated
from facilitation.pages.errors import answers_json, refused_page
from facilitation.pictures import MEDIA_TYPES, MOST_BYTES, find_picture, keep_picture
from facilitation.refusals import Refusal
from facilitation.stimulus import PICTURE_NAME

FOR_EVER = "public, max-age=31536000, immutable"
"""A name is the hash of what it names, so what was fetched once never has to be asked for again."""


@require_POST
@answers_json
def add_picture(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Keep the file `picture` of a multipart form; answer `{picture}`, the name for a stimulus."""
    facilitated(request, dialogue_id)
    upload = request.FILES.get("picture")
    if upload is None:
        raise Refusal("field_invalid", field="picture")
    return JsonResponse({"picture": keep_picture(upload.read(MOST_BYTES + 1))}, status=201)


@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """The picture with this name. The name cannot be guessed, and leads to nothing else."""
    try:
        if not name or not re.fullmatch(PICTURE_NAME, name):
            raise Refusal("unknown_picture")
        stored = find_picture(name)
    except Refusal as refusal:
        return refused_page(request, refusal)
    media_type = MEDIA_TYPES[stored.suffix.removeprefix(".")]
    response = FileResponse(stored.open("rb"), content_type=media_type)
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response
