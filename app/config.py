"""Settings: the environment read once, validated whole, frozen. One class per process."""

from collections.abc import Mapping
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

Secret = SecretStr  # never shown by repr, logs or faults

S = TypeVar("S", bound="Settings")


class ConfigError(SystemExit):
    """Uncaught, it ends the process with its text on stderr and status 1."""


class Settings(BaseModel):
    """What every process reads. Fields carry the variable's name as alias."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    log_format: Literal["json", "text"] = Field(default="json", alias="LOG_FORMAT")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", alias="LOG_LEVEL"
    )


def read(settings: type[S], environment: Mapping[str, str]) -> S:
    """Validated settings. A variable set to nothing counts as not set.

    Raises:
        ConfigError: It names every faulty variable at once and shows no value.
    """
    given = {name: value for name, value in environment.items() if value.strip()}
    try:
        return settings.model_validate(given)
    except ValidationError as error:
        raise ConfigError(_text(error)) from None


def _text(error: ValidationError) -> str:
    faults = [
        f"  {'.'.join(str(part) for part in fault['loc']) or 'together'}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    count = "1 setting is" if len(faults) == 1 else f"{len(faults)} settings are"

    return "\n".join([f"{count} missing or wrong:", *faults])


class AwsSettings(Settings):
    """What every process on AWS reads; the endpoint is set only on one's own machine."""

    region: str = Field(alias="AWS_REGION")
    endpoint: str | None = Field(default=None, alias="AWS_ENDPOINT_URL")


class DispatchSettings(AwsSettings):
    """What `dispatch` reads."""

    orders_queue: str = Field(alias="ORDERS_QUEUE_URL")


class ModerateSettings(AwsSettings):
    """What `moderate` reads. `application_id` is the bot's own user id.

    `model_stages`: a cascade lets the student clear what is obviously harmless; "full" asks the
    full model about every message. `redis_seconds`: a window that does not answer by then is not
    worth a message's time.
    """

    guilds: str = Field(alias="TABLE_GUILDS")
    members: str = Field(alias="TABLE_MEMBERS")
    cases: str = Field(alias="TABLE_CASES")
    evidence: str = Field(alias="TABLE_EVIDENCE")
    orders: str = Field(alias="TABLE_ORDERS")
    flags: str = Field(alias="TABLE_FLAGS")
    raids: str = Field(alias="TABLE_RAIDS")
    seen: str = Field(alias="TABLE_SEEN")
    redis_url: str = Field(alias="REDIS_URL")
    redis_mode: Literal["single", "cluster"] = Field(default="single", alias="REDIS_MODE")
    redis_seconds: float = Field(default=0.5, alias="REDIS_SECONDS", gt=0, le=3600)
    application_id: int = Field(alias="DISCORD_APPLICATION_ID")
    model_dir: str = Field(default="model/artifact", alias="MODEL_DIR")
    model_stages: Literal["cascade", "full"] = Field(default="cascade", alias="MODEL_STAGES")
    policy_file: str | None = Field(default=None, alias="POLICY_FILE")
    phishing_list: str | None = Field(default=None, alias="PHISHING_LIST")


class SweepSettings(AwsSettings):
    """What `sweep` reads. `things` and `seconds` bound one sweep: so many of a kind, so long.

    `count_every`: how often conduct is counted; without it as often as it is worth the writes.
    """

    guilds: str = Field(alias="TABLE_GUILDS")
    members: str = Field(alias="TABLE_MEMBERS")
    cases: str = Field(alias="TABLE_CASES")
    orders: str = Field(alias="TABLE_ORDERS")
    flags: str = Field(alias="TABLE_FLAGS")
    raids: str = Field(alias="TABLE_RAIDS")
    seen: str = Field(alias="TABLE_SEEN")
    appeals: str = Field(alias="TABLE_APPEALS")
    evidence: str = Field(alias="TABLE_EVIDENCE")
    count_every: float | None = Field(default=None, alias="COUNT_EVERY_SECONDS", gt=0)
    things: int = Field(default=2000, alias="SWEEP_THINGS", ge=1, le=100_000)
    seconds: float = Field(default=40.0, alias="SWEEP_SECONDS", gt=0, le=50)


