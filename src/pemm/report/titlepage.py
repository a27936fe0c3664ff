"""The title page: any report, with for whom and by whom it was made on a page before it."""

from __future__ import annotations

from dataclasses import replace

from pemm.report import Report
from pemm.report.document import Detail, Document, TitlePage
from pemm.texts import Texts
from pemm.wording import clean


def titled(report: Report, texts: Texts, *, client: str | None, author: str | None) -> Report:
    """The report with a title page. Subject and date are those that its title has already."""
    given = (("client", client), ("author", author))
    facts = [Detail(texts(f"title-page.{key}"), clean(value)) for key, value in given if value]

    def document() -> Document:
        return report.document()._replace(title_page=TitlePage(tuple(facts)))

    return replace(report, document=document)
