"""Play a written dialogue through real clients, and account for every note."""
