"""nio and aiohttp, loaded without what a bot needs late or never: a third of a start, and 13 MB at rest.

Nothing of either is changed. Of nio the keys are used, `nio.crypto` and `nio.store`. Its clients, events and answers,
and the schemas that those are validated by, are loaded when somebody asks for one, as the members in the tests do; AES
with the first attachment or exported key. And the certificates of the machine are read with the first connection that
verifies somebody by them: a homeserver on the same machine is spoken to without TLS.
What aiohttp reads the machine's proxies and the kinds of files with waits until it is asked for them.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, cast

UNUSED = ("nio.api", "nio.event_builders", "nio.events", "nio.responses", "nio.schemas", "jsonschema")
"""What nio's keys name in ways that we do not go."""
PROXIES_AND_KINDS = ("urllib.request", "email.policy")
"""What aiohttp knows the machine's proxies by, and a file's kind by its header: neither is asked here."""
NEEDED_LATER = (
    *("Crypto", "Crypto.Cipher", "Crypto.Hash", "Crypto.Protocol.KDF", "Crypto.Util"),
    *("aiofiles", "aiofiles.threadpool", "aiofiles.threadpool.binary", "atomicwrites"),
)


class _Later:
    """Something in a module that is loaded when it is called, looked into or compared with."""

    def __init__(self, module: str, *names: str) -> None:
        self._module, self._names = module, names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the machinery of imports asks for some that no module need have
            raise AttributeError(name)
        if isinstance(sys.modules.get(self._module), _Later):  # nio is being loaded, and gives itself a name for it
            return _Later(self._module, *self._names, name)
        return _part(self.whole(), name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.whole()(*given, **named)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.whole())

    def __or__(self, _other: object) -> _Later:
        """As a hint of a type, which nobody asks what it means."""
        return self

    __ror__ = __or__

    def whole(self) -> Any:
        """What it stands for."""
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


@contextmanager
def _later(*names: str) -> Iterator[None]:
    """Within this those modules are loaded only for who asks for something in them."""
    later = {name: _Later(name) for name in names if name not in sys.modules}
    sys.modules.update(cast("dict[str, ModuleType]", later))
    try:
        yield
    finally:
        for name in later:
            del sys.modules[name]


def _keys() -> AbstractContextManager[None]:
    """While `nio.crypto` is loaded, and `nio.store` with it."""
    return _later(*UNUSED, *NEEDED_LATER)


class _Certificates(ssl.SSLContext):
    """Reads the certificates of the machine with the first connection, and is an ordinary context from then on."""

    def wrap_bio(self, *given: Any, **named: Any) -> ssl.SSLObject:
        return self._read().wrap_bio(*given, **named)

    def wrap_socket(self, *given: Any, **named: Any) -> ssl.SSLSocket:
        return self._read().wrap_socket(*given, **named)

    def _read(self) -> ssl.SSLContext:
        self.__class__ = ssl.SSLContext  # type: ignore[assignment]  # which is what Python allows here
        if self.verify_mode != ssl.CERT_NONE:
            self.set_default_verify_paths()
        return self


@contextmanager
def _connections() -> Iterator[None]:
    """While `aiohttp` is loaded, which makes the two contexts of all its connections: with certificates and without."""
    read = ssl.SSLContext.set_default_verify_paths

    def later(context: ssl.SSLContext) -> None:
        context.__class__ = _Certificates

    ssl.SSLContext.set_default_verify_paths = later  # type: ignore[method-assign,assignment]  # until `read` is back
    try:
        with _later(*PROXIES_AND_KINDS):
            yield
    finally:
        ssl.SSLContext.set_default_verify_paths = read  # type: ignore[method-assign]  # as it was


class _LoadedIn:
    """Loads a module as its own loader does, within a context."""

    def __init__(self, loader: Any, context: Callable[[], AbstractContextManager[None]]) -> None:
        self._loader, self._context = loader, context

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return cast("ModuleType | None", self._loader.create_module(spec))

    def exec_module(self, module: ModuleType) -> None:
        with self._context():
            self._loader.exec_module(module)


class _WhenAsked:
    """Loads a package when it is asked for something that is in none of its loaded parts."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return cast("ModuleType | None", self._loader.create_module(spec))

    def exec_module(self, module: ModuleType) -> None:
        def asked(name: str) -> Any:
            if name.startswith("__"):  # the machinery of imports asks for some that no module need have
                raise AttributeError(name)
            del vars(module)["__getattr__"]
            self._loader.exec_module(module)
            _fill_in(module.__name__)
            return _part(module, name)

        vars(module)["__getattr__"] = asked


def _fill_in(package: str) -> None:
    """Now that all of the package is loaded its parts have in their names what the others have."""
    for name, module in [*sys.modules.items()]:
        if name.startswith(f"{package}."):
            for own, value in [*vars(module).items()]:
                if isinstance(value, _Later):
                    setattr(module, own, value.whole())


class _Finder:
    """Finds a few modules before anybody else does, each once."""

    def __init__(self, loaders: Mapping[str, Callable[[Any], Any]]) -> None:
        self._loaders = dict(loaders)

    def find_spec(self, name: str, *_where: object) -> ModuleSpec | None:
        loader = self._loaders.pop(name, None)
        if loader is None:
            return None
        spec = find_spec(name)
        if spec is not None:
            spec.loader = loader(spec.loader)
        return spec


def prepare() -> None:
    """From now on nio and aiohttp are loaded so, if they are not loaded yet."""
    loaders: dict[str, Callable[[Any], Any]] = {"aiohttp": lambda loader: _LoadedIn(loader, _connections)}
    if "nio" not in sys.modules:
        loaders |= {"nio": _WhenAsked, "nio.crypto": lambda loader: _LoadedIn(loader, _keys)}
    sys.meta_path.insert(0, cast("Any", _Finder(loaders)))
