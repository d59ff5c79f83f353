"""What can be wrong with a summary's bytes, as stable codes.

The sentences for people stand in `reporting.refusals` under the same codes: this package knows
no Django and so no translation.
"""

from __future__ import annotations


class FormatError(ValueError):
    """Bytes that are not a readable summary.

    `code` is one of `format_not_json`, `format_unknown`, `format_too_new`, `format_unknown_key`,
    `format_invalid`, `format_hash_mismatch`; `params` holds what the sentence names, as plain
    strings.
    """

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        named = ", ".join(f"{name}={value}" for name, value in sorted(params.items()))
        super().__init__(f"{code} ({named})" if named else code)
