"""The whole system on this machine: every process of production, real, on loopback.

    with system(Options(...), tell=print) as running:
        running.discord.say("mia", "general", "hello")

The stand-ins come first (Redis, the embedded AWS, the fake Discord), then our processes, consumers
before producers. Leaving the block stops them all; nothing stays behind.
"""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from nacl.signing import SigningKey

from app.adapters.dynamodb import codec
from app.adapters.yaml.policy_file import read_policy
from app.domain.ids import ChannelId
from app.domain.policies.policy import Channels, Policy
from app.local import children
from app.local.aws import embedded_aws
from app.local.discord.client import FakeDiscordClient
from app.local.discord.settings import DEFAULT_APPLICATION_ID, DEFAULT_SEED, DEFAULT_TOKEN
from app.local.look_back.tables import leave_address
from app.local.model_labels import check_labels
from app.local.ports import LOOPBACK, answers, free_port
from app.local.program import Program
from app.local.redis import local_redis, redis_answers
from app.local.supervisor import Line, Supervisor

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180.0
POLL_SECONDS = 0.02

LOG, REVIEW, APPEALS = 900_000_000_000_000_001, 900_000_000_000_000_002, 900_000_000_000_000_003
"""The staff channels of made-up servers; a policy that names none gets these."""

_WAITS = ("STORE_SECONDS", "REDIS_SECONDS")

Tell = Callable[[Line], None]


class StartError(Exception):
    """The system cannot start; the text says in one line why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person may choose.

    `moderators` is how many instances of `moderate` run side by side; `sweep` looks every
    `sweep_every` seconds for what is due, so that one sees it sooner than on AWS. `visibility`
    shortens the time after which an unfinished delivery comes again, and `heartbeat` that between
    two beats of the made-up Discord's gateway: for tests of crashes. With `patience` all wait so
    many seconds for each other where production gives up early: for tests on a busy machine.
    """

    data: Path = ROOT / ".tribune"
    port: int | None = None
    policy: Path | None = None
    token: str | None = None
    limits: str = "real"
    moderators: int = 1
    sweep_every: float = 5.0
    visibility: int | None = None
    heartbeat: float | None = None
    patience: float | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    adapt: Callable[[Policy], Policy] = lambda policy: policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The running system. `discord` is absent when a real server is served."""

    supervisor: Supervisor
    environment: Mapping[str, str]
    discord: FakeDiscordClient | None
    policy: Policy
    health: Mapping[str, str]

    @property
    def fake(self) -> FakeDiscordClient:
        """The fake Discord, where there is one."""
        if self.discord is None:
            raise StartError("a real server is served: there is no fake Discord")

        return self.discord

    @property
    def parts(self) -> list[str]:
        """Everything whose health can be told, in the order in which it is shown."""
        return list(dict.fromkeys([*self.health, *self.supervisor.states()]))

    def unhealthy(self) -> dict[str, str]:
        """Programs that do not run, and health endpoints that do not answer well, with why."""
        states = self.supervisor.states()
        found: dict[str, str] = {
            name: state.status for name, state in states.items() if state.status != "running"
        }
        for name, url in self.health.items():
            if name not in found:
                found |= _ask(name, url)

        return found


@contextlib.contextmanager
def system(options: Options, *, tell: Tell) -> Iterator[Running]:
    """Run everything as long as the block lasts.

    Raises:
        StartError: something is missing, altered, or in use.
        PolicyInvalid: the policy file has faults.
    """
    policy = _policy(options)
    check_labels(policy, options.environment)
    with contextlib.ExitStack() as stack:
        try:
            running = _assembled(options, policy, stack, tell)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise StartError(
                f"{options.data} cannot be used: {where}{error.strerror or error}"
            ) from error
        yield running


def _assembled(
    options: Options, policy: Policy, stack: contextlib.ExitStack, tell: Tell
) -> Running:
    """Everything started, one after the other; the stack ends it again."""
    data = stack.enter_context(_folder(options))
    redis_url = stack.enter_context(local_redis(data / "redis", options.environment))
    aws = stack.enter_context(embedded_aws(data / "aws", keep=options.token is not None))
    environment = {
        **_inherited(options.environment),
        **aws.environment,
        "REDIS_URL": redis_url,
        **_discord(options),
        **_ours(data, policy),
        **_patience(options),
    }
    leave_address(data, environment)
    discord = None
    if options.token is None:
        discord = stack.enter_context(_fake_discord(options, environment, data))
    health = {name: f"http://{LOOPBACK}:{free_port()}/healthz" for name in ("gateway", "executor")}
    if "DISCORD_PUBLIC_KEY" in environment:
        port = environment["INTERACTIONS_PORT"]
        health["interactions"] = f"http://{LOOPBACK}:{port}/healthz"
    if discord:
        health["discord"] = f"{discord.url}/control/info"
    health["aws"] = f"{aws.endpoint}/_ministack/health"
    health["redis"] = redis_url
    programs = list(_programs(options, environment, health, data))
    supervisor = stack.enter_context(Supervisor(programs, tell=tell))
    running = Running(
        supervisor=supervisor,
        environment=environment,
        discord=discord,
        policy=policy,
        health=health,
    )
    _wait_until_well(running)

    return running


def _policy(options: Options) -> Policy:
    policy = read_policy(options.policy) if options.policy else Policy()
    if policy.channels == Channels() and options.token is None:
        policy = replace(
            policy,
            channels=Channels(
                log=ChannelId(LOG), review=ChannelId(REVIEW), appeals=ChannelId(APPEALS)
            ),
        )

    return options.adapt(policy)


@contextlib.contextmanager
def _folder(options: Options) -> Iterator[Path]:
    """The data folder, ours alone; emptied where the Discord is made up anew each time."""
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        lock = (options.data / "lock").open("w")
    except OSError as error:
        raise StartError(f"{options.data} cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartError(
                f"{options.data} is used by another ./run: stop it, or name another --data"
            ) from error
        if options.token is None:
            _port_is_free(options)
            for part in ("aws", "redis", "pump"):
                shutil.rmtree(options.data / part, ignore_errors=True)
        yield options.data


def _port_is_free(options: Options) -> None:
    """Another one's made-up Discord would answer there as well as ours."""
    if options.port and answers(options.port):
        raise StartError(
            f"port {options.port} is in use: stop what listens there, or name another --port"
        )


