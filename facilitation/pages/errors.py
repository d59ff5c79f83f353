"""Refusals at the edge: the same code and sentence as JSON for programs, as a page for people."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render

from facilitation.refusals import Refusal

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def answers_json(view: View[P]) -> View[P]:
    """Turn a `Refusal` raised by `view` into its JSON answer."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RequestDataTooBig:
            return refused_json(Refusal("body_too_large"))
        except UnreadablePostError:
            return refused_json(Refusal("body_invalid", field="body"))
        except (OperationalError, InterfaceError):
            return refused_json(Refusal("not_saved_yet"))
        except Refusal as refusal:
            return refused_json(refusal)

    return wrapped


def answers_page(view: View[P]) -> View[P]:
    """Turn a `Refusal` raised by `view` into a page that says what to do."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused_page(request, refusal)

    return wrapped


def refused_json(refusal: Refusal) -> JsonResponse:
    """Return `{error: {code, message, params}}`, with `Retry-After` where it helps."""
    response = JsonResponse(refusal.as_json(), status=refusal.status)
    if "seconds" in refusal.params:
        response["Retry-After"] = str(refusal.params["seconds"])
    response["Cache-Control"] = "no-store"
    return response


def refused_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the error page. Template context: `refusal`."""
    return render(request, "facilitation/error.html", {"refusal": refusal}, status=refusal.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Django's CSRF_FAILURE_VIEW."""
    refusal = Refusal("csrf_failed")
    if request.path.startswith("/api/"):
        return refused_json(refusal)
    return refused_page(request, refusal)
