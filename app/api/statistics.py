"""The statistics over HTTP."""

from fastapi import APIRouter, Request, Response

from app.api.dependencies import SESSION, told
from app.api.openapi_errors import refusals
from app.api.routing import Reading
from app.api.schemas import StatisticsAnswer, ready
from queries.user_statistics import UserStatistics

reads = APIRouter(
    prefix="/api/statistics",
    tags=["Statistics"],
    route_class=Reading,
)


@reads.get(
    "",
    summary="Count people and posts",
    description="Of the people whom the caller may see: staff count all, others the active ones.",
    response_model=StatisticsAnswer,
    responses=refusals(401, 403),
    openapi_extra=SESSION,
)
async def get_statistics(request: Request) -> Response:
    return ready(StatisticsAnswer(data=await told(request, UserStatistics())))
