"""Name the addresses of pages, and read what stands in an address."""
