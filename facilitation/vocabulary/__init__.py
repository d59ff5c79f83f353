"""The closed word lists. Plain Python: code -> label in the reader's language.

Codes are part of the dialogue script and of summary format v1 and never change their meaning.
"""
