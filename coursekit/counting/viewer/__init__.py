"""The viewer: pan and zoom over a whole scene, with what was found and what is there."""

from coursekit.counting.viewer.widget import SceneViewer, view

__all__ = ["SceneViewer", "view"]
