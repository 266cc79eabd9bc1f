"""The gallery: choose transforms by sliders, and see what they do to some images of a dataset."""

from coursekit.augmentation.gallery.widget import Gallery, try_out

__all__ = ["Gallery", "try_out"]