class LookBackSettings(AwsSettings):
    """What looking back at stored decisions reads."""

    guilds: str = Field(alias="TABLE_GUILDS")
    cases: str = Field(alias="TABLE_CASES")
    flags: str = Field(alias="TABLE_FLAGS")
    appeals: str = Field(alias="TABLE_APPEALS")
    evidence: str = Field(alias="TABLE_EVIDENCE")


class PolicySettings(AwsSettings):
    """What looking after policies from a shell reads."""

    guilds: str = Field(alias="TABLE_GUILDS")


class InteractionsSettings(AwsSettings):
    """What `interactions` reads. Two public keys, with a comma between, while they are changed.

    `store_seconds`: how long an answer of DynamoDB is waited for. A silent one, asked twice, leaves
    time to say so within Discord's three seconds.
    """

    guilds: str = Field(alias="TABLE_GUILDS")
    members: str = Field(alias="TABLE_MEMBERS")
    cases: str = Field(alias="TABLE_CASES")
    orders: str = Field(alias="TABLE_ORDERS")
    appeals: str = Field(alias="TABLE_APPEALS")
    raids: str = Field(alias="TABLE_RAIDS")
    seen: str = Field(alias="TABLE_SEEN")
    public_keys: str = Field(
        alias="DISCORD_PUBLIC_KEY", pattern=r"^[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})?$"
    )
    window_seconds: int = Field(default=300, alias="SIGNATURE_WINDOW_SECONDS", ge=1, le=3600)
    store_seconds: float = Field(default=0.8, alias="STORE_SECONDS", gt=0, le=3600)
    component_secret: Secret | None = Field(default=None, alias="COMPONENT_SECRET")
    component_secret_parameter: str | None = Field(default=None, alias="COMPONENT_SECRET_PARAMETER")
    port: int = Field(default=0, alias="INTERACTIONS_PORT", ge=0, le=65535)

    @model_validator(mode="after")
    def _is_closed(self) -> Self:
        if any(set(key) == {"0"} for key in self.public_keys.split(",")):
            raise ValueError("DISCORD_PUBLIC_KEY is only a placeholder")
        if (self.component_secret is None) == (self.component_secret_parameter is None):
            raise ValueError("set one of COMPONENT_SECRET and COMPONENT_SECRET_PARAMETER")

        return self


class ExecutorSettings(AwsSettings):
    """What the executor reads. `wait` is how long one look into the queue waits for orders."""

    guilds: str = Field(alias="TABLE_GUILDS")
    members: str = Field(alias="TABLE_MEMBERS")
    cases: str = Field(alias="TABLE_CASES")
    orders: str = Field(alias="TABLE_ORDERS")
    appeals: str = Field(alias="TABLE_APPEALS")
    flags: str = Field(alias="TABLE_FLAGS")
    raids: str = Field(alias="TABLE_RAIDS")
    orders_queue: str = Field(alias="ORDERS_QUEUE_URL")
    wait: int | None = Field(default=None, alias="ORDERS_WAIT_SECONDS", ge=0, le=20)
    token: Secret | None = Field(default=None, alias="DISCORD_TOKEN")
    token_parameter: str | None = Field(default=None, alias="DISCORD_TOKEN_PARAMETER")
    api_url: str = Field(default="https://discord.com/api/v10", alias="DISCORD_API_URL")
    application_id: int = Field(alias="DISCORD_APPLICATION_ID")
    component_secret: Secret | None = Field(default=None, alias="COMPONENT_SECRET")
    component_secret_parameter: str | None = Field(default=None, alias="COMPONENT_SECRET_PARAMETER")
    workers: int = Field(default=8, alias="EXECUTOR_WORKERS", ge=1, le=64)
    health_host: str = Field(default="127.0.0.1", alias="HEALTH_HOST")
    health_port: int | None = Field(default=None, alias="HEALTH_PORT", ge=0, le=65535)

    @property
    def wait_seconds(self) -> int:
        """On AWS the longest poll is the cheapest; on one's own machine stopping must be quick."""
        if self.wait is not None:
            return self.wait

        return 20 if self.endpoint is None else 1


class RegisterSettings(Settings):
    """What `register` reads."""

    token: Secret | None = Field(default=None, alias="DISCORD_TOKEN")
    token_parameter: str | None = Field(default=None, alias="DISCORD_TOKEN_PARAMETER")
    application_id: int = Field(alias="DISCORD_APPLICATION_ID")
    api_url: str = Field(default="https://discord.com/api/v10", alias="DISCORD_API_URL")
