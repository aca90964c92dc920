"""Deploy the project's own template.yaml on the embedded AWS and read what it gave us."""

import json
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import boto3
from botocore.exceptions import ClientError

from app.local.template import Template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

REGION = "us-east-1"
STACK = "tribune"
POLL_SECONDS = 0.02
DEPLOY_SECONDS = 120.0


class DeployError(Exception):
    """The template could not be deployed; the text says which resource and why."""


def access(endpoint: str) -> dict[str, str]:
    """The environment by which any AWS client finds the embedded AWS and nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def client(service: Any, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 — the emulator takes any
    )


def deploy(endpoint: str, template: Template) -> dict[str, str]:
    """Create or update the stack; its outputs as environment variables."""
    formation: CloudFormationClient = client("cloudformation", endpoint)
    arguments: Any = {
        "StackName": STACK,
        "TemplateBody": json.dumps(packaged(template)),
        "Parameters": [{"ParameterKey": "Stage", "ParameterValue": "local"}],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    if _find(formation) is None:
        formation.create_stack(**arguments)
    else:
        _update(formation, arguments)
    stack = _finished(formation)
    _apply_ttl(endpoint, formation, template)

    return environment_of(stack, endpoint)


def packaged(template: Template) -> dict[str, Any]:
    """What `sam package` does: code by address instead of by folder (no function runs locally)."""
    resources = {
        name: _with_code_elsewhere(resource)
        if resource["Type"] == "AWS::Serverless::Function"
        else resource
        for name, resource in template["Resources"].items()
    }

    return {**template, "Resources": resources}


def environment_of(stack: "StackTypeDef", endpoint: str) -> dict[str, str]:
    """Outputs by the rule of template.yaml: `EventsQueueUrl` is EVENTS_QUEUE_URL."""
    return {
        variable_of(output["OutputKey"]): _at(endpoint, output["OutputValue"])
        for output in stack.get("Outputs", [])
    }


def variable_of(output: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", output).upper()


def _with_code_elsewhere(resource: Mapping[str, Any]) -> dict[str, Any]:
    properties = {**resource["Properties"], "CodeUri": "s3://nowhere/no.zip"}

    return {**resource, "Properties": properties}


def _at(endpoint: str, value: str) -> str:
    """A stack kept from an earlier run still names that run's port in its addresses."""
    if not value.startswith("http://"):
        return value

    return urlunsplit(urlsplit(value)._replace(netloc=urlsplit(endpoint).netloc))


def _find(formation: "CloudFormationClient") -> "StackTypeDef | None":
    try:
        return formation.describe_stacks(StackName=STACK)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _update(formation: "CloudFormationClient", arguments: Any) -> None:
    try:
        formation.update_stack(**arguments)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise


def _finished(formation: "CloudFormationClient") -> "StackTypeDef":
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        stack = _find(formation)
        status = stack["StackStatus"] if stack else "GONE"
        if stack and status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if not status.endswith(("_IN_PROGRESS", "_CLEANUP_IN_PROGRESS")):
            raise DeployError(f"template.yaml on the embedded AWS: {status}: {_why(formation)}")
        time.sleep(POLL_SECONDS)

    raise DeployError(f"template.yaml on the embedded AWS: not ready after {DEPLOY_SECONDS} s")


def _why(formation: "CloudFormationClient") -> str:
    events = formation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in events
        if event["ResourceStatus"].endswith("_FAILED")
    ]

    return "; ".join(failed) or "no reason given"


def _apply_ttl(endpoint: str, formation: "CloudFormationClient", template: Template) -> None:
    """The emulator ignores TimeToLiveSpecification in templates, so its own call does it."""
    wanted = {
        name: resource["Properties"]["TimeToLiveSpecification"]
        for name, resource in template["Resources"].items()
        if "TimeToLiveSpecification" in resource.get("Properties", {})
    }
    tables = client("dynamodb", endpoint)
    for resource in formation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]:
        specification = wanted.get(resource["LogicalResourceId"])
        if specification:
            _enable_ttl(tables, resource["PhysicalResourceId"], specification)


def _enable_ttl(tables: Any, table: str, specification: Mapping[str, Any]) -> None:
    described = tables.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if described["TimeToLiveStatus"] == "DISABLED":
        tables.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)
