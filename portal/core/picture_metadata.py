"""Pictures as readers get them say nothing of where, when and by whom they were taken.

Willow carries EXIF over into the renditions it makes, the place of a photograph with it, and Pillow the comments of
JPEG and GIF. Originals keep theirs (which way up they are stands there too): `portal.tenancy.given_out` gives them to
nobody but who works with them.
"""

from typing import Any

from willow.plugins.pillow import PillowImage

SPOKEN = ("comment", "xmp", "XML:com.adobe.xmp", "photoshop")
"""Where Pillow keeps words about a picture; EXIF goes apart, since turning a picture upright needs it."""


def strip_from_renditions() -> None:
    """Make Willow forget the metadata of every picture it opens; called once, when the kernel is ready."""
    if hasattr(PillowImage, "_portal_strips"):
        return
    begin = PillowImage.__init__

    def without_words(self: Any, image: Any) -> None:
        begin(self, image)
        for name in SPOKEN:
            image.info.pop(name, None)

    PillowImage.__init__ = without_words
    PillowImage.get_exif_data = lambda _self: None
    PillowImage._portal_strips = True
