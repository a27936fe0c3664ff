"""What is fuzzed of surveys: every kind of source, and what is shown and written of it."""

from __future__ import annotations

import json as json_of
from contextlib import suppress
from zlib import crc32

from readers import EN, JSON_WORDS, ROOT, _an_assessment, _shown, _table, _written, garden, target

from pemm.errors import PemmError
from pemm.report import surveys, waves
from pemm.survey import surveyfile
from pemm.survey.rules import Rules
from pemm.survey.sources import gather
from pemm.survey.survey import Survey
from pemm.survey.troubles import Troubles
from pemm.survey.waves import compare

IDS = [question.id for question in garden().questions]


def _gathered(content: bytes, ending: str, **rules: object) -> Survey:
    troubles = Troubles()
    try:
        survey = gather([str(_written(content, ending))], garden(), Rules(**rules), troubles)  # type: ignore[arg-type]
    finally:
        for each in troubles.listed:
            each.error.sentence(EN)
    again = surveyfile.data(survey, [])
    with suppress(PemmError):
        assert surveyfile.data(surveyfile.parse(json_of.dumps(again).encode(), "a", garden()), []) == again
    if crc32(content) % 8 == 0:
        _shown(surveys.report(survey, garden(), EN, top=3))
    return survey


def _a_survey() -> bytes:
    rows = b"".join(
        b'{"subject": "S", "role": "owner", "%s": %d}\n' % (IDS[0].encode(), n) for n in (1, 2, 3)
    )
    path = _written(rows * 3, ".ndjson")
    survey = gather([str(path)], garden(), Rules(by="role"), Troubles())
    return json_of.dumps(surveyfile.data(survey, [])).encode()


@target(
    seeds=[
        b'{"id": "a", "role": "owner", "date": "2026-10-02", "%s": 1}\n{"%s": "unsure"}\r\n'
        % (IDS[0].encode(), IDS[1].encode()),
        json_of.dumps(json_of.loads(_an_assessment())).encode() + b"\n",
    ],
    words=(*JSON_WORDS, "\n", "\r", '"answers"', '"unsure"', '"na"', "2.5", '"role"', *IDS),
    most=1500,
)
def respondents_ndjson(content: bytes) -> None:
    """A line of JSON each, flat or whole, by role."""
    _gathered(content, ".ndjson", by="role")


@target(seeds=[_table()], words=(",", ";", '"', "\r\n", "unsure", "na", "13/01/2026", "model"), most=1200)
def respondents_csv(content: bytes) -> None:
    """A row each, in the room, the newest of each name."""
    _gathered(content, ".csv", by="role", is_room=True, one_per="name")


@target(seeds=[_an_assessment(), ROOT / "samples" / "team" / "bo.json"], words=JSON_WORDS, most=4000)
def respondent_file(content: bytes) -> None:
    """A file each, every subject with the same weight."""
    _gathered(content, ".json", unit="subject")


@target(
    seeds=[_a_survey()],
    words=(*JSON_WORDS, '"histogram"', '"counts"', '"respondents"', '"groups"', "0.5", "-1", "999999999999"),
    most=6000,
)
def survey_file(content: bytes) -> None:
    """A survey as pemm writes it, shown and compared with itself."""
    survey = surveyfile.parse(content, "a.survey.json", garden())
    if crc32(content) % 8 == 0:
        _shown(waves.report(compare(survey, survey, garden()), garden(), EN))
        surveyfile.check_addable(survey, "a.survey.json", garden())  # as pemm survey does before
        _shown(surveys.report(survey, garden(), EN, top=3))