def _inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """What a child needs of our environment, and nothing that could lead to a real account."""
    own = ("MODEL_DIR", "MODEL_STAGES", "PHISHING_LIST")
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "COLUMNS", *own)
    return {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **{name: environment[name] for name in kept if name in environment},
    }


def _discord(options: Options) -> dict[str, str]:
    if options.token is not None:
        keys = ("DISCORD_PUBLIC_KEY", "DISCORD_API_URL")
        given = {name: options.environment[name] for name in keys if name in options.environment}
        return {
            "DISCORD_TOKEN": options.token,
            "DISCORD_APPLICATION_ID": _application_of(options.token),
            **given,
        }
    port = options.port or free_port()
    return {
        "DISCORD_TOKEN": DEFAULT_TOKEN,
        "DISCORD_APPLICATION_ID": DEFAULT_APPLICATION_ID,
        "DISCORD_PUBLIC_KEY": SigningKey(bytes.fromhex(DEFAULT_SEED)).verify_key.encode().hex(),
        "DISCORD_API_URL": f"http://{LOOPBACK}:{port}/api/v10",
        "FAKE_DISCORD_PORT": str(port),
    }


def _application_of(token: str) -> str:
    """A bot token begins with the bot's id in base64."""
    head = token.partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except ValueError:
        found = ""
    if not found.isdecimal():
        raise StartError(
            "DISCORD_TOKEN is no bot token: copy it from the Developer Portal, page Bot"
        )

    return found


