"""How text, numbers and tables are written on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

TEXT = Path(__file__).with_name("text")


def prose(name: str, /, **values: str) -> str:
    """The text called `name` with `values`, which are HTML already, in their places."""
    return Template((TEXT / f"{name}.html").read_text(encoding="utf-8")).substitute(values).strip()


def missing(why: str) -> str:
    """A line in the place of something that cannot be shown; `why` is plain text."""
    return f'<p class="missing">{escape(why)}</p>'


def percent(share: float) -> str:
    """0.9962 as "99.62 %", the space unbreakable."""
    return f"{100 * share:.2f}\u00a0%"


def large(number: float) -> str:
    """7,338,944 as "7.34 M", 65,000 as "65.0 k", 704 as it is."""
    if number >= 1e6:
        return f"{number / 1e6:.2f}\u00a0M"
    return f"{number / 1e3:.1f}\u00a0k" if number >= 1e4 else f"{number:,.0f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], style: str = "") -> str:
    """A table of cells that are HTML already, either `<td …>…</td>` or what goes inside one; so are the `heads`."""
    head = "".join(one if one.startswith("<th") else f"<th>{one}</th>" for one in heads)
    body = "".join(
        f"<tr>{''.join(one if one.startswith('<td') else f'<td>{one}</td>' for one in row)}</tr>" for row in rows
    )
    content = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll"><table class="{style}">{content}</table></div>'


def number_cell(text: str) -> str:
    """A number, plain text, at the right of its column."""
    return f'<td class="number">{escape(text)}</td>'


def number_head(text: str) -> str:
    """The head of a column of numbers."""
    return f'<th class="number">{escape(text)}</th>'


def bar_cell(text: str, share: float, style: str) -> str:
    """A number with a bar behind it as long as `share`, 0 to 1, of the cell."""
    return f'<td class="bar {style}" style="--share:{100 * share:.1f}%">{escape(text)}</td>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what they are, as a list; both plain text."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs) + "</dl>"


def figure(content: str, caption: str) -> str:
    """A picture with what it shows below it; both HTML."""
    return f"<figure>{content}<figcaption>{caption}</figcaption></figure>"


def strip(name: str, picture: str, note: str = "") -> str:
    """A picture, HTML, below its `name` and above a `note`, both plain text."""
    below = f"<small>{escape(note)}</small>" if note else ""
    return f'<div class="strip"><b>{escape(name)}</b>{picture}{below}</div>'
