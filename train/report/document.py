"""The frame of a page: its head, its style and its parts, in one HTML file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("page.html")


@dataclass(frozen=True)
class Part:
    """One part of a page, below a title of its own."""

    anchor: str
    title: str
    """Plain text."""
    body: str
    """HTML."""


def document(name: str, title: str, lead: str, parts: Sequence[Part], command: str) -> str:
    """The whole page as HTML: `name` in the window's title, `title` and `lead` on top, a link to each of `parts`.

    All but the `lead` and the bodies of the parts is plain text; `command` is what writes the page.
    """
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        name=escape(name),
        title=escape(title),
        lead=lead,
        links="".join(f'<a href="#{one.anchor}">{escape(one.title)}</a>' for one in parts),
        sections="\n".join(
            f'<section id="{one.anchor}"><h2>{escape(one.title)}</h2>\n{one.body}\n</section>' for one in parts
        ),
        command=escape(command),
    )
