from typing import Any

import pytest

from app.local.sources import QueueSource, ScheduleSource, SourceError, plan_of

QUEUE = {"Fn::GetAtt": ["EventsQueue", "Arn"]}


def template(**events: Any) -> dict[str, Any]:
    return {
        "Resources": {"ModerateFunction": {"Properties": {"Timeout": 7, "Events": events}}},
        "Outputs": {"EventsQueueUrl": {"Value": {"Ref": "EventsQueue"}}},
    }


def test_a_source_is_found_by_the_output_that_names_it() -> None:
    plan = plan_of(template(One={"Type": "SQS", "Properties": {"Queue": QUEUE}}), "moderate")

    assert plan.timeout == 7
    assert isinstance(plan.source, QueueSource)
    assert plan.source.url_variable == "EVENTS_QUEUE_URL"
    assert not plan.source.reports_failures


def test_other_events_than_queues_and_streams_are_not_the_pumps() -> None:
    sources = {
        "One": {"Type": "SQS", "Properties": {"Queue": QUEUE}},
        "Two": {"Type": "HttpApi", "Properties": {}},
    }

    assert plan_of(template(**sources), "moderate").name == "moderate"


@pytest.mark.parametrize(
    ("name", "events", "fault"),
    [
        ("unknown", {}, "no function 'unknown'"),
        ("moderate", {}, "0 event sources"),
        (
            "moderate",
            {"One": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Other", "Arn"]}}}},
            "no output for Other.Arn",
        ),
    ],
)
def test_what_cannot_be_driven_is_said(name: str, events: dict[str, Any], fault: str) -> None:
    with pytest.raises(SourceError, match=fault):
        plan_of(template(**events), name)


@pytest.mark.parametrize(
    ("rate", "seconds"),
    [("rate(1 minutes)", 60), ("rate(5 minutes)", 300), ("rate(1 hour)", 3600)],
)
def test_a_schedule_has_its_rate(rate: str, seconds: float) -> None:
    schedule = {"Type": "ScheduleV2", "Properties": {"ScheduleExpression": rate}}

    assert plan_of(template(One=schedule), "moderate").source == ScheduleSource(every=seconds)


def test_a_schedule_by_the_clock_is_not_the_pumps() -> None:
    schedule = {"Type": "ScheduleV2", "Properties": {"ScheduleExpression": "cron(0 3 * * ? *)"}}

    with pytest.raises(SourceError, match="rates only"):
        plan_of(template(One=schedule), "moderate")
