"""What the embedded server is started with; docs/operating.md gives the reasons."""

import sys

import psutil

MEBIBYTE = 1024 * 1024
ALWAYS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=200",
    "jit=off",
    "random_page_cost=1.1",
    "work_mem=16MB",
    "max_wal_size=2GB",
)
# After a crash: one call, instead of one for each of some thousand files.
LINUX = ("recovery_init_sync_method=syncfs",) if sys.platform == "linux" else ()
# For tests: does not wait for the disk, and is small.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "scram_iterations=1")


def settings(*, hasty: bool) -> tuple[str, ...]:
    """As `name=value`. A part of the memory only: the pages and a browser live here, too."""
    return (*ALWAYS, *HASTY) if hasty else (*ALWAYS, *LINUX, *_sized(psutil.virtual_memory().total))


def _sized(memory: int) -> tuple[str, ...]:
    """By the memory of the machine, in bytes."""
    shares = {
        "shared_buffers": min(memory // 8, 2048 * MEBIBYTE),
        "effective_cache_size": memory // 2,
        "maintenance_work_mem": min(memory // 32, 512 * MEBIBYTE),
    }
    return tuple(f"{name}={size // MEBIBYTE}MB" for name, size in shares.items())
