"""Half a character in JSON (a lone surrogate) can be neither stored nor told: it is refused, wherever it stands.

Found by bench/fuzz.py.
"""

import pytest
from starlette.testclient import TestClient

GOOD = '"service": "kk", "status": "diproses"'
HALF = "\\ud800"


@pytest.mark.parametrize(
    "body",
    [
        f'{{{GOOD}, "missing": "{HALF}"}}',
        f'{{{GOOD}, "{HALF}": 1}}',
        f'{{"service": "{HALF}", "status": "x"}}',
    ],
)
def test_of_one_application(client: TestClient, body: str) -> None:
    answer = client.put(
        "/api/applications/48213096", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "row", [f'{{"code": "{HALF}", {GOOD}}}', f'{{"code": "48213096", {GOOD}, "{HALF}": 1}}']
)
def test_of_many(client: TestClient, row: str) -> None:
    answer = client.post(
        "/api/applications", content=f"[{row}]", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200
    assert [one["row"] for one in answer.json()["refused"]] == [1]
