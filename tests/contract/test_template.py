"""The template says what AWS demands and what we promise, rule by rule."""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from app import config
from app.gateway.settings import GatewaySettings
from app.local.sources import (
    FunctionPlan,
    QueueSource,
    ScheduleSource,
    StreamSource,
    plan_of,
)
from app.local.template import read_template

TEMPLATE = read_template()
RESOURCES: Mapping[str, Any] = TEMPLATE["Resources"]
DAY = 86_400


def of_type(kind: str) -> dict[str, Mapping[str, Any]]:
    return {
        name: resource.get("Properties", {})
        for name, resource in RESOURCES.items()
        if resource["Type"] == kind
    }


FUNCTIONS = of_type("AWS::Serverless::Function")
QUEUES = of_type("AWS::SQS::Queue")
TABLES = of_type("AWS::DynamoDB::Table")
ROLES = of_type("AWS::IAM::Role")
ALARMS = of_type("AWS::CloudWatch::Alarm")
SOURCE_QUEUES = {name: queue for name, queue in QUEUES.items() if "RedrivePolicy" in queue}
TASK = RESOURCES["EdgeTask"]["Properties"]
CONTAINERS = {container["Name"]: container for container in TASK["ContainerDefinitions"]}
GLOBALS = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
EXPIRING = ("Members", "Evidence", "Orders", "Flags", "Raids", "Sessions", "Seen")
DUE = ("GuildsTable", "MembersTable", "CasesTable", "FlagsTable", "RaidsTable")


def statements(role: str) -> Iterator[Mapping[str, Any]]:
    for policy in ROLES[role].get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


def may(role: str, action: str) -> list[Any]:
    """The resources on which the role may do it."""
    return [
        resource
        for statement in statements(role)
        if action in statement["Action"]
        for resource in statement["Resource"]
    ]


def moderate() -> tuple[FunctionPlan, QueueSource]:
    plan = plan_of(TEMPLATE, "moderate")
    assert isinstance(plan.source, QueueSource)
    return plan, plan.source


def dispatch() -> StreamSource:
    source = plan_of(TEMPLATE, "dispatch").source
    assert isinstance(source, StreamSource)
    return source


def indexes(table: str) -> dict[str, list[str]]:
    """The keys of each index."""
    return {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in TABLES[table].get("GlobalSecondaryIndexes", ())
    }


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from itertools.chain.from_iterable(texts(each) for each in value.values())
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(texts(each) for each in value)
    else:
        yield str(value)


# --- functions -----------------------------------------------------------------------------------


def test_the_functions_of_the_system_are_there() -> None:
    assert set(FUNCTIONS) == {
        "ModerateFunction",
        "DispatchFunction",
        "InteractionsFunction",
        "SweepFunction",
    }


