"""People: everybody who is active, searched and paged by the address."""
