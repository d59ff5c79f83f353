"""The centre's pages: the table, the uploads and what became of them. For staff only.

A page reads, or hands a file to intake; it decides nothing itself. It works without JavaScript.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from facilitation.pages.errors import answers_page
from reporting.centre import intake, listing
from reporting.centre.models import Submission
from reporting.centre.table import BY, By, table
from reporting.centre.uploads import MAX_FILES, Uploads, receive
from reporting.refusals import Refusal

FIELD = "files"
PER_PAGE = 50
EXTENSIONS = {intake.PDF: "pdf", intake.JSON: "json"}

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Let through only active accounts with `is_staff`, as the first organizer has it."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@staff_only
def table_page(request: HttpRequest) -> HttpResponse:
    counts = table(by=_by(request))
    context = {
        "place": "table",
        "table": counts,
        "rows": listing.rows(counts, language=get_language() or "en"),
        "heading": listing.HEADINGS[counts.by],
        "headings": listing.HEADINGS.items(),
    }
    return render(request, "centre/table.html", context)


@require_safe
@staff_only
def table_csv(request: HttpRequest) -> HttpResponse:
    counts = table(by=_by(request))
    content = listing.as_csv(counts, language=get_language() or "en")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dialogues-by-{counts.by}.csv"'
    return response


# Exempt so that the size is judged before the CSRF check reads the form; `_take_uploads` checks.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def upload_page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_form(request)
    try:
        uploads = receive(request, field_name=FIELD)
    except Refusal as refusal:
        return render(
            request, "centre/upload_refused.html", {"refusal": refusal}, status=refusal.status
        )
    return _take_uploads(request, uploads)


def _upload_form(request: HttpRequest) -> HttpResponse:
    context = {
        "place": "upload",
        "max_files": MAX_FILES,
        "max_megabytes": intake.max_upload_bytes() // 1_000_000,
    }
    return render(request, "centre/upload.html", context)


@csrf_protect
def _take_uploads(request: HttpRequest, uploads: Uploads) -> HttpResponse:
    receipts = [
        intake.refused_unread(name=name, code="upload_too_large") for name in uploads.too_large
    ]
    for file in uploads.files:
        receipt = intake.take_in(
            data=file.read(),
            channel=Submission.Channel.PAGE,
            name=file.name or "",
            media_hint=file.content_type or "",
            sender=request.user if request.user.is_authenticated else None,
        )
        receipts.append(receipt)
    return render(request, "centre/receipts.html", {"receipts": receipts})


@require_safe
@staff_only
def submissions_page(request: HttpRequest) -> HttpResponse:
    submissions = Submission.objects.without_raw().select_related("record__dossier")
    page = Paginator(submissions, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "centre/submissions.html", {"place": "submissions", "page": page})


@require_safe
@staff_only
@answers_page
def download(_request: HttpRequest, number: int) -> HttpResponse:
    """The bytes as they came. Always as a file to keep, never as a page to open. Refuses with
    `submission_erased`."""
    submission = get_object_or_404(Submission, pk=number)
    if submission.erased_at:
        raise Refusal("submission_erased")
    extension = EXTENSIONS.get(submission.media_type, "bin")
    response = HttpResponse(bytes(submission.raw), content_type=submission.media_type)
    name = f"submission-{submission.pk}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _by(request: HttpRequest) -> By:
    wanted = request.GET.get("by", BY[0])
    for by in BY:
        if by == wanted:
            return by
    raise Http404
