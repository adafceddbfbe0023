"""The statistics over HTTP."""

from fastapi import APIRouter

from app.api.answers import StatisticsAnswer
from app.api.asking import Viewer
from app.api.errors import Answering
from app.api.refusals import refusals
from app.dispatch import ask
from queries.user_statistics import UserStatistics

router = APIRouter(
    prefix="/api/statistics",
    tags=["Statistics"],
    route_class=Answering,
)


@router.get("", summary="Count people and posts", responses=refusals(401, 403))
async def get_statistics(viewer: Viewer) -> StatisticsAnswer:
    return StatisticsAnswer(data=await ask(UserStatistics(), viewer))
