"""Other people's formats: what leaves the toolkit as tables and files of other programs."""
