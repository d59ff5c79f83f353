"""HTTP views of the live dialogue: they parse, call one action or one selector, and answer."""
