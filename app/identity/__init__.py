"""Know who is asking, from the cookie to the state of a page."""
