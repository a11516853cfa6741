"""Plain HTML as plain text: for the mail programs, and the people, that want nothing else."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

from .content import BY_NAME

INDENT = "  "
HEADINGS = {"h1": "=", "h2": "=", "h3": "-"}
PARAGRAPHS = frozenset({"p", "figure", "figcaption", "blockquote", "table", "h4", "h5", "tr"})
SPACES = re.compile(r"[ \t\r\n]+")


def text_of(soup: BeautifulSoup) -> str:
    """The words of `soup` (`content.cleaned`) in lines; links with their addresses, pictures by their words."""
    lines = "".join(_blocks(soup, ""))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _blocks(parent: Tag, indent: str) -> list[str]:
    """The blocks inside `parent`; words that stand between them are a block too."""
    parts: list[str] = []
    loose: list[str] = []

    def flush() -> None:
        words = _tidy("".join(loose))
        loose.clear()
        if words:
            parts.append(f"{indent}{words}\n")

    for child in parent.children:
        if isinstance(child, Tag) and child.name in {*HEADINGS, *PARAGRAPHS, "ul", "ol", "li"}:
            flush()
            parts.append(_block(child, indent))
        else:
            loose.append(_inline(child))
    flush()
    return parts


def _block(tag: Tag, indent: str) -> str:
    if tag.name in HEADINGS:
        words = _tidy(_inline(tag))
        return f"\n{indent}{words}\n{indent}{HEADINGS[tag.name] * len(words)}\n" if words else ""
    if tag.name in {"ul", "ol"}:
        return (
            "\n"
            + "".join(_item(item, tag, n, indent) for n, item in enumerate(tag.find_all("li", recursive=False), 1))
            + "\n"
        )
    inner = "".join(_blocks(tag, indent))
    return f"\n{inner}" if inner else ""


def _item(item: Tag, parent: Tag, number: int, indent: str) -> str:
    mark = f"{number}. " if parent.name == "ol" else "- "
    inner = re.sub(r"\n{2,}", "\n", "".join(_blocks(item, indent + INDENT))).strip("\n")
    # Headings inside an item need no line below them.
    lines = [line for line in inner.split("\n") if set(line.strip()) - {"-"} or not line.strip()]
    return f"{indent}{mark}{'\n'.join(lines).lstrip()}\n"


def _inline(node: object) -> str:
    if isinstance(node, NavigableString):
        return str(node)
    if not isinstance(node, Tag):
        return ""
    if node.name == "br":
        return "\n"
    if node.name == "img":
        return f"[{node['alt']}]" if node.get("alt") else ""
    words = "".join(_inline(child) for child in node.children)
    address = str(node.get("href", ""))
    is_by_name = BY_NAME in str(node.get("class", ""))
    if node.name != "a" or is_by_name or not address.startswith("http") or _tidy(words) in address:
        return words
    return f"{words} ({address})"


def _tidy(words: str) -> str:
    return SPACES.sub(" ", words).strip()
