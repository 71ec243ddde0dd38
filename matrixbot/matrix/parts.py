"""nio without what it brings for other clients than this one: HTTP/2 without an event loop, and proxies by SOCKS.

nio imports both whole, names their classes, and the bot makes none of them: sixty modules, 2 MB, a tenth of the time
that nio takes at a start.
"""

from __future__ import annotations

import sys
from types import ModuleType

UNUSED = ("h2", "h2.connection", "h2.events", "h11", "aiohttp_socks")


class _Absent(ModuleType):
    """Stands in the place of a package while nio is loaded: every name in it is a class that does nothing."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def load_nio() -> None:
    """Loads nio alone; whoever imports one of the other packages later gets the real one."""
    if any(name in sys.modules for name in ("nio", *UNUSED)):
        return
    absent = {name: _Absent(name) for name in UNUSED}
    for name, module in absent.items():
        package, _, part = name.rpartition(".")
        if package:
            setattr(absent[package], part, module)
    sys.modules.update(absent)
    try:
        import nio  # noqa: F401, PLC0415
    finally:
        for name in absent:
            del sys.modules[name]
