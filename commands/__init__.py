"""What can be done: one module per use case, named by its verb."""