def _ours(data: Path, policy: Policy) -> dict[str, str]:
    chosen = data / "policy.json"
    chosen.write_text(codec.dump(policy), encoding="utf-8")
    key = data / "component-secret"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32), encoding="ascii")

    return {
        "LOG_FORMAT": "json",
        "COMPONENT_SECRET": key.read_text(encoding="ascii"),
        "POLICY_FILE": str(chosen),
        "INTERACTIONS_PORT": str(free_port()),
        "INTERACTIONS_HOST": LOOPBACK,
    }


def _patience(options: Options) -> dict[str, str]:
    seconds = str(options.patience)

    return {} if options.patience is None else dict.fromkeys(_WAITS, seconds)


@contextlib.contextmanager
def _fake_discord(
    options: Options, environment: Mapping[str, str], data: Path
) -> Iterator[FakeDiscordClient]:
    port = environment["FAKE_DISCORD_PORT"]
    command = [
        *(sys.executable, "-m", "app.local.discord", "--port", port, "--limits", options.limits),
        "--interactions-url",
        f"http://{LOOPBACK}:{environment['INTERACTIONS_PORT']}/interactions",
        *_gateway(options),
        *([] if options.patience is None else ["--answer-seconds", str(options.patience)]),
    ]
    with (data / "discord.log").open("wb") as log:
        process = children.start(command, environment=environment, output=log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"http://{LOOPBACK}:{port}/control/state"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise StartError(_last_line(data / "discord.log"))
            time.sleep(POLL_SECONDS)
        with FakeDiscordClient(f"http://{LOOPBACK}:{port}") as client:
            yield client
    finally:
        children.stop(process, within=5.0)


def _gateway(options: Options) -> tuple[str, ...]:
    if options.heartbeat is None:
        return ()

    return "--gateway", json.dumps({"heartbeat_interval": options.heartbeat})


def _programs(
    options: Options, environment: Mapping[str, str], health: Mapping[str, str], data: Path
) -> Iterator[Program]:
    """Consumers first, so that nothing waits; each is what production starts."""
    if "DISCORD_PUBLIC_KEY" in environment:
        yield _python("interactions", ["app.bootstrap.interactions"], environment)
    yield _python("executor", ["app.bootstrap.executor"], environment, health["executor"])
    pump = ["app.local.pump"]
    often = [] if options.visibility is None else ["--visibility-timeout", str(options.visibility)]
    state = ["--data", str(data / "pump")]
    yield _python("dispatch", [*pump, "dispatch", *state], environment)
    every = ["--every", str(options.sweep_every)]
    often_counted = {"COUNT_EVERY_SECONDS": str(2 * options.sweep_every)}
    yield _python("sweep", [*pump, "sweep", *state, *every], {**environment, **often_counted})
    for number in range(options.moderators):
        name = "moderate" if number == 0 else f"moderate-{number + 1}"
        yield _python(name, [*pump, "moderate", *state, *often], environment)
    yield _python("gateway", ["app.bootstrap.gateway"], environment, health["gateway"])


def _python(
    name: str, module: list[str], environment: Mapping[str, str], health: str | None = None
) -> Program:
    port = {"HEALTH_PORT": str(httpx.URL(health).port)} if health else {}
    return Program(
        name=name,
        command=[sys.executable, "-m", *module],
        environment={**environment, **port},
        folder=ROOT,
    )


def _wait_until_well(running: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while bad := running.unhealthy():
        failed = [name for name, why in bad.items() if why == "failed"]
        if failed or time.monotonic() > deadline:
            faults = ", ".join(f"{name}: {why}" for name, why in bad.items())
            raise StartError(f"not everything started ({faults})")
        time.sleep(POLL_SECONDS * 5)


def _ask(name: str, url: str) -> dict[str, str]:
    if url.startswith("redis"):
        return {} if redis_answers(url) else {name: "no answer"}
    try:
        answer = httpx.get(url, timeout=1.0, trust_env=False)
    except httpx.HTTPError as error:
        return {name: type(error).__name__}

    return {} if answer.is_success else {name: f"HTTP {answer.status_code}"}


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1.0, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "the fake Discord does not answer"
