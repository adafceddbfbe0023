"""`reflex run`, with its pages on this machine only: by itself it offers them to the network."""

import os

from reflex.reflex import cli
from reflex.utils import exec as programs

_launch = programs.run_process_and_launch_url


def _launch_locally(command: list[str | None], *arguments: bool, **options: bool) -> None:
    npm = command[0]
    local = [npm, "exec", "--", "react-router", "dev", "--host", "127.0.0.1"]
    _launch(local, *arguments, **options)


def _tell(*_: object) -> None:
    print(f"Rollcall is at {os.environ['REFLEX_API_URL']}", flush=True)  # noqa: T201


if __name__ == "__main__":
    programs.run_process_and_launch_url = _launch_locally
    programs.notify_frontend = _tell  # its own address is behind ours
    programs.notify_backend = lambda: None
    cli()
