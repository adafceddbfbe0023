"""Answer HTTP: which requests come in, and what every answer carries."""
