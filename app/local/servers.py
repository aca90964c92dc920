"""The made-up server of `./run`: a dozen members, staff channels, a moderator."""

from typing import Any

from app.local.discord.settings import DEFAULT_APPLICATION_ID
from app.local.system import APPEALS, LOG, REVIEW

STAFF_ONLY = [
    {"role": "@everyone", "deny": ["VIEW_CHANNEL"]},
    {"role": "moderator", "allow": ["VIEW_CHANNEL"]},
    {"user": DEFAULT_APPLICATION_ID, "allow": ["VIEW_CHANNEL"]},
]

AGORA: dict[str, Any] = {
    "name": "Agora",
    "owner": "olga",
    "roles": [
        {
            "name": "moderator",
            "permissions": ["MODERATE_MEMBERS", "MANAGE_MESSAGES", "KICK_MEMBERS", "BAN_MEMBERS"],
            "position": 5,
        }
    ],
    "channels": [
        {"name": "general"},
        {"name": "games"},
        {"name": "help"},
        {"name": "off-topic"},
        {"name": "mod-log", "id": str(LOG), "overwrites": STAFF_ONLY},
        {"name": "review", "id": str(REVIEW), "overwrites": STAFF_ONLY},
        {"name": "appeals", "id": str(APPEALS), "overwrites": STAFF_ONLY},
    ],
    "members": [
        {"name": "olga", "joined": 900, "created": 2000},
        {"name": "max", "roles": ["moderator"], "joined": 700, "created": 1500},
        {"name": "mia", "joined": 400, "created": 1200},
        {"name": "tom", "joined": 300, "created": 900},
        {"name": "ines", "joined": 250, "created": 800, "locale": "ru"},
        {"name": "ravi", "joined": 200, "created": 700},
        {"name": "zoe", "joined": 120, "created": 600},
        {"name": "lars", "joined": 90, "created": 400},
        {"name": "nora", "joined": 60, "created": 300},
        {"name": "felix", "joined": 40, "created": 200},
        {"name": "yuki", "joined": 10, "created": 100},
        {"name": "kim", "joined": 2, "created": 20},
    ],
}
