"""Discord's published OpenAPI file, turned into closed validators, one per operation."""

import itertools
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import jsonschema_rs
import orjson

from app.local.discord.contract.closing import REF, Schema, self_contained
from app.local.discord.contract.request import Request
from app.local.discord.contract.unions import pick, variant_of
from app.local.discord.contract.violation import Breach
from app.local.discord.operations import OPERATIONS

MAX_REPORTED = 5
NO_BODY_NEEDED = frozenset({"unban_user_from_guild"})  # OV-12


class Validator(Protocol):
    def is_valid(self, instance: Any) -> bool: ...
    def iter_errors(self, instance: Any) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the file says of one operation."""

    body: Schema | None
    body_required: bool
    query: dict[str, Schema]
    params: dict[str, Schema]


class PublishedSchema:
    """Validators of the allow-listed operations, built when first used."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components: dict[str, Schema] = document["components"]["schemas"]
        self._published = {
            name: _published(document["paths"][op.template], op.method.lower())
            for name, op in OPERATIONS.items()
        }
        self._compiled: dict[tuple[str, str], Validator] = {}

    def breaches(self, request: Request) -> list[Breach]:
        published = self._published[request.operation]
        found = self._parameters(request.operation, "query", published.query, request.query)
        found += self._parameters(request.operation, "path", published.params, request.params)
        return found + self._body(request, published)

    def _body(self, request: Request, published: Published) -> list[Breach]:
        if published.body is None:
            if request.has_body:
                return [Breach(rule="schema", path="", message="this operation takes no body")]
            return []
        if not request.has_body:
            if published.body_required and request.operation not in NO_BODY_NEEDED:
                return [Breach(rule="schema", path="", message="a body is required")]
            return []
        name = variant_of(request) or pick(published.body, request.body, self._components)
        schema = {"$ref": REF + name} if name else published.body
        validator = self._validator(request.operation, name or "", schema)
        if validator.is_valid(request.body):
            return []
        return _described(validator.iter_errors(request.body))

    def _parameters(
        self, operation: str, place: str, known: dict[str, Schema], given: Any
    ) -> list[Breach]:
        found: list[Breach] = []
        for name, text in given.items():
            if name not in known:
                message = f"unknown {place} parameter"
                found.append(Breach(rule="OV-1", path=name, message=message))
                continue
            validator = self._validator(operation, f"{place}:{name}", known[name])
            if not validator.is_valid(_typed(self._resolved(known[name]), text)):
                message = f"{place} parameter does not fit {known[name]}"
                found.append(Breach(rule="schema", path=name, message=message))
        return found

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._components[schema["$ref"].removeprefix(REF)]
        return schema

    def _validator(self, operation: str, part: str, schema: Schema) -> Validator:
        key = (operation, part)
        if key not in self._compiled:
            whole = self_contained(schema, self._components)
            self._compiled[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._compiled[key]


@lru_cache(maxsize=2)
def load(path: Path) -> PublishedSchema:
    """Read once per process: many fakes of one test run share it."""
    return PublishedSchema(orjson.loads(path.read_bytes()))


def _published(path: dict[str, Any], method: str) -> Published:
    operation = path[method]
    body = operation.get("requestBody")
    parameters = [*path.get("parameters", []), *operation.get("parameters", [])]
    return Published(
        body=body["content"]["application/json"]["schema"] if body else None,
        body_required=bool(body and body.get("required")),
        query={p["name"]: p["schema"] for p in parameters if p["in"] == "query"},
        params={p["name"]: p["schema"] for p in parameters if p["in"] == "path"},
    )


def _described(errors: Any) -> list[Breach]:
    found: list[Breach] = []
    for error in itertools.chain.from_iterable(_closest(e) for e in errors):
        path = ".".join(str(p) for p in error.instance_path)
        rule = "OV-1" if error.kind.name == "additionalProperties" else "schema"
        found.append(Breach(rule=rule, path=path, message=error.message[:300]))
        if len(found) == MAX_REPORTED:
            break
    return found


def _closest(error: Any) -> list[Any]:
    """What is wrong with the variant of a union that was probably meant, not with all of them."""
    branches = getattr(error.kind, "context", None)
    if not branches:
        return [error]
    meant = min(branches, key=lambda branch: sum(_distance(error, part) for part in branch))
    return [deeper for part in meant for deeper in _closest(part)]


def _distance(union: Any, part: Any) -> int:
    """A wrong type says that another variant was meant."""
    path = list(part.instance_path)
    other = part.instance_path == union.instance_path and part.kind.name == "type"
    return 10 if other or path[-1:] == ["type"] else 1


def _typed(schema: Schema, text: str) -> Any:
    """A query text as the value its schema talks about."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "integer" in kinds and text.lstrip("-").isdigit():
        return int(text)
    if "boolean" in kinds and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if "array" in kinds:
        return [text]
    return text
