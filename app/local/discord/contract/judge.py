"""Puts schema and overlay together, and remembers every breach."""

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from app.local.discord.contract.commands import command_rules
from app.local.discord.contract.components import component_rules
from app.local.discord.contract.headers import header_rules
from app.local.discord.contract.messages import message_rules
from app.local.discord.contract.moderation import moderation_rules
from app.local.discord.contract.request import Request
from app.local.discord.contract.schema import load
from app.local.discord.contract.violation import Breach, Violation
from app.local.discord.errors import ApiError
from app.local.discord.operations import OPERATIONS
from app.local.discord.settings import ContractMode

Rule = Callable[[Request], Iterable[Breach]]
NOT_ALLOWED = Breach(rule="1.9", path="", message="this operation is not allow-listed")
BODY_RULES: tuple[Rule, ...] = (message_rules, component_rules, command_rules, moderation_rules)


class Judge:
    """Says what is wrong with a request; off where the published file is not there."""

    def __init__(self, path: Path | None, mode: ContractMode) -> None:
        found = path is not None and path.is_file()
        self._schema = load(path) if path and found and mode != "off" else None
        self.mode: ContractMode = mode if self._schema else "off"
        self.checked = 0
        self.violations: deque[Violation] = deque(maxlen=10_000)

    def breaches(self, request: Request) -> list[Breach]:
        if self._schema is None or self.mode == "off":
            return []
        self.checked += 1
        found = [*header_rules(request), *self._schema.breaches(request)]
        if not OPERATIONS[request.operation].allowed:
            found.append(NOT_ALLOWED)
        if not found and request.has_body:
            found = [breach for rule in BODY_RULES for breach in rule(request)]
        return found

    def check(self, request: Request, target: str) -> None:
        """Record every breach; in mode `refuse` answer the first ones as 50035."""
        found = self.breaches(request)
        for breach in found:
            self.record(request, target, breach)
        if found and self.mode == "refuse":
            fields = {b.path: (f"CONTRACT_{b.rule}", b.message) for b in found}
            raise ApiError(50035, fields=fields)

    def record(self, request: Request, target: str, breach: Breach) -> None:
        self.violations.append(
            Violation(
                at=request.now,
                operation=request.operation,
                method=request.method,
                target=target,
                rule=breach.rule,
                path=breach.path,
                message=breach.message,
            )
        )
