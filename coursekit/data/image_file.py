"""One image file as an array, or the reason why not.

Pillow and not Keras' own loader: see `coursekit.data.from_directory`.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["OTHER_SUFFIXES", "SUFFIXES", "ImageFile", "UnusableError", "open_image", "to_array", "upright_size"]

# What Pillow decodes by itself: a list, because it would hand an EPS file to Ghostscript to be *run*.
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm"})
# Pictures all the same, but not for every Pillow on every computer, or no pixels.
OTHER_SUFFIXES = frozenset(
    {".heic", ".heif", ".avif", ".jp2", ".jxl", ".svg", ".eps", ".ico", ".psd", ".raw", ".cr2", ".nef", ".arw", ".dng"}
)

_ORIENTATION = 0x0112  # EXIF's tag
_GREY_16 = ("I;16", "I;16B", "I;16L")


class UnusableError(Exception):
    """The file cannot become an array; `kind` groups it with others, `detail` says why."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail = kind, detail


class ImageFile(NamedTuple):
    """What a file holds, and what had to be done to it."""

    image: Image.Image
    """Mode "RGB", "L" or "F" (grey, already in [0, 1]); upright."""
    notes: tuple[tuple[str, str], ...]
    """(kind, detail) of each conversion; empty for a plain 8-bit image."""
    format: str
    """Pillow's name of the format, "PNG", "JPEG", ..."""


def open_image(path: Path, max_pixels: int) -> ImageFile:
    """Read one file completely.

    Args:
        path: the file.
        max_pixels: height times width above which it is refused, before anything is decoded.

    Returns:
        An 8-bit colour or grey image, or floats in [0, 1] for grey files of 16 bits.

    Raises:
        UnusableError: if it is no image, damaged, cut off, too large, or of values without a known range.
    """
    from PIL import Image  # noqa: PLC0415 (`import coursekit.data` stays light)

    with _named_errors(path):
        with Image.open(path, formats=_FORMATS) as image:
            _refuse_large(image, max_pixels)
            # Reads checksums (PNG) without decoding; after it the file must be opened anew.
            image.verify()
        with Image.open(path, formats=_FORMATS) as image:
            # Both are known only before the pixels are loaded.
            wide, turned = _is_wide_colour(image), _orientation(image) != 1
            image.load()
            return _convert(image, wide, turned)


def upright_size(path: Path, max_pixels: int) -> tuple[int, int]:
    """Height and width that `open_image` gives, read from the head of the file only.

    Raises:
        UnusableError: if the head says that it is no image or too large.
    """
    from PIL import Image  # noqa: PLC0415 (see above)

    with _named_errors(path), Image.open(path, formats=_FORMATS) as image:
        _refuse_large(image, max_pixels)
        lies_on_its_side = _orientation(image) >= 5
        return (image.width, image.height) if lies_on_its_side else (image.height, image.width)


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    """What Pillow raises, and warns of, as one `UnusableError` that says what is wrong with the file."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 (see above)

    try:
        # Pillow warns about large images and odd metadata; what matters of it is said here, file by file.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError:
        raise UnusableError("too large", "more pixels than Pillow reads") from None
    except UnidentifiedImageError:
        empty = path.stat().st_size == 0
        raise UnusableError("damaged", "an empty file" if empty else "not an image inside") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error) as error:
        # Pillow's decoders raise all of these for broken files.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnusableError("damaged", reason.splitlines()[0] if reason else type(error).__name__) from None


def _refuse_large(image: Image.Image, max_pixels: int) -> None:
    if image.height * image.width > max_pixels:
        raise UnusableError("too large", f"{image.height:,}×{image.width:,} pixels")


def _orientation(image: Image.Image) -> int:
    """EXIF's orientation: 1 is upright, 5 to 8 lie on their side; what makes no sense counts as upright."""
    value = image.getexif().get(_ORIENTATION, 1)
    return int(value) if value in range(2, 9) else 1


def _is_wide_colour(image: Image.Image) -> bool:
    """Whether a colour file has 16 bits a value, of which Pillow keeps the upper 8 without a word."""
    if image.mode not in {"RGB", "RGBA"}:
        return False
    for tile in getattr(image, "tile", []):
        decoder, arguments = tile[0], tile[3]
        # PPM files tell their largest value instead of a number of bits.
        if arguments[1] > 255 if decoder in {"ppm", "ppm_plain"} else ";16" in str(arguments):
            return True
    return False


def _convert(image: Image.Image, wide: bool, turned: bool) -> ImageFile:
    """An upright image in mode "RGB", "L" or "F", with a note for every step that changed something."""
    from PIL import Image, ImageOps  # noqa: PLC0415 (see above)

    name = str(image.format)
    notes: list[tuple[str, str]] = []
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        notes.append(("several frames", f"the first of {frames}"))
    if turned:
        notes.append(("rotated by EXIF", "turned upright"))
        image = ImageOps.exif_transpose(image)
    if wide:
        notes.append(("16-bit", "colour, the upper 8 bits kept"))

    if image.mode in _GREY_16 or image.mode == "I":
        notes.append(("16-bit", "grey, divided by 65,535"))
        return ImageFile(_sixteen_bits(image), tuple(notes), name)
    if image.mode == "F":
        image = _floats(image)
        notes.append(("floating point", "taken as values in [0, 1]"))
        return ImageFile(image, tuple(notes), name)

    if image.mode == "P":
        notes.append(("palette", f"{len(image.getpalette() or []) // 3} colours"))
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() != (255, 255):
            # White is what a browser and Matplotlib show behind it; dropping alpha would show hidden colours.
            notes.append(("transparent", "laid on white"))
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = image.convert("RGB")
    if image.mode == "1":
        notes.append(("black and white", "1 bit a pixel"))
        image = image.convert("L")
    if image.mode not in {"RGB", "L"}:
        kind = "CMYK" if image.mode == "CMYK" else f"{image.mode} colour"
        notes.append((kind, "to RGB without a colour profile"))
        image = image.convert("RGB")
    return ImageFile(image.copy(), tuple(notes), name)


def _sixteen_bits(image: Image.Image) -> Image.Image:
    """A grey image of 16 bits (or of Pillow's 32-bit mode, if its values fit) as floats in [0, 1]."""
    values = np.asarray(image).astype(np.float64)
    if values.min() < 0 or values.max() > 65_535:
        raise UnusableError("unknown range", f"values from {values.min():g} to {values.max():g}")
    return _from_floats((values / 65_535).astype(np.float32))


def _floats(image: Image.Image) -> Image.Image:
    """A floating-point image, if its values can be told to be intensities."""
    values = np.asarray(image, dtype=np.float32)
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > 1:
        raise UnusableError("unknown range", "floating-point values outside [0, 1]")
    return _from_floats(values)


def _from_floats(values: npt.NDArray[np.float32]) -> Image.Image:
    from PIL import Image  # noqa: PLC0415 (see above)

    return Image.fromarray(values)


def to_array(image: Image.Image, channels: int) -> npt.NDArray[np.float32]:
    """An image of mode "RGB", "L" or "F" as float32 in [0, 1], shape (height, width, channels)."""
    if image.mode == "F":
        grey = np.asarray(image, dtype=np.float32).clip(0, 1)[..., np.newaxis]
        return np.repeat(grey, channels, axis=-1)
    values = np.asarray(image.convert("L" if channels == 1 else "RGB"), dtype=np.float32)
    return (values / np.float32(255)).reshape(image.height, image.width, channels)
