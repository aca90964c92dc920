"""All sessions: opening, resuming, ending them, and handing them events."""

import secrets

from app.local.discord.gateway.budget import IdentifyBudget
from app.local.discord.gateway.connection import Connection
from app.local.discord.gateway.disturbances import Disturbances
from app.local.discord.gateway.journal import Journal
from app.local.discord.gateway.session import Session
from app.local.discord.settings import FakeSettings
from app.local.discord.state.events import MESSAGE_CONTENT, Event
from app.local.discord.state.world import World


class Hub:
    """The gateway behind the sockets."""

    def __init__(self, world: World, settings: FakeSettings) -> None:
        self.world = world
        self.settings = settings
        self.token = settings.token
        self.message_content = settings.message_content
        self.disallowed_intents = settings.gateway.disallowed_intents
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.journal = Journal(world.clock)
        self.budget = IdentifyBudget(settings.gateway, world.clock)
        self.disturbances = Disturbances()
        self.members_requested: dict[str, float] = {}
        world.listeners.append(self.publish)

    def publish(self, event: Event) -> None:
        for session in self.sessions.values():
            if event.seen_with(session.intents) and session.covers(event.guild_id):
                session.append(event)

    def open(self, shard: int, shards: int, intents: int) -> Session:
        self.sweep()
        if not self.message_content:
            intents &= ~MESSAGE_CONTENT
        session = Session(
            id=secrets.token_hex(16),
            shard=shard,
            shards=shards,
            intents=intents,
            replay_limit=self.settings.gateway.replay_limit,
        )
        self.sessions[session.id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        self.sweep()
        return self.sessions.get(session_id)

    def detach(self, session: Session, connection: Connection, *, ended: bool) -> None:
        """The socket is gone; the session lives on for a while unless it was ended."""
        if session.connection is not connection:
            return
        session.connection = None
        session.disconnected_at = self.world.now()
        if ended:
            self.end(session)

    def end(self, session: Session) -> None:
        self.sessions.pop(session.id, None)

    def sweep(self) -> None:
        """Forget sessions whose few minutes are over."""
        floor = self.world.now() - self.settings.gateway.session_ttl
        for session in list(self.sessions.values()):
            gone_at = session.disconnected_at
            if session.connection is None and gone_at is not None and gone_at < floor:
                self.end(session)

    def reset_token(self) -> None:
        """The identify budget was overrun: the token is void and every session dies."""
        self.token = ""
        self.sessions.clear()
        self.journal.note("token_reset")

    def shard_guild_ids(self, session: Session) -> list[str]:
        bot = self.world.bot.id
        guilds = self.world.guilds.values()
        return [g.id for g in guilds if bot in g.members and session.covers(g.id)]
