"""Reading a request body: JSON, or multipart with `payload_json` and files."""

from typing import Any

import orjson
from aiohttp import BodyPartReader, web

from app.local.discord.errors import ApiError
from app.local.discord.rest.call import Upload


async def read_body(request: web.Request) -> tuple[Any, bool, list[Upload]]:
    """The JSON body, whether there is one, and the files beside it; 50109 for broken JSON."""
    if not request.body_exists:
        return None, False, []
    if request.content_type == "multipart/form-data":
        return await _multipart(request)
    raw = await request.read()
    if not raw:
        return None, False, []
    return _json(raw), True, []


async def _multipart(request: web.Request) -> tuple[Any, bool, list[Upload]]:
    body: Any = None
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        raw = await part.read()
        if part.name == "payload_json":
            body = _json(bytes(raw))
        elif part.filename:
            kind = part.headers.get("Content-Type")
            uploads.append(Upload(name=part.filename, content_type=kind, size=len(raw)))
    return body if body is not None else {}, True, uploads


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ApiError(50109) from error
