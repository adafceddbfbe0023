"""Do what follows later: the jobs of the worker."""
