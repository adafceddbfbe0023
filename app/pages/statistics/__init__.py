"""Statistics: four exact figures, who is active, what happened by day, who gained followers."""
