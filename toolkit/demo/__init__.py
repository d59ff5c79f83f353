"""A sample dialogue of our own writing, and simulated phones that play it at human speed."""
