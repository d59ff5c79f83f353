"""From a sealed dialogue to the published brief. Imports facilitation, never the other way."""
