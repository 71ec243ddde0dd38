"""Reading a YAML file so that every mistake in it can be told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from matrixbot.config import slips
from matrixbot.config.file import ConfigFile
from matrixbot.errors import ConfigError, Mistake

TYPE_TAG = "tag:yaml.org,2002:"


def read(path: Path) -> ConfigFile:
    """The file at `path`. Raises ConfigError if it cannot be read as one YAML mapping at all.

    Keys that stand twice, list items that stand twice, tags and anchors are noted as mistakes, the rest is read on.
    """
    text = _text(path)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise ConfigError(path, [_syntax(error, text)]) from None
    if not isinstance(root, MappingNode):
        message = "expected lines like `key: value`; config.example.yaml shows them all"
        raise ConfigError(path, [Mistake(0, "", message)])
    file = ConfigFile(path, text=tuple(text.splitlines()))
    file.values.update(_value(root, (), file))
    return file


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        message = "there is no such file; `matrixbot setup` writes one, or name another with --config"
        raise ConfigError(path, [Mistake(0, "", message)]) from None
    except OSError as error:
        message = f"cannot be read ({error.strerror}); the account that runs the bot must be able to read it"
        raise ConfigError(path, [Mistake(0, "", message)]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, [Mistake(line, "", "this is not UTF-8; save the file with that encoding")]) from None


def _syntax(error: YAMLError, text: str) -> Mistake:
    """What a YAML error means for the person who wrote the file, at the line where it began if that can be told."""
    problem, number = "it contains a control character", 0
    if isinstance(error, MarkedYAMLError):
        problem, number = str(error.problem), error.problem_mark.line + 1
    slip = slips.found(text, problem, number)
    return Mistake(slip.line, "", slip.text)


def _value(node: Node, place: tuple[str | int, ...], file: ConfigFile) -> Any:
    if node.anchor:
        file.skip(place, "anchors and aliases (& and *) are not read here; write the value out, or put it in quotes")
        return None
    if not str(node.tag).startswith(TYPE_TAG):
        file.skip(place, slips.QUOTES)
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, place, file)
    if isinstance(node, SequenceNode):
        return _sequence(node, place, file)
    if str(node.tag).removeprefix(TYPE_TAG) in {"null", "bool", "int", "float"}:
        return YAML(typ="safe", pure=True).constructor.construct_object(node)
    return node.value


def _mapping(node: MappingNode, place: tuple[str | int, ...], file: ConfigFile) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            file.mistakes.append(Mistake(line, "", "expected `key: value`, found a list or block in place of the key"))
            continue
        key = str(key_node.value)
        inner = (*place, key)
        if key in values:
            name = ".".join(str(part) for part in inner if isinstance(part, str))
            file.mistakes.append(Mistake(line, name, f"stands twice, first in line {file.lines[inner]}; remove one"))
            continue
        file.lines[inner] = line
        values[key] = _value(value_node, inner, file)
    return values


def _sequence(node: SequenceNode, place: tuple[str | int, ...], file: ConfigFile) -> list[Any]:
    values: list[Any] = []
    for position, item in enumerate(node.value):
        inner = (*place, position)
        file.lines[inner] = item.start_mark.line + 1
        value = _value(item, inner, file)
        if isinstance(value, str) and value in values:
            file.mistake(inner, f'"{value}" stands twice in this list; remove one')
        values.append(value)
    return values
