"""From a dialogue to its summary: compile, protect, print, hand out."""