def test_functions_run_on_arm_with_a_runtime_for_which_wheels_exist() -> None:
    """AW-14"""
    defaults = TEMPLATE["Globals"]["Function"]
    assert defaults["Runtime"] == "python3.13"
    assert defaults["Architectures"] == ["arm64"]
    assert not any({"Runtime", "Architectures"} & set(each) for each in FUNCTIONS.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_a_zip_built_by_its_own_recipe(name: str) -> None:
    """AW-13: SnapStart takes no images."""
    assert RESOURCES[name]["Metadata"] == {"BuildMethod": "makefile"}
    assert "PackageType" not in FUNCTIONS[name]
    assert "EphemeralStorage" not in FUNCTIONS[name]


@pytest.mark.parametrize("name", ["ModerateFunction", "InteractionsFunction"])
def test_what_starts_slowly_starts_from_a_snapshot_of_a_published_version(name: str) -> None:
    """AW-13"""
    assert FUNCTIONS[name]["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    assert TEMPLATE["Globals"]["Function"]["AutoPublishAlias"] == "live"
    assert "ProvisionedConcurrencyConfig" not in FUNCTIONS[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_reserves_concurrency(name: str) -> None:
    """AW-7: the event source limits it, so that throttling burns no receipts."""
    assert "ReservedConcurrentExecutions" not in FUNCTIONS[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_logs_to_its_own_group(name: str) -> None:
    group = FUNCTIONS[name]["LoggingConfig"]["LogGroup"]["Ref"]
    role = FUNCTIONS[name]["Role"]["Fn::GetAtt"][0]

    assert group == name.replace("Function", "Logs")
    assert may(role, "logs:PutLogEvents") == [{"Fn::GetAtt": [group, "Arn"]}]


@pytest.mark.parametrize("name", of_type("AWS::Logs::LogGroup"))
def test_logs_are_forgotten(name: str) -> None:
    """T-19"""
    assert RESOURCES[name]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert max(TEMPLATE["Parameters"]["LogRetentionDays"]["AllowedValues"]) <= 90


def test_interactions_end_before_discord_hangs_up_twice() -> None:
    assert FUNCTIONS["InteractionsFunction"]["Timeout"] <= 5


# --- queues --------------------------------------------------------------------------------------


def test_a_queue_waits_six_times_as_long_as_its_function_may_take() -> None:
    """AW-5"""
    plan, source = moderate()
    least = 6 * plan.timeout + source.window

    assert QUEUES["EventsQueue"]["VisibilityTimeout"] >= least


def test_both_sources_take_reports_of_single_failures() -> None:
    """AW-6"""
    assert moderate()[1].reports_failures
    assert dispatch().reports_failures


def test_the_event_source_limits_concurrency() -> None:
    """AW-7, T-23"""
    limit = moderate()[1].maximum_concurrency
    assert limit is not None
    assert 2 <= limit <= 1000


def test_large_batches_have_a_window() -> None:
    """AW-9"""
    source = moderate()[1]
    assert source.batch_size <= 10 or source.window >= 1


@pytest.mark.parametrize("name", SOURCE_QUEUES)
def test_a_queue_gives_up_to_dead_letters_of_its_own_kind_that_outlive_it(name: str) -> None:
    """AW-8"""
    policy = QUEUES[name]["RedrivePolicy"]
    letters = QUEUES[policy["deadLetterTargetArn"]["Fn::GetAtt"][0]]

    assert policy["maxReceiveCount"] >= 5
    assert letters.get("FifoQueue") == QUEUES[name].get("FifoQueue")
    assert letters["MessageRetentionPeriod"] > QUEUES[name]["MessageRetentionPeriod"]


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_is_encrypted_and_forgets(name: str) -> None:
    """T-19: a day, and four for what went wrong."""
    longest = DAY if name in SOURCE_QUEUES else 4 * DAY

    assert QUEUES[name]["SqsManagedSseEnabled"] is True
    assert QUEUES[name]["MessageRetentionPeriod"] <= longest


def test_events_go_by_a_standard_queue_and_orders_by_groups() -> None:
    """AW-1, AW-11"""
    assert "FifoQueue" not in QUEUES["EventsQueue"]
    assert QUEUES["OrdersQueue"]["FifoQueue"] is True
    assert QUEUES["OrdersQueue"]["FifoThroughputLimit"] == "perMessageGroupId"
    assert QUEUES["OrdersQueue"]["DeduplicationScope"] == "messageGroup"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sends_to_the_queue_it_reads(role: str) -> None:
    """AW-10: loops are cut by AWS, and with them the function."""
    read, sent = may(role, "sqs:ReceiveMessage"), may(role, "sqs:SendMessage")

    assert not [queue for queue in sent if queue in read]


# --- the outbox ----------------------------------------------------------------------------------


def test_the_outbox_shows_new_orders_only() -> None:
    stream = TABLES["OrdersTable"]["StreamSpecification"]

    assert stream == {"StreamViewType": "NEW_IMAGE"}
    assert dispatch().patterns == ({"eventName": ["INSERT"]},)


def test_a_bad_record_cannot_block_the_outbox_for_good() -> None:
    """AW-19"""
    source = dispatch()

    assert 0 < source.maximum_retries < 10_000
    assert 0 < source.maximum_age < DAY  # the stream itself keeps a day
    assert source.bisects
    assert source.failed_url_variable == "ORDERS_FAILED_QUEUE_URL"


def test_nothing_is_skipped_when_the_outbox_is_first_read() -> None:
    assert dispatch().start == "TRIM_HORIZON"


def test_dispatch_may_send_to_where_it_reports_failures() -> None:
    """AW-19"""
    assert {"Fn::GetAtt": ["OrdersFailedQueue", "Arn"]} in may("DispatchRole", "sqs:SendMessage")


# --- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_on_demand_encrypted_restorable_and_hard_to_lose(name: str) -> None:
    """AW-18, T-19"""
    table = TABLES[name]

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["OnAws", True, False]}
    assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain"
    assert RESOURCES[name]["DeletionPolicy"].startswith("Retain")


@pytest.mark.parametrize("name", TABLES)
def test_what_need_not_stay_expires(name: str) -> None:
    """AW-18, T-19"""
    expires = name.removesuffix("Table") in EXPIRING
    wanted = {"AttributeName": "expires_at", "Enabled": True} if expires else None

    assert TABLES[name].get("TimeToLiveSpecification") == wanted


@pytest.mark.parametrize("name", TABLES)
def test_keys_have_the_same_names_everywhere(name: str) -> None:
    keys = [key["AttributeName"] for key in TABLES[name]["KeySchema"]]
    alone = name in ("OrdersTable", "SessionsTable", "SeenTable")

    assert keys == (["pk"] if alone else ["pk", "sk"])


@pytest.mark.parametrize("name", ["CasesTable", "AppealsTable"])
def test_cases_and_appeals_are_found_by_member(name: str) -> None:
    assert indexes(name)["by_member"] == ["member_key", "sk"]


@pytest.mark.parametrize("name", DUE)
def test_what_may_be_due_is_found_by_its_deadline(name: str) -> None:
    """IS-041, IS-082, IS-095: without reading what is not due."""
    assert indexes(name)["by_deadline"] == ["due", "due_at"]
    assert {"Fn::Sub": f"${{{name}.Arn}}/index/by_deadline"} in may("SweepRole", "dynamodb:Query")


def test_nobody_but_sweep_looks_for_what_is_due() -> None:
    readers = {
        role
        for role in ROLES
        for resource in may(role, "dynamodb:Query")
        if "by_deadline" in json.dumps(resource)
    }

    assert readers == {"SweepRole"}


# --- sweep ---------------------------------------------------------------------------------------


def test_sweep_looks_every_minute_and_ends_before_the_next() -> None:
    """IS-081: what is due is done at most a minute late."""
    plan = plan_of(TEMPLATE, "sweep")
    assert isinstance(plan.source, ScheduleSource)

    assert plan.source.every == 60
    assert config.SweepSettings.model_fields["seconds"].default < plan.timeout <= 60


def test_a_sweep_is_not_repeated_since_the_next_one_is_soon() -> None:
    schedule = FUNCTIONS["SweepFunction"]["Events"]["EveryMinute"]["Properties"]

    assert schedule["RetryPolicy"]["MaximumRetryAttempts"] == 0
    assert FUNCTIONS["SweepFunction"]["EventInvokeConfig"]["MaximumRetryAttempts"] == 0


def test_somebody_is_told_when_nothing_is_swept() -> None:
    alarm = ALARMS["SweepAlarm"]

    assert alarm["MetricName"] == "Invocations"
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "SweepFunction"}}]


