"""nio and aiohttp, loaded without what is needed late or never: a quarter of a start, and 4 MB at rest.

Both are loaded as they are. Only while they are loaded something else is handed to them:

- nio's kinds of events and answers, nearly two hundred, get what `dataclass` writes and compiles for each of them
  with their first instance. Most never have one: what the homeserver answers stays JSON here (`homeserver.client`).
- Modules of which nio needs nothing before it is asked for it are loaded then: what its clients without asyncio speak,
  proxies, and the AES of attachments and exported keys.
- aiohttp's context that verifies nobody reads no certificates of those whom it could verify.
"""

from __future__ import annotations

import dataclasses
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, cast

NEEDED_LATER = (
    *("h2", "h2.connection", "h2.events", "h11"),
    *("Crypto", "Crypto.Cipher", "Crypto.Hash", "Crypto.Protocol.KDF", "Crypto.Util"),
    "aiohttp_socks",
)


class _Later:
    """A module or something in it, which is loaded when it is called or looked into after nio is there."""

    def __init__(self, module: str, *names: str) -> None:
        self._module, self._names = module, names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the machinery of imports asks for some that no module need have
            raise AttributeError(name)
        if isinstance(sys.modules.get(self._module), _Later):  # nio is being loaded, and gives itself a name for it
            return _Later(self._module, *self._names, name)
        return _part(self._whole(), name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._whole()(*given, **named)

    def _whole(self) -> Any:
        found: Any = import_module(self._module)
        for name in self._names:
            found = _part(found, name)
        return found


def _part(whole: Any, name: str) -> Any:
    """As `from whole import name` finds it: also a module that is not loaded yet. AttributeError if there is none."""
    if not hasattr(whole, name) and hasattr(whole, "__path__"):
        with suppress(ModuleNotFoundError):
            import_module(f"{whole.__name__}.{name}")
    return getattr(whole, name)


class _Kinds:
    """Stands in for `dataclass`: what it would write and compile comes with a kind's first instance.

    nio makes instances on the event loop alone, so no two threads finish a kind at once.
    """

    def __init__(self, dataclass: Callable[..., Any]) -> None:
        self._dataclass = dataclass
        self._unfinished: set[type] = set()

    def __call__(self, cls: type | None = None, /, **asked: Any) -> Any:
        if cls is None or asked or not cls.__module__.startswith("nio.") or "__init__" in vars(cls):
            return self._dataclass(cls, **asked)

        kind: Any = cls

        def __init__(instance: Any, *given: Any, **named: Any) -> None:
            self._finish(kind)
            kind.__init__(instance, *given, **named)

        kind.__init__ = __init__
        self._unfinished.add(kind)
        return kind

    def _finish(self, cls: Any) -> None:
        """First those whose fields it inherits, as they would have been without this."""
        for kind in reversed(cls.__mro__):
            if kind in self._unfinished:
                self._unfinished.discard(kind)
                del kind.__init__
                self._dataclass(kind)


@contextmanager
def _swapped(owner: object, name: str, other: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def _nio() -> Iterator[None]:
    later = {name: _Later(name) for name in NEEDED_LATER if name not in sys.modules}
    sys.modules.update(cast("dict[str, ModuleType]", later))
    try:
        with _swapped(dataclasses, "dataclass", _Kinds(dataclasses.dataclass)):
            yield
    finally:
        for name in later:
            del sys.modules[name]


@contextmanager
def _aiohttp() -> Iterator[None]:
    read = ssl.SSLContext.set_default_verify_paths

    def read_if_needed(context: ssl.SSLContext) -> None:
        if context.verify_mode != ssl.CERT_NONE:
            read(context)

    with _swapped(ssl.SSLContext, "set_default_verify_paths", read_if_needed):
        yield


class _LoadedIn:
    """Loads a module as its own loader does, within a context."""

    def __init__(self, loader: Any, context: Callable[[], AbstractContextManager[None]]) -> None:
        self._loader, self._context = loader, context

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return cast("ModuleType | None", self._loader.create_module(spec))

    def exec_module(self, module: ModuleType) -> None:
        with self._context():
            self._loader.exec_module(module)


class _Finder:
    """Finds a few modules before anybody else does, each once."""

    def __init__(self, contexts: Mapping[str, Callable[[], AbstractContextManager[None]]]) -> None:
        self._contexts = dict(contexts)

    def find_spec(self, name: str, *_where: object) -> ModuleSpec | None:
        context = self._contexts.pop(name, None)
        if context is None:
            return None
        spec = find_spec(name)
        if spec is not None:
            spec.loader = cast("Any", _LoadedIn(spec.loader, context))
        return spec


def prepare() -> None:
    """From now on nio and aiohttp are loaded so, if they are not loaded yet."""
    sys.meta_path.insert(0, _Finder({"nio": _nio, "aiohttp": _aiohttp}))
