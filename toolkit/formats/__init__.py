"""How dates and times are written where Django does not say."""
