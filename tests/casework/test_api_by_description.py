"""The API held against its own description by schemathesis: whatever is asked, no error of ours, and every answer is
one that /api/openapi.json names.
"""

from typing import Any

import schemathesis
from hypothesis import given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from casework.api_keys import Right
from casework.office import Office
from models import Database
from tests.casework.other_systems import a_key, api_app

load_all_checks()
LEFT_OUT = [CHECKS.get_one("positive_data_acceptance")]
"""What fits the description may still be refused: a service that the MPP has not, a code that is none."""


def test_the_api_keeps_to_its_description(database: Database, office: Office) -> None:
    key = a_key(database, *Right)
    app = api_app(database, office, api_per_minute=10**6)
    schema: Any = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 9
    wrong: list[str] = []
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=max(settings.default.max_examples // 4, 1))
        def ask(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=LEFT_OUT)

        try:
            ask()
        except FailureGroup as group:
            wrong += [f"{operation.label}: {one}" for one in group.exceptions]
    assert wrong == [], "\n".join(wrong)
