"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["BY_PLACES", "GEOMETRY", "INTERPOLATION", "VALUES"]

INTERPOLATION = (
    "cv2.getRectSubPix",
    "cv2.remap",
    "cv2.resize",
    "keras.ops.image.map_coordinates",
    "keras.ops.image.resize",
    "numpy.interp",
    "scipy.interpolate.RectBivariateSpline",
    "scipy.interpolate.RegularGridInterpolator",
    "scipy.interpolate.griddata",
    "scipy.interpolate.interpn",
    "scipy.ndimage.map_coordinates",
    "scipy.ndimage.zoom",
)

GEOMETRY = (
    *INTERPOLATION,
    "cv2.getAffineTransform",
    "cv2.getPerspectiveTransform",
    "cv2.getRotationMatrix2D",
    "cv2.perspectiveTransform",
    "cv2.rotate",
    "cv2.transform",
    "cv2.warpAffine",
    "cv2.warpPerspective",
    "keras.layers.RandomRotation",
    "keras.ops.image.affine_transform",
    "keras.ops.image.perspective_transform",
    "keras.ops.rot90",
    "numpy.rot90",
    "PIL.Image.Image.rotate",
    "PIL.Image.Image.transform",
    "PIL.Image.Image.transpose",
    "scipy.ndimage.affine_transform",
    "scipy.ndimage.geometric_transform",
    "scipy.ndimage.rotate",
    "scipy.ndimage.shift",
    "scipy.spatial.transform.Rotation.as_matrix",
    "tensorflow.image.rot90",
)

VALUES = (
    "cv2.LUT",
    "cv2.addWeighted",
    "cv2.convertScaleAbs",
    "keras.layers.RandomBrightness",
    "keras.layers.RandomContrast",
    "tensorflow.image.adjust_brightness",
    "tensorflow.image.adjust_contrast",
)

BY_PLACES = "Work out yourself which place goes where: that is the task."
