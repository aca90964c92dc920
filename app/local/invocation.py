"""Call a handler as Lambda does: loaded once, one event at a time, ended when it takes too long."""

import faulthandler
import importlib.util
import json
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.local.sources import FunctionPlan
from app.local.template import TEMPLATE

FUNCTIONS = TEMPLATE.parent / "functions"

Handler = Callable[[Mapping[str, Any], "Context"], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What Lambda tells a handler about its call."""

    function_name: str
    memory_limit_in_mb: int
    deadline: float
    function_version: str = "$LATEST"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


def load_handler(name: str, functions: Path = FUNCTIONS) -> Handler:
    """`handler` of functions/<name>/handler.py, imported as in its package: as module `handler`."""
    path = functions / name / "handler.py"
    specification = importlib.util.spec_from_file_location("handler", path)
    if specification is None or specification.loader is None or not path.exists():
        raise FileNotFoundError(f"no handler at {path}")
    module = importlib.util.module_from_spec(specification)
    sys.modules["handler"] = module
    specification.loader.exec_module(module)
    handler: Handler = module.handler

    return handler


def invoke(handler: Handler, plan: FunctionPlan, event: Mapping[str, Any]) -> Any:
    """Its answer. A handler over its time takes the process with it, as Lambda would."""
    context = Context(
        function_name=plan.name,
        memory_limit_in_mb=plan.memory,
        deadline=time.monotonic() + plan.timeout,
    )
    faulthandler.dump_traceback_later(plan.timeout, exit=True)
    try:
        answer = handler(event, context)
    finally:
        faulthandler.cancel_dump_traceback_later()

    return json.loads(json.dumps(answer))
