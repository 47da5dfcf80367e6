"""Every read of bells, days, lessons and imports. All of them need an open district scope."""
