"""Writes down what was refused: one statement a second at most, however many refusals."""

import asyncio
import logging
from typing import Final

from app.runtime import refusal_counter
from app.runtime.dispatch import run
from app.runtime.logs import describe
from commands.note_refusals import NoteRefusals
from domain.access import SYSTEM

LOG: Final = logging.getLogger("rollcall.audit")
EVERY: Final = 1.0  # seconds


async def keep_writing() -> None:
    """Until the server stops, and then once more."""
    try:
        while True:
            await asyncio.sleep(EVERY)
            await write()
    finally:
        await write()


async def write() -> None:
    """Write what was counted; what cannot be written now is tried again the next time."""
    if not (rows := refusal_counter.taken()):
        return
    try:
        await run(NoteRefusals(refused=rows), SYSTEM)
    except Exception as failed:  # noqa: BLE001  # counting goes on, whatever the database does
        LOG.warning("refusals are not written: %s", describe(failed))
        refusal_counter.put_back(rows)
