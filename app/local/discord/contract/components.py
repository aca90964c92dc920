"""Overlay rules for buttons, selects and forms: counts, unique ids, what a button must have."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.local.discord.contract.messages import message_in
from app.local.discord.contract.request import Request
from app.local.discord.contract.violation import Breach

MAX_COMPONENTS = 40
MODAL_PARTS = 5
MODAL = 9
BUTTON, STRING_SELECT = 2, 3
LINK, PREMIUM = 5, 6


def component_rules(request: Request) -> Iterator[Breach]:
    body = request.body
    if request.operation == "create_interaction_response" and body.get("type") == MODAL:
        components = body["data"]["components"]
        if len(components) > MODAL_PARTS:
            yield Breach(
                rule="OV-9", path="data.components", message="a modal has 1 to 5 components"
            )
        yield from _tree_rules("data.", components)
        return
    if found := message_in(request):
        path, message = found
        yield from _tree_rules(path, message.get("components") or [])


def _tree_rules(path: str, components: list[Any]) -> Iterator[Breach]:
    nodes = list(walk(components))
    if len(nodes) > MAX_COMPONENTS:
        yield Breach(
            rule="OV-8",
            path=f"{path}components",
            message=f"{len(nodes)} components in total, over 40",
        )
    ids = Counter(node["custom_id"] for node in nodes if node.get("custom_id"))
    for custom_id in (c for c, times in ids.items() if times > 1):
        yield Breach(
            rule="OV-5", path=f"{path}components", message=f"custom_id {custom_id!r} is not unique"
        )
    for node in nodes:
        yield from _node_rules(path, node)


def walk(components: list[Any]) -> Iterator[dict[str, Any]]:
    """Every component, nested ones too."""
    for node in components:
        if not isinstance(node, dict):
            continue
        yield node
        yield from walk(node.get("components") or [])
        for key in ("accessory", "component"):
            if isinstance(child := node.get(key), dict):
                yield from walk([child])


def _node_rules(path: str, node: dict[str, Any]) -> Iterator[Breach]:
    where = f"{path}components"
    if node.get("type") == BUTTON:
        fault = _button_fault(node)
        if fault:
            yield Breach(rule="IN-9", path=where, message=fault)
    if node.get("type") == STRING_SELECT:
        values = Counter(option["value"] for option in node.get("options") or [])
        if any(times > 1 for times in values.values()):
            yield Breach(rule="IN-9", path=where, message="option values are not unique")
        most = node.get("max_values")
        if most is not None and most > len(values):
            yield Breach(rule="IN-9", path=where, message="max_values exceeds the options")


def _button_fault(button: dict[str, Any]) -> str | None:
    has_id, has_url = bool(button.get("custom_id")), bool(button.get("url"))
    style = button.get("style")
    if style == LINK:
        return None if has_url and not has_id else "a link button has a url and no custom_id"
    if style == PREMIUM:
        return None if button.get("sku_id") else "a premium button has a sku_id"
    if not has_id or has_url:
        return "a button has a custom_id and no url"
    if not button.get("label") and not button.get("emoji"):
        return "a button has a label or an emoji"
    return None
