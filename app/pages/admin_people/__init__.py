"""All people, whatever their status: for staff, by filters, with actions on many at once."""
