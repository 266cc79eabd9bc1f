"""Names of a package that are loaded when they are first used, so that importing the package stays fast."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any


def attach(package: str, attributes: Mapping[str, str], submodules: Collection[str] = ()) -> Callable[[str], Any]:
    """What a package says as `__getattr__ = lazy.attach(__name__, {"view": "viewer"}, ["figures"])`.

    Args:
        package: name of the package.
        attributes: name of each attribute, and of the module of the package that has it.
        submodules: modules that are attributes themselves.

    Returns:
        function for the package's `__getattr__`, as PEP 562 has it: it loads what is asked for.
    """

    def load(name: str) -> Any:
        if name in attributes:
            found = getattr(importlib.import_module(f"{package}.{attributes[name]}"), name)
            # Stored, because an import puts the module under its own name, which may be the name of its function.
            setattr(sys.modules[package], name, found)
            return found
        if name in submodules:
            return importlib.import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load
