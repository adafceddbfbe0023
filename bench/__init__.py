"""Measurements that anybody can repeat; ratios within one run, never a test that can be slow."""
