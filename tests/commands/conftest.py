"""Every command is exercised by the test module of its name: done, refused, and seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from domain.errors import DomainError
from tests import examples

# Nobody can be refused to leave; an unknown token changes nothing.
NEVER_REFUSED = {"SignOut"}


@dataclass
class Exercise:
    """What the tests of one module did with the command of its name."""

    command: str
    done: bool = False
    refused: bool = False
    seen: bool = False  # a query was answered after the command was done, in one test
    done_here: bool = False

    def missing(self) -> list[str]:
        needed = ["done", "seen"] + ["refused"] * (self.command not in NEVER_REFUSED)
        return [each for each in needed if not getattr(self, each)]


@pytest.fixture(autouse=True)
def fresh(exercise: Exercise) -> None:
    """What counts as seen was asked in the very test that did the command."""
    exercise.done_here = False


@pytest.fixture(scope="module", autouse=True)
def exercise(request: pytest.FixtureRequest) -> Iterator[Exercise]:
    name = request.path.stem.removeprefix("test_")
    exercise = Exercise("".join(word.title() for word in name.split("_")))
    yield exercise
    whole = not request.config.option.keyword and "::" not in " ".join(request.config.args)
    named = any(kind.__name__ == exercise.command for kind in examples.all_commands())
    if named and whole and not request.session.testsfailed:
        assert exercise.missing() == [], f"the tests of {exercise.command} do not show this"


@pytest.fixture
def do(do: Callable, exercise: Exercise) -> Callable:
    def recorded(command, *actor):
        mine = type(command).__name__ == exercise.command
        try:
            result = do(command, *actor)
        except DomainError:
            exercise.refused |= mine
            raise
        exercise.done |= mine
        exercise.done_here |= mine
        return result

    return recorded


@pytest.fixture
def ask(ask: Callable, exercise: Exercise) -> Callable:
    def recorded(query, *actor):
        answer = ask(query, *actor)
        exercise.seen |= exercise.done_here
        return answer

    return recorded
