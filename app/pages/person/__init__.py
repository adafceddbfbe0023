"""One person: who they are, what they wrote, whom they follow and who follows them."""
