"""Arabic: Django leaves the format of a moment to English, month first and with a Latin comma."""

DATETIME_FORMAT = "j F Y، H:i"
