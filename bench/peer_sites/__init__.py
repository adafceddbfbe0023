"""Other products over the same people, and how they are served and asked."""
