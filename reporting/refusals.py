"""Every reason for which reporting says no: printing, summaries, packages and the centre.

The same shape as the live part's refusals: a stable code for programs and tests, a sentence for
the person, an HTTP status. Whatever was handed in is kept, refused or not.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from facilitation import refusals as live
from facilitation.refusals import Reason
from reporting.format import FormatError

REASONS: dict[str, Reason] = {
    # A summary's data
    "format_hash_mismatch": Reason(
        422, _("The data was changed after it was written: its hash does not fit its content.")
    ),
    "format_invalid": Reason(422, _("The data is not a true summary: %(where)s: %(detail)s.")),
    "format_not_json": Reason(422, _("The data is not readable JSON: %(detail)s.")),
    "format_too_new": Reason(
        422,
        _(
            "The data is in version %(found)s of the format; this toolkit reads up to version "
            "%(known)s. Update the toolkit and try again."
        ),
    ),
    "format_unknown": Reason(422, _("This is not a dialogue summary, but %(found)s.")),
    "format_unknown_key": Reason(422, _("The data has a field that the format does not: %(key)s.")),
    # Packages
    "package_ambiguous": Reason(
        422, _("The PDF must hold the attachments of a summary and no others.")
    ),
    "package_broken": Reason(422, _("The PDF is damaged or incomplete.")),
    "package_encrypted": Reason(422, _("The PDF is protected by a password.")),
    "package_not_pdf": Reason(422, _("This file is not a PDF.")),
    "package_without_data": Reason(
        422, _("The PDF does not carry a summary's data. Was it printed or saved again?")
    ),
    "upload_too_large": Reason(413, _("The upload is larger than %(limit)s MB.")),
    # The centre
    "answer_key_missing": Reason(400, _("Send a UUID of your own as the Idempotency-Key.")),
    "answer_key_reused": Reason(
        409, _("Another answer was sent under this Idempotency-Key. Send yours under its own.")
    ),
    "answer_version_unknown": Reason(
        409, _("The centre has no newer version %(version)s of this dialogue. Submit it first.")
    ),
    "dialogue_of_another": Reason(
        403, _("This dialogue was handed in by somebody else; only they see its questions.")
    ),
    "file_unreadable": Reason(422, _("The file cannot be read: %(detail)s.")),
    "summary_not_final": Reason(
        422, _("This is a draft. Seal the dialogue, then send the summary that it wrote.")
    ),
    "upload_empty": Reason(422, _("The file is empty.")),
    "upload_too_many_files": Reason(
        413, _("At most %(limit)s files can be sent at once. Nothing was taken in.")
    ),
    "submission_erased": Reason(
        410,
        _(
            "The bytes of this submission were erased, because a newer version masks what they "
            "hold of a person."
        ),
    ),
    "version_counts": Reason(
        409, _("This is the version that counts. Only a replaced version can be erased.")
    ),
    "version_conflict": Reason(
        409,
        _(
            "The centre already has a different version %(version)s of this dialogue. The file was "
            "kept, but it does not count. Correct the summary and send it as a newer version."
        ),
    ),
    "question_about_unknown": Reason(
        422, _("The summary has nothing by this name that a question could be about.")
    ),
    "question_too_long": Reason(
        422,
        _("At most %(limit)s characters fit here; this has %(length)s. Please shorten it."),
    ),
    "question_unknown": Reason(404, _("There is no such question.")),
    "question_words_missing": Reason(422, _("Please write something.")),
    "receipt_unknown": Reason(404, _("The centre has no summary with this hash.")),
    "submission_key_differs": Reason(
        422,
        _("The Idempotency-Key is not the hash of the summary that was sent. Send both again."),
    ),
    "submission_key_missing": Reason(
        400, _("Send the summary's content_sha256 as the Idempotency-Key.")
    ),
    "token_invalid": Reason(401, _("This token is not valid, has expired or was taken back.")),
    "token_missing": Reason(401, _("Send a token: Authorization: Bearer …")),
    "token_scope": Reason(403, _("This token does not allow that. It needs: %(scope)s.")),
    "token_unfit": Reason(
        422,
        _(
            "A token needs a scope, 1 to %(days)s days for which it is good, and a name of at most "
            "100 characters."
        ),
    ),
    "too_many_requests": Reason(
        429, _("Very many requests come with this token. Try again in %(seconds)s seconds.")
    ),
    # The press
    "press_failed": Reason(500, _("The document could not be printed.")),
    "press_timeout": Reason(
        503, _("Printing the document took more than %(seconds)s seconds and was stopped.")
    ),
    # Review and final say
    "correction_reason_exposes": Reason(
        422,
        _(
            "The reason is printed, and it says what could lead to a person: %(words)s. Please say "
            "it in other words."
        ),
    ),
    "correction_reason_missing": Reason(
        422, _("Say why you correct a summary that was signed already.")
    ),
    "final_say_closed": Reason(410, _("The time for answers is over. Thank you for coming.")),
    "final_say_not_sealed": Reason(
        409, _("Seal the dialogue first; then people can say whether the summary is right.")
    ),
    "final_say_too_long": Reason(
        422,
        _("At most %(limit)s characters fit here; this has %(length)s. Please shorten it."),
    ),
    "final_say_unknown": Reason(404, _("This link is not complete. Please open it again.")),
    "final_say_unknown_group": Reason(404, _("This group is not in the summary any more.")),
    "final_say_waits": Reason(
        409,
        _(
            "The organizer looks through these words once more, so that nobody is exposed. Please "
            "come back later."
        ),
    ),
    "final_say_words_missing": Reason(422, _("Please say what was meant instead.")),
    "mask_contradicted": Reason(
        409,
        _(
            "This is to be masked wherever it stands, and would still be printed: %(words)s. "
            "Change your list of names, how the organizer is named, or the name you sign with."
        ),
    ),
    "personal_data_undecided": Reason(
        409,
        _(
            "Names, numbers or addresses were found in people's words and nobody has decided on "
            "them yet (%(count)s). Keep or mask each of them first."
        ),
    ),
    "review_invalid": Reason(422, _("Please check this field: %(field)s.")),
    "review_not_sealed": Reason(409, _("Seal the dialogue before you sign its summary.")),
    "review_overtaken": Reason(
        409,
        _(
            "Somebody else has changed this passage meanwhile. Their words stand beside yours; "
            "nothing is lost. Bring them together and save again."
        ),
    ),
    "review_unfinished": Reason(
        422, _("Some sentences do not fit yet (%(count)s). They are named in the review.")
    ),
    "sign_name_missing": Reason(422, _("Sign with your name.")),
    "submission_failed": Reason(
        502, _("The centre did not answer as expected: %(detail)s. Nothing is lost; try again.")
    ),
    "summary_not_signed": Reason(409, _("Sign the summary off before you submit it.")),
    "too_many_answers": Reason(
        429, _("Very many answers come in. Please try again in %(seconds)s seconds.")
    ),
    "version_erased": Reason(
        410,
        _(
            "The words of version %(version)s were erased, because a later version masks a name or "
            "another piece of personal data in them. Its hash and its account are kept."
        ),
    ),
    "version_unknown": Reason(404, _("There is no such version of this summary.")),
    # Summaries
    "printout_unknown": Reason(404, _("This print was replaced by a newer one. Ask for it again.")),
    "export_not_signed": Reason(
        409, _("This format is made to be passed on. Sign the summary first.")
    ),
    "export_unknown": Reason(404, _("There is no such format: %(kind)s.")),
    "summary_not_printed": Reason(
        409, _("The PDF of this summary is not ready yet. Please try again in a minute.")
    ),
    "summary_print_failed": Reason(
        500, _("The PDF of this summary could not be printed. Its data is safe; try again.")
    ),
    "summary_unknown": Reason(404, _("There is no summary of such a dialogue.")),
    "unknown_dialogue": Reason(404, _("There is no such dialogue: %(dialogue)s.")),
}


class Refusal(live.Refusal):
    """Reporting refused to do something; nothing was changed.

    `code` is a key of `REASONS`; `params` fill its sentence and may be read by programs
    (`limit` in megabytes, `seconds` as a whole number, everything else as text). A kind of the
    live part's refusal, so that one edge tells people and programs about both.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        Exception.__init__(self, code)
        self.code = code
        self.params = params
        self.status = REASONS[code].status

    @classmethod
    def of_format(cls, error: FormatError) -> Refusal:
        """The refusal that tells a person about unreadable data."""
        return cls(error.code, **error.params)

    @property
    def message(self) -> str:
        """The sentence in the language active now."""
        return str(REASONS[self.code].sentence) % self.params
