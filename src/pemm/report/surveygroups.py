"""Where respondents stand in each aspect, how far they agree, and in what their groups differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from pemm.report.distribution import Middle
from pemm.report.document import (
    Block,
    Cell,
    Column,
    Detail,
    Entries,
    Entry,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
)
from pemm.report.surveywords import Words, number
from pemm.scoring import rounded
from pemm.survey.counting import Counts
from pemm.survey.figures import AspectFigures, alpha, aspect_figures, median
from pemm.survey.publishing import LEAST
from pemm.survey.survey import Group
from pemm.wording import clean

LONGEST = 18  # characters of a name that stands in a column of its own, with room beside it on any screen
MANY = 6  # groups: up to here each is a column, beyond each is a row


def aspects(words: Words) -> list[Block]:
    """The distribution of respondents' own averages, an aspect a row."""
    texts = words.texts
    rows = []
    for counts, aspect in zip(words.survey.total.aspects, words.model.aspects, strict=True):
        figures = aspect_figures(counts, words.model.top)
        remark = _in_words(figures, words)
        said = texts("aloud.no-mean") if figures.median is None else rounded(figures.median)
        rows.append(
            Row(
                (
                    aspect.name,
                    middle(figures),
                    Number(figures.median),
                    f"{words.amount(figures.answered)}/{words.amount(words.survey.total.weight)}",
                ),
                remark,
                sentence=texts("survey.aloud-aspect", aspect=aspect.name, median=said, remark=remark),
            )
        )
    table = Table(
        (
            Column(texts("column.aspect")),
            Column(texts("column.levels"), scale=words.levels),
            Column(texts("survey.column-median"), right=True),
            Column(texts("column.answered"), right=True),
        ),
        tuple(rows),
        caption=texts(f"survey.table-aspects-{words.unit}"),
        legend=tuple(texts.listed("survey.legend-middle")),
        note=texts("card.no-total"),
        remark_title=texts("column.reading"),
    )
    return [Heading(texts("survey.aspects"), aside=texts(f"survey.aspects-aside-{words.unit}")), table]


def middle(figures: AspectFigures) -> Middle:
    """The strip of an aspect."""
    bands = tuple(enumerate(map(number, figures.bands), start=1))
    return Middle(bands, figures.low, figures.lower, figures.median, figures.upper, figures.high)


def _in_words(figures: AspectFigures, words: Words) -> str:
    texts = words.texts
    if figures.low is None or figures.lower is None or figures.upper is None or figures.high is None:
        return texts("survey.no-average")
    if figures.low == figures.high:
        sentence = texts("survey.all-average", mean=rounded(figures.low))
    else:
        sentence = texts(
            "survey.middle-half",
            lower=rounded(figures.lower),
            upper=rounded(figures.upper),
            low=rounded(figures.low),
            high=rounded(figures.high),
        )
    if not figures.none:
        return sentence
    return f"{sentence} {texts('survey.without-average', n=number(figures.none))}"


def agreement(words: Words) -> list[Block]:
    """Alpha over all questions, in words with the figure; nothing over different subjects."""
    texts, survey = words.texts, words.survey
    if not survey.one_subject or survey.total.respondents < 2:
        return []
    found: list[Block] = [Heading(texts("survey.agreement"))]
    agreed = of(survey.total)
    if agreed is None:
        return [*found, Paragraph(texts("survey.alpha-none"))]
    found.append(Paragraph(texts(f"survey.alpha-{_alpha_word(agreed)}", alpha=rounded(agreed))))
    # Of two people it is chance, however it comes out.
    groups = [(each, of(each.counts)) for each in words.groups if each.counts.respondents >= LEAST]
    inside = [
        texts("survey.alpha-group", group=words.group(group), alpha=rounded(each))
        for group, each in groups[:MANY]
        if each is not None
    ]
    if inside:
        found.append(Paragraph(texts("survey.alpha-groups", groups=", ".join(inside))))
    found.append(
        Paragraph(
            texts("survey.alpha-note", where="" if survey.by else f" {texts('survey.alpha-by')}"), quiet=True
        )
    )
    return found


def of(counts: Counts) -> Fraction | None:
    """The agreement over all questions of these respondents; counts of people are whole."""
    return alpha([[int(value) for value in each.values] for each in counts.questions])


def _alpha_word(agreed: Fraction) -> str:
    """Krippendorff's own limits for leaning on data, 0.8 and 0.667; at 0 is what chance would give."""
    if agreed >= Fraction(4, 5):
        return "high"
    if agreed >= Fraction(667, 1000):
        return "fair"
    return "low" if agreed > 0 else "chance"


@dataclass(frozen=True, slots=True)
class _Gap:
    """A question with the medians of the groups that gave any; `width` is what lies between them."""

    id: str
    medians: tuple[tuple[int, int] | None, ...]
    width: Fraction

    def at(self, place: int) -> Fraction:
        found = self.medians[place]
        return Fraction(-1) if found is None else Fraction(sum(found), 2)


