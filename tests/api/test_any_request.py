"""Whatever is sent: requests made from the description, right and wrong ones, get what it says.

The seed is fixed, so that a run is as good as the one before.
"""

import schemathesis
from schemathesis import Case
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from app.api.app import json_api
from app.api.examples import ID
from tests.api.conftest import EDGE, LOCAL, Program

MANY = {"max-examples": 10, "deterministic": True, "with-security-parameters": False}
DESCRIBED = schemathesis.openapi.from_dict(
    json_api.openapi(), config=SchemathesisConfig.from_dict({"generation": MANY})
)
DESCRIBED.app = EDGE
# What a text may hold is said in sentences, and who has which address is nobody's to know before.
BEYOND_A_SCHEMA = CHECKS.get_by_names(["positive_data_acceptance"])


@DESCRIBED.parametrize()
def test_what_an_administrator_sends(case: Case, admin: Program, ann: Program) -> None:
    somebody = admin if case.operation.path.endswith("{user_id}") else ann
    if case.path_parameters.get("user_id") == ID:  # the example of the description
        case.path_parameters["user_id"] = str(somebody.id)

    send(case, admin)


@DESCRIBED.parametrize()
def test_what_a_guest_sends(case: Case, guest: Program) -> None:
    send(case, guest)


def send(case: Case, program: Program) -> None:
    cookie = {"cookie": program.cookie} if program.cookie else {}
    case.call_and_validate(base_url=LOCAL, headers=cookie, excluded_checks=BEYOND_A_SCHEMA)