# --- roles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_role_names_what_it_may_do_and_on_what(role: str) -> None:
    """G-22: no wildcards."""
    for statement in statements(role):
        assert not [text for text in texts(statement) if "*" in text]
        assert all(":" in action for action in statement["Action"])


def test_every_process_has_a_role_of_its_own() -> None:
    roles = [function["Role"]["Fn::GetAtt"][0] for function in FUNCTIONS.values()]

    assert len(set(roles)) == len(roles)
    assert TASK["TaskRoleArn"]["Fn::GetAtt"][0] not in roles
    assert TASK["TaskRoleArn"] != TASK["ExecutionRoleArn"]


def test_policies_of_others_are_only_those_whose_rights_cannot_be_narrowed() -> None:
    managed = {
        policy["Fn::Sub"].rsplit("/", 1)[1]
        for role in ROLES.values()
        for policy in role.get("ManagedPolicyArns", [])
    }

    assert managed == {"AWSLambdaENIManagementAccess", "AmazonECSTaskExecutionRolePolicy"}


def test_only_the_edge_task_reads_the_token() -> None:
    """T-21"""
    readers = [
        role
        for role in ROLES
        if any(
            "DiscordTokenParameter" in json.dumps(each) for each in may(role, "ssm:GetParameter")
        )
    ]

    assert readers == ["EdgeTaskRole"]


def test_moderate_reads_no_secret_and_sends_nothing() -> None:
    """AW-15, AW-24: from inside its network it could not."""
    assert may("ModerateRole", "ssm:GetParameter") == []
    assert may("ModerateRole", "sqs:SendMessage") == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deletes_rows_or_scans_tables_or_changes_them(role: str) -> None:
    """Rows end by expiring; the record of cases never ends."""
    allowed = {action for statement in statements(role) for action in statement["Action"]}
    of_rows = {each for each in allowed if each.startswith("dynamodb:")}

    assert not [each for each in of_rows if "Delete" in each or "Scan" in each or "Table" in each]


