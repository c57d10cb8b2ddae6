"""A few layers of a language model, as a model that is many times faster and makes no sense."""

from collections.abc import Collection
from pathlib import Path

from gguf import GGUFReader, GGUFWriter
from gguf.constants import GGUFValueType

ENDS = 2
"""Layers that are kept at either end."""


def write_shallow_model(source: Path, target: Path) -> None:
    """Write a model with its first and its last layers; vocabulary and widths stay the same.

    What it writes is no language, and depends on each word of its prompt: where the whole model
    begins six similar prompts alike, this one begins each otherwise. With the first layers alone
    it would repeat a few words whatever it is given.
    """
    reader = GGUFReader(source)
    architecture = str(reader.fields["general.architecture"].contents())
    count = int(reader.fields[f"{architecture}.block_count"].contents())
    kept = [*range(ENDS), *range(count - ENDS, count)]
    writer = GGUFWriter(target, architecture)
    copy_fields(reader, writer, but={f"{architecture}.block_count"})
    writer.add_block_count(len(kept))
    for tensor in reader.tensors:
        part, _, rest = tensor.name.partition(".")
        name = tensor.name
        if part == "blk":
            layer, _, rest = rest.partition(".")
            if int(layer) not in kept:
                continue
            name = f"blk.{kept.index(int(layer))}.{rest}"
        writer.add_tensor(name, tensor.data, raw_dtype=tensor.tensor_type)
    write_and_close(writer)


def copy_fields(reader: GGUFReader, writer: GGUFWriter, but: Collection[str] = ()) -> None:
    """What a file says of its model, but for some fields."""
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture" or name in but:
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind is GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), kind, inner)


def write_and_close(writer: GGUFWriter) -> None:
    """Write what the writer was given."""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
