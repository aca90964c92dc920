"""Talking to a running fake's control API from synchronous code: runner, demo, tests."""

from types import TracebackType
from typing import Any, Self

import httpx


class ControlError(Exception):
    """The fake refused; `code` is Discord's where there is one."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.code = body.get("code")
        super().__init__(f"{status}: {body.get('message')}")


class FakeDiscordClient:
    """`look` reads and `act` does; names are those of control/endpoint.py."""

    def __init__(self, url: str, *, timeout: float = 60.0) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=f"{self.url}/control", timeout=timeout, trust_env=False)

    def look(self, name: str, /, **query: Any) -> Any:
        return _result(self._http.get(f"/{name}", params=query))

    def act(self, name: str, /, **body: Any) -> Any:
        return _result(self._http.post(f"/{name}", json=body))

    def say(self, author: str, channel: str, content: str, **more: Any) -> str:
        """Write as a member; the id of the message."""
        made = self.act("messages", author=author, channel=channel, content=content, **more)
        return str(made["ids"][0])

    def say_all(self, messages: list[dict[str, Any]], *, pace: float | None = None) -> list[str]:
        """Write many messages in one call, at most `pace` a second; their ids in order."""
        ids: list[str] = self.act("messages", messages=messages, pace=pace)["ids"]
        return ids

    def click(self, user: str, message_id: str, custom_id: str) -> dict[str, Any]:
        pressed: dict[str, Any] = self.act(
            "click", user=user, message_id=message_id, custom_id=custom_id
        )
        return pressed

    def effects(self, operation: str | None = None, *, applied: bool | None = True) -> Any:
        query = {"operation": operation, "applied": applied}
        return self.look("effects", **{k: v for k, v in query.items() if v is not None})

    def violations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.look("violations")["violations"]
        return found

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _result(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    raise ControlError(answer.status_code, answer.json())
