"""Where stored decisions are: on AWS, in a `./run` that is running, or in what one left behind."""

import contextlib
import http.client
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.local.aws import embedded_aws
from app.local.look_back.error import LookBackError

ADDRESS = "tables.json"
"""In the data folder: how to reach the tables of the `./run` that uses it."""


def leave_address(data: Path, environment: Mapping[str, str]) -> None:
    """Write down where a running system has its tables."""
    found = {
        name: value for name, value in environment.items() if name.startswith(("AWS_", "TABLE_"))
    }
    (data / ADDRESS).write_text(json.dumps(found, indent=2), encoding="utf-8")


@contextlib.contextmanager
def past_tables(data: Path, environment: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The environment by which the tables are found.

    Tables named in the environment come first: those of a deployed system. Then those of a `./run`
    that is running on `data`, then what a `./run` with a real server has kept there.

    Raises:
        LookBackError: there are none.
    """
    if "TABLE_EVIDENCE" in environment:
        yield environment
        return
    address = _address(data)
    if address is not None:
        yield address
        return
    if not (data / "aws" / "state").exists():
        raise LookBackError(
            f"Nothing is on record in {data}: start ./run in another terminal and write something, "
            "or set AWS_REGION and TABLE_* as the deployed stack's outputs name them."
        )
    with embedded_aws(data / "aws", keep=True) as aws:
        yield aws.environment


def _address(data: Path) -> Mapping[str, str] | None:
    """Of the running system; None when there is none."""
    try:
        found: dict[str, str] = json.loads((data / ADDRESS).read_text(encoding="utf-8"))
        where = urlsplit(found["AWS_ENDPOINT_URL"]).netloc
        connection = http.client.HTTPConnection(where, timeout=2)
        try:
            connection.request("GET", "/_ministack/health")
            well = connection.getresponse().status == http.HTTPStatus.OK
        finally:
            connection.close()
    except (OSError, ValueError, KeyError):
        return None

    return found if well else None
