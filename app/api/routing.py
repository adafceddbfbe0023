"""What goes for every address of the API, and for those that only read."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.routing import request_response

from app.api.dependencies import asking, ids_in, require_json
from app.api.errors import UNKEPT, answer
from app.api.knowing import Once, require_known
from app.identity.authentication import note_use

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Answering(APIRoute):
    """What goes for all of them. Whatever a handler raises is answered here; and is no use."""

    def get_route_handler(self) -> Handler:
        return self.answering(super().get_route_handler())

    def answering(self, handler: Handler) -> Handler:
        """The handler, behind what is asked of every request, and before every failure."""
        described = (self.openapi_extra or {}).get("parameters", [])
        known = frozenset(each["name"] for each in described if each["in"] == "query")

        async def answering(request: Request) -> Response:
            request = Once(request.scope, request.receive)
            try:
                await require_json(request)
                require_known(request, known)
                response = await handler(request)
                await note_use(asking(request))
            except Exception as failed:  # noqa: BLE001  # nothing of it may reach the outside
                return answer(request, failed)
            response.headers["cache-control"] = UNKEPT
            return response

        return answering


class Reading(Answering):
    """A GET that FastAPI describes and that Starlette alone answers: each layer takes its time.

    Its function is given the request and the ids of the address, and makes the response.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        super().__init__(path, endpoint, **more)

        async def read(request: Request) -> Response:
            return await endpoint(request=request, **ids_in(request))

        self.app = request_response(self.answering(read))