def test_sweep_may_empty_what_an_owner_wants_erased() -> None:
    """C10: appeals are emptied where they stand; reputations are found by their points."""
    by_points = {"Fn::Sub": "${MembersTable.Arn}/index/by_points"}

    assert {"Fn::GetAtt": ["AppealsTable", "Arn"]} in may("SweepRole", "dynamodb:UpdateItem")
    assert {"Fn::GetAtt": ["AppealsTable", "Arn"]} not in may("SweepRole", "dynamodb:PutItem")
    assert by_points in may("SweepRole", "dynamodb:Query")


def test_evidence_is_written_and_not_read_by_those_who_judge() -> None:
    evidence = {"Fn::GetAtt": ["EvidenceTable", "Arn"]}

    assert evidence in may("ModerateRole", "dynamodb:PutItem")
    assert evidence not in may("ModerateRole", "dynamodb:GetItem")


def test_dispatch_touches_no_table() -> None:
    assert may("DispatchRole", "dynamodb:GetItem") == []
    assert may("DispatchRole", "dynamodb:PutItem") == []


# --- secrets -------------------------------------------------------------------------------------


def environments() -> dict[str, dict[str, Any]]:
    functions = {
        name: function.get("Environment", {}).get("Variables", {})
        for name, function in FUNCTIONS.items()
    }
    containers = {
        name: {variable["Name"]: variable["Value"] for variable in container["Environment"]}
        for name, container in CONTAINERS.items()
    }

    return {**functions, **containers, "Globals": GLOBALS}


@pytest.mark.parametrize(("name", "variables"), environments().items())
def test_secrets_come_by_name_of_their_parameter(name: str, variables: dict[str, Any]) -> None:
    """AW-24"""
    secret = [each for each in variables if "TOKEN" in each or "SECRET" in each]

    assert all(each.endswith("_PARAMETER") for each in secret), name


def test_no_parameter_takes_a_secret() -> None:
    """AW-24: a NoEcho parameter would be one."""
    assert not [name for name, each in TEMPLATE["Parameters"].items() if each.get("NoEcho")]
    assert TEMPLATE["Parameters"]["DiscordTokenParameter"]["Default"].startswith("/")


# --- network -------------------------------------------------------------------------------------


def test_there_is_nothing_in_the_network_that_costs_by_the_hour() -> None:
    """AW-15: no NAT, no interface endpoints."""
    kinds = {resource["Type"] for resource in RESOURCES.values()}
    endpoints = of_type("AWS::EC2::VPCEndpoint").values()

    assert not kinds & {"AWS::EC2::NatGateway", "AWS::EC2::EIP", "AWS::EC2::TransitGateway"}
    assert [each["VpcEndpointType"] for each in endpoints] == ["Gateway"]


def test_dynamodb_is_reached_through_its_gateway_endpoint() -> None:
    """AW-15"""
    endpoint = RESOURCES["DynamoDbEndpoint"]["Properties"]

    assert endpoint["ServiceName"]["Fn::Sub"].endswith(".dynamodb")
    assert {"Ref": "PrivateRoutes"} in endpoint["RouteTableIds"]


def test_the_private_subnets_have_no_way_out() -> None:
    out = [route["RouteTableId"]["Ref"] for route in of_type("AWS::EC2::Route").values()]

    assert out == ["PublicRoutes"]


def test_only_moderate_stands_in_the_network() -> None:
    inside = {name for name, function in FUNCTIONS.items() if "VpcConfig" in function}
    subnets = FUNCTIONS["ModerateFunction"]["VpcConfig"]["SubnetIds"]

    assert inside == {"ModerateFunction"}
    assert subnets == [{"Ref": "PrivateSubnetA"}, {"Ref": "PrivateSubnetB"}]


def test_nobody_calls_moderate_or_the_edge_task() -> None:
    for name in ("ModerateSecurityGroup", "EdgeSecurityGroup"):
        assert "SecurityGroupIngress" not in RESOURCES[name]["Properties"]


