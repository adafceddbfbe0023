"""Answer form posts: what sets a cookie or holds a password is no event."""
