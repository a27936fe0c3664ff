"""Tables on a terminal: as rows where there is room, as cards where there is none, as sentences for ears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from pemm.report import strip
from pemm.report.document import (
    Cell,
    Column,
    Number,
    Row,
    Spread,
    Table,
    Trail,
)
from pemm.report.page import BLOCKS, Page
from pemm.scoring import rounded

if TYPE_CHECKING:
    from pemm.report.distribution import Middle

_PIECE_STYLES = {
    strip.COUNT: "bold",
    strip.MEAN: "bold cyan",
    strip.RANGE: "",
    strip.HALF: "bold",
    strip.EMPTY: "dim",
    strip.GAP: "",
}


def _counts(cell: Cell) -> list[float]:
    """The numbers that are written into a strip."""
    return [count for _, count in cell.counts if count] if isinstance(cell, Spread) else []


class TableWriter:
    """Lays tables out on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._spread_room = 0

    def lines(self, table: Table) -> Iterator[Text]:
        """The lines of a table, in the way that fits the page."""
        has_strip = any(column.scale for column in table.columns)
        has_trail = any(isinstance(cell, Trail) for row in table.rows for cell in row.cells)
        if self.page.plain:
            table = table.without_trails()
            if table.caption:
                yield from self.page.wrapped(f"{table.caption}:")
            for row in table.rows:
                yield from self.page.wrapped(row.sentence or self._as_sentence(table, row))
        elif self.page.narrow or not (self._strips_fit(table) if has_strip else self._grid_fits(table)):
            yield from self._cards(table)
        elif has_strip:
            yield from self._strips(table)
        else:
            yield from self._grid(table)
        yield from self._below_table(table, drawn=(has_strip or has_trail) and not self.page.plain)

    def _below_table(self, table: Table, *, drawn: bool) -> Iterator[Text]:
        if (table.legend and drawn) or table.note:
            yield Text()
        if table.legend and drawn:
            signs = [self._with_signs(each) for each in table.legend]
            joined = "   ".join(signs)
            for line in [joined] if Text(joined).cell_len <= self.page.text_width else signs:
                yield from self.page.wrapped(line, style="dim")
        if table.note:
            yield from self.page.wrapped(table.note, style="dim")

    def _with_signs(self, legend: str) -> str:
        signs = self.page.signs
        drawn = str.maketrans({"◆": signs.mean, "×": signs.times, "━": signs.thick, "─": signs.line})
        return legend.translate(drawn)

    def _as_sentence(self, table: Table, row: Row) -> str:
        pairs = zip(table.columns[1:], row.cells[1:], strict=True)
        said = "; ".join(f"{column.title} {self._cell(cell)}" for column, cell in pairs)
        return f"{self._cell(row.cells[0])}: {said}."

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, Number):
            if cell.value is None:
                return "-"
            return ("+" if cell.signed and cell.value > 0 else "") + rounded(cell.value)
        if isinstance(cell, Spread):
            return ", ".join(f"{value}: {count}" for value, count in cell.counts)
        if isinstance(cell, Trail):
            return self._trail(cell)
        if isinstance(cell, str):
            return self.page.shown(cell)
        return ", ".join(f"{value}: {count}" for value, count in cell.bands)

    def _trail(self, trail: Trail) -> str:
        """A sign per average, as high as it is; in ASCII the level it has reached; a dot for a gap."""
        low, high = trail.levels
        signs = ""
        for value in trail.values:
            if value is None:
                signs += "·" if self.page.blocks else "."
            elif self.page.blocks:
                signs += BLOCKS[round((value - low) / (high - low) * (len(BLOCKS) - 1))]
            else:
                signs += str(int(value))
        return signs

    def _widths(self, table: Table, place: int) -> list[int]:
        """The widths of the columns beside that of the strips, with what keeps them apart."""
        widths = [0 if i == place else self._natural(table, i) + 2 for i in range(len(table.columns))]
        widths[0] = min(widths[0], 22)
        return widths

    def _strips_fit(self, table: Table) -> bool:
        """Whether beside the other columns each count finds room before the next level."""
        place = next(i for i, column in enumerate(table.columns) if column.scale)
        counts = [len(str(n)) for row in table.rows for n in _counts(row.cells[place])]
        step = max([3, *(length + 2 for length in counts)])
        return (
            sum(self._widths(table, place)) + step * (len(table.columns[place].scale) - 1) + 5
            <= self.page.width
        )

    def _strips(self, table: Table) -> Iterator[Text]:
        """Rows whose strip takes the room that the other columns leave."""
        place = next(i for i, column in enumerate(table.columns) if column.scale)
        scale = table.columns[place].scale
        widths = self._widths(table, place)
        # Behind the last level there is room for its name, if names are shown at all.
        for last in (max(len(scale[-1][1]), 4), 4):
            step = self._step(self.page.width - sum(widths) - last - 1, scale)
            self._spread_room = (len(scale) - 1) * step + last + 1
            if self._names_fit(scale, step):
                break
        yield from self._scale(table.columns, place, widths, step)
        for row in table.rows:
            yield from self._strip_row(row, widths, step)

    def _strip_row(self, row: Row, widths: list[int], step: int) -> Iterator[Text]:
        """The row, then its remark; a name too long for its column goes on beside the remark."""
        name = list(Text(self._cell(row.cells[0]), "bold").wrap(self.page.console, widths[0] - 2))
        parts = [self._left(name[0], widths[0])]
        for i, cell in enumerate(row.cells[1:], start=1):
            if not isinstance(cell, str | Number | Trail):
                parts.append(self._strip(cell, step))
                parts.append(Text(" " * (self._spread_room - parts[-1].cell_len)))
            else:
                parts.append(Text(self._cell(cell).rjust(widths[i])))
        line = Text().join(parts)
        line.rstrip()
        yield line
        room = self.page.text_width - widths[0] - 1
        remark = list(Text(self.page.shown(row.remark)).wrap(self.page.console, room)) if row.remark else []
        for i in range(max(len(name) - 1, len(remark))):
            left = self._left(name[i + 1] if i + 1 < len(name) else Text(), widths[0] + 1)
            line = Text.assemble(left, remark[i] if i < len(remark) else "")
            line.rstrip()
            yield line

    def _left(self, text: Text, width: int) -> Text:
        text.rstrip()
        return Text.assemble(text, " " * max(width - text.cell_len, 0))

    def _natural(self, table: Table, index: int) -> int:
        cells = [self._cell(row.cells[index]) for row in table.rows]
        return max(Text(text).cell_len for text in [table.columns[index].title, *cells])

    def _step(self, room: int, scale: tuple[tuple[int, str], ...]) -> int:
        return max(3, min(room // (len(scale) - 1), 18))

    def _names_fit(self, scale: tuple[tuple[int, str], ...], step: int) -> bool:
        return all(Text(name).cell_len < step for _, name in scale[:-1])

    def _scale(self, columns: tuple[Column, ...], place: int, widths: list[int], step: int) -> Iterator[Text]:
        """The header: the values of the levels, and above the strips their names, if they fit between."""
        scale = columns[place].scale
        indent = " " * (widths[0] + 1)
        values = indent + "".join(str(value).ljust(step) for value, _ in scale)
        if self._names_fit(scale, step):
            yield Text(values.rstrip(), "dim")
            line = Text(indent + "".join(name.ljust(step) for _, name in scale[:-1]) + scale[-1][1], "dim")
        else:
            yield from self.page.wrapped("  ".join(f"{value} {name}" for value, name in scale), style="dim")
            line = Text(values.rstrip(), "dim")
        end = widths[0] + self._spread_room
        for i, column in enumerate(columns):
            if i > place:
                end += widths[i]
                line.append(" " * max(end - line.cell_len - len(column.title), 1) + column.title, "dim")
        yield line

    def _strip(self, cell: Spread | Middle, step: int) -> Text:
        signs = self.page.signs
        if isinstance(cell, Spread):
            pieces = strip.draw(cell, step, signs)
        else:
            pieces = strip.draw_middle(cell, step, signs)
        return Text.assemble(*((chars, _PIECE_STYLES[kind]) for kind, chars in pieces))

    def _cards(self, table: Table) -> Iterator[Text]:
        """A card per row, for narrow screens: name and figures on one line, the strip below."""
        scale = next((column.scale for column in table.columns if column.scale), ())
        if scale:
            legend = "  ".join(f"{value} {name}" for value, name in scale)
            yield from self.page.wrapped(legend, style="dim")
            yield Text()
        for number, row in enumerate(table.rows):
            if number:
                yield Text()
            yield from self._card_head(table, row)
            for cell in row.cells:
                if not isinstance(cell, str | Number | Trail):
                    line = self._strip(cell, self._step(self.page.width - 5, scale))
                    line.rstrip()
                    yield line
            if row.remark:
                yield from self.page.wrapped(row.remark)

    def _card_head(self, table: Table, row: Row) -> Iterator[Text]:
        """Name and figures on one line where they fit, else a line each."""
        figures = [
            f"{column.title} {self._cell(cell)}"
            for column, cell in zip(table.columns[1:], row.cells[1:], strict=True)
            if isinstance(cell, str | Number)
        ]
        trails = [self._trail(cell) for cell in row.cells if isinstance(cell, Trail)]
        name, joined = "  ".join([self._cell(row.cells[0]), *trails]), "  ".join(figures)
        room = self.page.width - Text(name).cell_len - Text(joined).cell_len
        if room >= 2:
            yield Text.assemble((name, "bold"), " " * room, joined)
            return
        yield from self.page.wrapped(name, style="bold")
        line = ""
        for figure in figures:  # as many beside each other as fit
            if line and Text(f"{line}  {figure}").cell_len + 2 > self.page.width:
                yield from self.page.wrapped(line, first="  ")
                line = ""
            line = f"{line}  {figure}" if line else figure
        yield from self.page.wrapped(line, first="  ")

    def _grid_fits(self, table: Table) -> bool:
        """Whether the columns find room without breaking a figure or a word of a title."""
        return self._slack(table) >= 0

    def _slack(self, table: Table) -> int:
        """The room that is left where every column is as narrow as it can be."""
        narrowest = [min(self._natural(table, 0), 24)]
        narrowest += [self._narrowest(table, place) for place in range(1, len(table.columns))]
        return self.page.width - sum(narrowest) - 3 * len(narrowest)

    def _narrowest(self, table: Table, place: int) -> int:
        """The longest word of a title; in a column of figures or drawings the longest of these, too."""
        words = table.columns[place].title.split()
        cells = [row.cells[place] for row in table.rows]
        if table.columns[place].right or any(isinstance(cell, Trail) for cell in cells):
            words += map(self._cell, cells)
        return max((Text(word).cell_len for word in words), default=0)

    def _figure_widths(self, table: Table) -> dict[int, int]:
        """Where not all fits, the widths of columns of figures: rich would break these like words."""
        naturals = [self._natural(table, place) for place in range(len(table.columns))]
        if sum(naturals) + 3 * len(naturals) <= self.page.width:
            return {}
        figures = [place for place, column in enumerate(table.columns) if place and column.right]
        more = max(self._slack(table), 0) // max(len(figures), 1)
        return {place: min(self._narrowest(table, place) + more, naturals[place]) for place in figures}

    def _grid(self, table: Table) -> Iterator[Text]:
        """An ordinary table, laid out by rich, which wraps cells by words."""
        from rich.box import ASCII2, SIMPLE_HEAD
        from rich.table import Table as RichTable

        box = SIMPLE_HEAD if self.page.signs is strip.UNICODE else ASCII2
        grid = RichTable(box=box, pad_edge=False, header_style="dim", border_style="dim")
        figures = self._figure_widths(table)
        for place, column in enumerate(table.columns):
            # An id must not be broken, so the first column keeps its width if it can.
            grid.add_column(
                Text(column.title),
                justify="right" if column.right else "left",
                style="bold" if place == 0 else "",
                no_wrap=place == 0 and self._natural(table, 0) <= 24,
                overflow="fold",
                width=figures.get(place),
            )
        for row in table.rows:
            grid.add_row(*(Text(self._cell(cell)) for cell in row.cells))
        with self.page.console.capture() as captured:
            self.page.console.print(grid, width=self.page.width)
        lines = [Text.from_ansi(line) for line in captured.get().splitlines()]
        for line in lines:
            line.rstrip()
            if line.plain:  # the box has an empty line above and below
                yield line
