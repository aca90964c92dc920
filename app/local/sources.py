"""What template.yaml says of a function and of the source that feeds it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.local.filters import Pattern, pattern_of
from app.local.stack import variable_of
from app.local.template import Template

_RATE = re.compile(r"rate\((?P<count>[1-9][0-9]*) (?P<unit>minute|hour|day)s?\)")
_UNITS = {"minute": 60.0, "hour": 3600.0, "day": 86_400.0}
DEFAULT_TIMEOUT = 3
FOREVER = -1


class SourceError(Exception):
    """The template describes something that the pump does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSource:
    """A standard queue."""

    url_variable: str
    batch_size: int
    window: float
    reports_failures: bool
    maximum_concurrency: int | None
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSource:
    """A table's stream."""

    arn_variable: str
    start: str
    batch_size: int
    window: float
    reports_failures: bool
    bisects: bool
    maximum_retries: int
    maximum_age: float
    patterns: tuple[Pattern, ...]
    failed_url_variable: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSource:
    """A schedule; `every` is in seconds."""

    every: float


Source = QueueSource | StreamSource | ScheduleSource


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPlan:
    name: str
    timeout: float
    memory: int
    source: Source


def plan_of(template: Template, name: str) -> FunctionPlan:
    """`moderate` is the resource ModerateFunction."""
    resource = template["Resources"].get(f"{name.capitalize()}Function")
    if resource is None:
        raise SourceError(f"template.yaml has no function {name!r}")
    properties = resource["Properties"]
    events = list(properties.get("Events", {}).values())
    kinds: Mapping[str, Callable[[Template, Mapping[str, Any]], Source]] = {
        "SQS": _queue,
        "DynamoDB": _stream,
        "ScheduleV2": _schedule,
    }
    fed = [event for event in events if event["Type"] in kinds]
    if len(fed) != 1:
        raise SourceError(f"{name} has {len(fed)} event sources; the pump drives exactly one")

    return FunctionPlan(
        name=name,
        timeout=float(properties.get("Timeout", DEFAULT_TIMEOUT)),
        memory=int(properties.get("MemorySize", 128)),
        source=kinds[fed[0]["Type"]](template, fed[0]["Properties"]),
    )


def _queue(template: Template, event: Mapping[str, Any]) -> QueueSource:
    return QueueSource(
        url_variable=_variable(template, event["Queue"]),
        batch_size=int(event.get("BatchSize", 10)),
        window=float(event.get("MaximumBatchingWindowInSeconds", 0)),
        reports_failures=_reports_failures(event),
        maximum_concurrency=event.get("ScalingConfig", {}).get("MaximumConcurrency"),
        patterns=_patterns(event),
    )


def _stream(template: Template, event: Mapping[str, Any]) -> StreamSource:
    failed = event.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")

    return StreamSource(
        arn_variable=_variable(template, event["Stream"]),
        start=event["StartingPosition"],
        batch_size=int(event.get("BatchSize", 100)),
        window=float(event.get("MaximumBatchingWindowInSeconds", 0)),
        reports_failures=_reports_failures(event),
        bisects=bool(event.get("BisectBatchOnFunctionError", False)),
        maximum_retries=int(event.get("MaximumRetryAttempts", FOREVER)),
        maximum_age=float(event.get("MaximumRecordAgeInSeconds", FOREVER)),
        patterns=_patterns(event),
        failed_url_variable=_variable(template, failed) if failed else None,
    )


def _schedule(_template: Template, event: Mapping[str, Any]) -> ScheduleSource:
    expression = str(event["ScheduleExpression"])
    rate = _RATE.fullmatch(expression)
    if rate is None:
        raise SourceError(f"the pump knows rates only, not {expression!r}")

    return ScheduleSource(every=int(rate["count"]) * _UNITS[rate["unit"]])


def _reports_failures(event: Mapping[str, Any]) -> bool:
    return "ReportBatchItemFailures" in event.get("FunctionResponseTypes", [])


def _patterns(event: Mapping[str, Any]) -> tuple[Pattern, ...]:
    filters = event.get("FilterCriteria", {}).get("Filters", [])

    return tuple(pattern_of(each["Pattern"]) for each in filters)


def _variable(template: Template, reference: Mapping[str, Any]) -> str:
    """The environment variable of the output that names the same resource."""
    resource, attribute = reference["Fn::GetAtt"]
    wanted = {"Ref": resource} if attribute == "Arn" else {"Fn::GetAtt": [resource, attribute]}
    for output, definition in template["Outputs"].items():
        if definition["Value"] == wanted:
            return variable_of(output)

    raise SourceError(f"template.yaml has no output for {resource}.{attribute}")
