"""Files of share links."""

from __future__ import annotations

import pytest

from pemm.errors import PemmError
from pemm.linkfile import read_links
from pemm.model import Model


def test_a_link_a_line_with_a_role_before_it(model: Model) -> None:
    """Roles by id or name, comments and empty lines, any line ends."""
    text = "# the workshop\r\n\r\nbuilder\thttps://x/?investment_1=1\r\nEnd user\t?investment_1=2\n\n?investment_1=3"
    lines = read_links(text, "links.txt", model)
    assert [(line.number, line.role, dict(line.shared.answers)) for line in lines] == [
        (3, "builder", {"investment_1": 1}),
        (4, "end-user", {"investment_1": 2}),
        (6, None, {"investment_1": 3}),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("?investment_1=1\nhello\n", "line 2: this is no link: hello"),
        ("king\t?investment_1=1\n", 'no role "king"'),
        ("\n# nothing\n", "holds no links"),
    ],
)
def test_what_is_no_link_is_told_with_its_line(text: str, said: str, model: Model) -> None:
    """One sentence, with the place."""
    with pytest.raises(PemmError, match=said):
        read_links(text, "links.txt", model)


def test_more_links_than_one_reading_takes_are_refused(model: Model) -> None:
    """A list has its limit, and what is wrong with one line of a megabyte is told in short."""
    with pytest.raises(PemmError, match="more than 10000 links"):
        read_links("?investment_1=1\n" * 10_001, "links.txt", model)
    with pytest.raises(PemmError) as error:
        read_links("king " * 200_000 + "\t?investment_1=1", "links.txt", model)
    assert len(str(error.value)) < 500
