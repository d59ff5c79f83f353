"""Delivering the feed to sockets. Nothing here decides truth: all of it can be lost."""
