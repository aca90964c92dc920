"""Components as Discord answers them: numbered, and with what the sender left to the default."""

from itertools import count
from typing import Any

from app.local.discord.state.entities import Json

CHILDREN = ("components", "accessory", "component")
SELECT: Json = {"min_values": 1, "max_values": 1}
DEFAULTS: dict[int, Json] = {
    3: SELECT,
    5: SELECT,
    6: SELECT,
    7: SELECT,
    8: SELECT,
    11: {"description": None, "spoiler": False},
    13: {"spoiler": False, "name": "file", "size": 0},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


def complete(components: list[Json]) -> list[Json]:
    numbers = count(1)

    def completed(node: Any) -> Any:
        if isinstance(node, list):
            return [completed(child) for child in node]
        if not isinstance(node, dict) or "type" not in node:
            return node
        number = next(numbers)
        made: Json = DEFAULTS.get(node["type"], {}) | {"id": node.get("id") or number}
        for key, value in node.items():
            if key in CHILDREN:
                made[key] = completed(value)
            elif key != "id" and value is not None:
                made[key] = value
        return made

    return [completed(component) for component in components]
