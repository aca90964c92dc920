"""Each function as it is packaged: it starts and answers under Lambda's own runtime client."""

import platform
import sys
from pathlib import Path
from typing import Any

import pytest

from app.local.template import read_template
from infrastructure import package
from tests.conftest import ROOT, Aws
from tests.integration.functions.runtime_api import running

FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
BUDGET = 160 * 1024 * 1024  # of the 250 MB that Lambda takes
HERE = [
    "--platform",
    f"manylinux_2_28_{platform.machine()}",
    "--python",
    f"{sys.version_info.major}.{sys.version_info.minor}",
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Lambda's wheels are for Linux"),
]


def values(function: str, aws: Aws, redis_url: str) -> dict[str, str]:
    """What the template gives the function, with the embedded AWS's addresses."""
    template = read_template()
    own = template["Resources"][f"{function.capitalize()}Function"]["Properties"]
    names = {
        *template["Globals"]["Function"]["Environment"]["Variables"],
        *own.get("Environment", {}).get("Variables", {}),
    }
    known = {
        **aws.environment,
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
        "REDIS_URL": redis_url,
        "MODEL_DIR": "model/artifact",
        "DISCORD_APPLICATION_ID": "1",
        "DISCORD_PUBLIC_KEY": "a" * 64,
        "COMPONENT_SECRET_PARAMETER": "/tribune/component-secret",
    }

    return {
        **{name: known[name] for name in names},
        **{name: value for name, value in known.items() if name.startswith("AWS_")},
    }


def event_of(function: str) -> dict[str, Any]:
    if function == "interactions":
        context = {"http": {"method": "POST", "path": "/interactions", "sourceIp": "192.0.2.1"}}
        context["http"] |= {"protocol": "HTTP/1.1", "userAgent": "test"}
        return {
            "version": "2.0",
            "routeKey": "POST /interactions",
            "rawPath": "/interactions",
            "rawQueryString": "",
            "headers": {"content-type": "application/json", "host": "example.org"},
            "requestContext": context,
            "body": "{}",
            "isBase64Encoded": False,
        }

    return {"Records": []}


@pytest.fixture(scope="module", params=FUNCTIONS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    function: str = request.param
    folder = tmp_path_factory.mktemp("packages") / function
    package.main([function, str(folder), *HERE])

    return folder


def test_it_answers_with_only_its_own_packages(built: Path, aws: Aws, redis_url: str) -> None:
    """AW-12, AW-14"""
    aws.put_parameter("/tribune/component-secret", "0" * 64)
    with running(built, values(built.name, aws, redis_url)) as (api, process):
        assert api.first_words(process) == ("ready", None)
        answer = api.invoke(event_of(built.name))

    if built.name == "interactions":
        assert answer["statusCode"] == 401
    else:
        assert answer == {"batchItemFailures": []}


def test_it_is_small_enough_and_carries_no_stand_ins(built: Path) -> None:
    """AW-14"""
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())

    assert size < BUDGET
    assert not (built / "app" / "local").exists()
    assert not list(built.glob("boto3"))


def test_a_faulty_environment_is_told_to_lambda(built: Path) -> None:
    with running(built, {"LOG_LEVEL": "LOUD"}) as (api, process):
        assert api.first_words(process)[0] in ("ended", "init error")
