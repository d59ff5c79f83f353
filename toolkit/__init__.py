"""The roof: settings, addresses and the command line. It imports both floors; nobody imports it."""
