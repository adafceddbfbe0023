"""One's own account: password, sign-ins, history, leaving."""