def test_the_cache_answers_to_moderate_only_and_over_tls() -> None:
    """AW-22"""
    (rule,) = RESOURCES["CacheSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    url = FUNCTIONS["ModerateFunction"]["Environment"]["Variables"]["REDIS_URL"]["Fn::Sub"]

    assert rule["SourceSecurityGroupId"] == {"Ref": "ModerateSecurityGroup"}
    assert url.startswith("rediss://")


def test_the_cache_cannot_grow_into_a_bill() -> None:
    """AW-22, T-23"""
    cache = RESOURCES["WindowsCache"]["Properties"]

    assert cache["Engine"] == "valkey"
    assert cache["CacheUsageLimits"]["DataStorage"]["Maximum"] <= 1
    assert cache["CacheUsageLimits"]["ECPUPerSecond"]["Maximum"] <= 5000


def test_the_public_api_is_throttled_and_there_is_no_way_around_it() -> None:
    """AW-21, T-23"""
    settings = RESOURCES["PublicApi"]["Properties"]["DefaultRouteSettings"]

    assert 0 < settings["ThrottlingRateLimit"] <= 100
    assert 0 < settings["ThrottlingBurstLimit"] <= 200
    assert not [name for name, each in FUNCTIONS.items() if "FunctionUrlConfig" in each]


# --- the edge task -------------------------------------------------------------------------------


def test_the_edge_task_is_gateway_and_executor_with_one_address() -> None:
    network = RESOURCES["EdgeService"]["Properties"]["NetworkConfiguration"]["AwsvpcConfiguration"]

    assert set(CONTAINERS) == {"gateway", "executor"}
    assert network["AssignPublicIp"] == "ENABLED"
    assert TASK["RuntimePlatform"]["CpuArchitecture"] == "ARM64"


def test_there_is_never_a_second_edge_task() -> None:
    service = RESOURCES["EdgeService"]["Properties"]

    assert service["DesiredCount"] == 1
    assert service["DeploymentConfiguration"]["MaximumPercent"] == 100
    assert service["DeploymentConfiguration"]["MinimumHealthyPercent"] == 0


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_gets_time_to_end_and_may_write_nothing(name: str) -> None:
    """AW-20: it drains in ten seconds; AWS allows two minutes."""
    assert 20 <= CONTAINERS[name]["StopTimeout"] <= 120
    assert CONTAINERS[name]["ReadonlyRootFilesystem"] is True
    assert CONTAINERS[name]["Command"] == ["python", "-m", f"app.bootstrap.{name}"]
    assert "HealthCheck" in CONTAINERS[name]
    assert "PortMappings" not in CONTAINERS[name]


# --- alarms --------------------------------------------------------------------------------------


@pytest.mark.parametrize("queue", [name for name in QUEUES if name not in SOURCE_QUEUES])
def test_somebody_is_told_when_something_is_given_up(queue: str) -> None:
    watched = [
        dimension["Value"]
        for alarm in ALARMS.values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible" and alarm["Threshold"] == 0
        for dimension in alarm["Dimensions"]
    ]

    assert {"Fn::GetAtt": [queue, "QueueName"]} in watched


@pytest.mark.parametrize("queue", SOURCE_QUEUES)
def test_somebody_is_told_when_messages_wait(queue: str) -> None:
    watched = [
        alarm["Dimensions"][0]["Value"]
        for alarm in ALARMS.values()
        if alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
    ]

    assert {"Fn::GetAtt": [queue, "QueueName"]} in watched


def test_somebody_is_told_when_nobody_listens_to_discord() -> None:
    assert ALARMS["EdgeTaskAlarm"]["TreatMissingData"] == "breaching"


# --- one template, two places --------------------------------------------------------------------


def test_only_what_the_embedded_aws_cannot_do_is_left_out_there() -> None:
    left_out = {
        resource["Type"]
        for resource in RESOURCES.values()
        if resource.get("Condition") in ("OnAws", "RunsEdgeTask")
    }

    assert left_out == {
        "AWS::Serverless::Function",  # the pump calls the handlers
        "AWS::Serverless::HttpApi",  # its routes answer 404 there
        "AWS::ElastiCache::ServerlessCache",
        "AWS::ECS::Cluster",
        "AWS::ECS::TaskDefinition",
        "AWS::ECS::Service",
        "AWS::CloudWatch::Alarm",  # of a function or a task that is not there
    }


def test_tables_are_named_to_all_functions_by_the_variables_they_read() -> None:
    for name in TABLES:
        if name != "SessionsTable":  # the gateway's alone
            variable = f"TABLE_{name.removesuffix('Table').upper()}"
            assert GLOBALS[variable] == {"Ref": name}


@pytest.mark.parametrize(
    "process", ["moderate", "dispatch", "interactions", "sweep", "gateway", "executor"]
)
def test_a_process_gets_every_variable_that_it_cannot_do_without(process: str) -> None:
    given = environments()
    function = f"{process.capitalize()}Function"
    names = {*given[function], *GLOBALS} if function in given else set(given[process])

    assert required_by(process) <= names | {"AWS_REGION"}  # Lambda sets that one itself


def required_by(process: str) -> set[str | None]:
    if process == "gateway":
        own = msgspec.structs.fields(GatewaySettings)
        return {field.encode_name for field in own if field.required}
    settings: type[config.Settings] = getattr(config, f"{process.capitalize()}Settings")

    return {field.alias for field in settings.model_fields.values() if field.is_required()}
