"""Suggestions: which notes may say the same. Plain Python; it knows no Django and no dialogue."""
