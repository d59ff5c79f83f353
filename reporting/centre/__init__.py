"""The centre: takes summaries in, keeps what came, and counts dialogues."""
