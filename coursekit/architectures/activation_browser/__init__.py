"""The activation browser: choose a layer and an image, and see what its channels answer."""

from coursekit.architectures.activation_browser.widget import ActivationBrowser, browse

__all__ = ["ActivationBrowser", "browse"]
