"""What translators write is text with a few tags: nothing in it that a browser reads otherwise than our parser does.

wagtail-localize looks at the tags Python's parser finds and leaves declarations, comments and sections of CDATA as
they are. A browser ends those elsewhere (``<!-->`` is a whole comment), so a script behind one would run; and an
address that a translator puts in place of another is taken as it is.
"""

import re
from typing import Any

from django.core.exceptions import SuspiciousOperation
from wagtail.whitelist import check_url

NO_TAG = re.compile(r"<(?=[!?]|/(?![A-Za-z]))")
"""Begins something between angle brackets that is neither a tag nor the end of one."""


def keep_tags_only(instance: Any, raw: bool = False, **_signal: Any) -> None:
    """Before a translated text (StringTranslation) is stored: what is no tag stands there as the words it is."""
    if not raw:
        instance.data = NO_TAG.sub("&lt;", instance.data)


def refuse_script_addresses(instance: Any, raw: bool = False, **_signal: Any) -> None:
    """Before another address for a link (SegmentOverride) is stored. Raises SuspiciousOperation for ``javascript:``."""
    value = None if raw else instance.data
    if isinstance(value, str) and check_url(value) is None:
        raise SuspiciousOperation("No link of a translation may run a script")