def groups(words: Words, top: int) -> list[Block]:
    """Medians side by side: by aspect, then by question, with the widest gap between groups first."""
    texts, survey = words.texts, words.survey
    if not survey.by:
        return []
    heading = Heading(texts("survey.groups", by=_by(words)))
    hidden = [Paragraph(texts("survey.hidden", n=survey.hidden))] if survey.hidden else []
    if not words.groups:
        return [heading, *hidden, Paragraph(texts("survey.no-group", threshold=survey.threshold))]
    sizes = (f"{words.group(each)} {each.counts.respondents}" for each in words.groups)
    found: list[Block] = [heading, Paragraph(texts("survey.sizes", sizes=", ".join(sizes))), *hidden]
    if any(each.partial for each in words.groups):
        found.append(Paragraph(texts("survey.partial-note"), quiet=True))
    if not survey.is_open:
        found.append(Paragraph(texts("survey.anonymous", threshold=survey.threshold), quiet=True))
    found.append(_aspects_table(words))
    if len(words.groups) < 2:
        return found
    gaps = sorted(_gaps(words.groups), key=lambda each: -each.width)
    first = [each for each in gaps[:top] if each.width > 0]
    if first:
        found += [
            Heading(texts("survey.gaps"), aside=texts("survey.gaps-aside")),
            Entries(tuple(_gap_entry(each, words) for each in first), numbered=True),
        ]
    rest = gaps[len(first) :]
    return [*found, _gaps_table(rest, words)] if rest else found


def _by(words: Words) -> str:
    key = f"survey.key-{words.survey.by}"
    return words.texts(key) if words.texts.has(key) else clean(words.survey.by or "")


def _gaps(shown: tuple[Group, ...]) -> Iterable[_Gap]:
    for place, question in enumerate(shown[0].counts.questions):
        medians = tuple(median(each.counts.questions[place].values) for each in shown)
        middles = [Fraction(sum(each), 2) for each in medians if each is not None]
        yield _Gap(question.id, medians, max(middles) - min(middles) if middles else Fraction(0))


def _aspects_table(words: Words) -> Table:
    """The median of the averages: groups as columns beside all, many groups as rows below all."""
    texts, survey = words.texts, words.survey
    names = [texts("survey.all"), *(words.group(each) for each in words.groups)]
    columns = [_medians(counts, words) for counts in (survey.total, *(each.counts for each in words.groups))]
    aspect_names = [aspect.name for aspect in words.model.aspects]
    caption, note = texts("survey.table-groups"), texts("survey.legend-groups")
    if len(words.groups) <= MANY:
        return _table(
            texts("column.aspect"), names, aspect_names, list(zip(*columns, strict=True)), caption, note
        )
    return _table(texts("survey.group"), aspect_names, names, columns, caption, note)


def _table(
    corner: str,
    titles: list[str],
    names: list[str],
    rows: list[tuple[Cell, ...]],
    caption: str,
    note: str = "",
) -> Table:
    return Table(
        (Column(corner), *(Column(title, right=True) for title in titles)),
        tuple(Row((name, *cells)) for name, cells in zip(names, rows, strict=True)),
        caption=caption,
        note=note,
    )


def _medians(counts: Counts, words: Words) -> tuple[Cell, ...]:
    return tuple(Number(aspect_figures(each, words.model.top).median) for each in counts.aspects)


def _gap_entry(gap: _Gap, words: Words) -> Entry:
    """The groups from the highest median down; of many, both ends."""
    texts, shown = words.texts, words.groups
    question = words.model.question(gap.id)
    assert question is not None
    order = sorted(
        (place for place, found in enumerate(gap.medians) if found is not None),
        key=lambda place: (-gap.at(place), place),
    )
    between = order[MANY // 2 : -(MANY // 2)] if len(order) > MANY else []
    details = []
    fits = all(len(words.group(each)) <= LONGEST for each in shown)
    for place in order:
        if place in between:
            if place == between[0]:
                details.append(Detail("", texts("survey.between", n=len(between))))
            continue
        found = gap.medians[place]
        assert found is not None
        labels = [option.label for value in dict.fromkeys(found) if (option := question.option(value))]
        said = texts("survey.group-median", median=words.median(found), labels=" / ".join(map(clean, labels)))
        name = words.group(shown[place])
        details.append(
            Detail(name, said) if fits else Detail("", texts("survey.group-line", group=name, median=said))
        )
    silent = [words.group(each) for each, found in zip(shown, gap.medians, strict=True) if found is None]
    if silent:
        details.append(Detail("", texts("survey.silent", groups=", ".join(silent))))
    width = number(gap.width)
    details.append(Detail(texts("survey.gap"), texts("survey.gap-width", n=width)))
    return Entry(clean(question.text), gap.id, tuple(details))


def _gaps_table(gaps: list[_Gap], words: Words) -> Table:
    """The other questions: a column per group, of many groups both ends."""
    texts, shown = words.texts, words.groups
    everybody = {each.id: median(each.values) for each in words.survey.total.questions}
    rows: list[tuple[Cell, ...]] = []
    for gap in gaps:
        known = sorted((each for each in gap.medians if each is not None), key=sum)
        ends = (known[0], known[-1]) if known else (None, None)
        medians = gap.medians if len(shown) <= MANY else ends
        rows.append(
            (
                words.median(everybody[gap.id]),
                *(words.median(each) for each in medians),
                str(number(gap.width)) if known else "-",
            )
        )
    names = [words.group(each) for each in shown]
    titles = names if len(shown) <= MANY else [texts("survey.lowest-group"), texts("survey.highest-group")]
    return _table(
        texts("survey.question"),
        [texts("survey.all"), *titles, texts("survey.gap")],
        [each.id for each in gaps],
        rows,
        texts("survey.table-gaps"),
        texts("survey.legend-gaps"),
    )
