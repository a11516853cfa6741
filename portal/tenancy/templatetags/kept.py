"""What is the same on all pages of a site is rendered once: `{% load kept %}`."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.tenancy.frame import frame_of

register = template.Library()

MOST = 300
"""Pieces kept with a frame; a site has some ten, previews of drafts may bring more."""


@register.tag
def kept(parser: Parser, token: Token) -> "KeptNode":
    """`{% kept "footer" union.name %}…{% endkept %}`: keep what stands inside as long as the site's frame holds.

    The name says what it is; the values after it, what it depends on beside the site, its version and the language.
    Inside stands nothing of the reader, the address or the day. Where one of the values is None, nothing is kept.
    """
    _tag, *said = token.split_contents()
    if not said:
        raise template.TemplateSyntaxError("'kept' takes the name of what is kept")
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(inside, [parser.compile_filter(part) for part in said])


class KeptNode(Node):
    child_nodelists = ("inside",)

    def __init__(self, inside: NodeList, said: list[FilterExpression]) -> None:
        self.inside, self.said = inside, said

    def render(self, context: Context) -> SafeString:
        request = context.get("request")
        frame = frame_of(request) if request is not None else None
        said = [part.resolve(context) for part in self.said]
        if frame is None or None in said:
            return self.inside.render(context)
        key: Any = ("template", get_language(), *map(str, said))
        html: SafeString | None = frame.kept.get(key)
        if html is None:
            html = self.inside.render(context)
            if len(frame.kept) < MOST:
                frame.kept[key] = html
        return html
