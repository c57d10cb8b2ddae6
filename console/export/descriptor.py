"""The bundle's ``datapackage.json``: each column's type, unit and meaning, as Frictionless says."""

from typing import Literal

from console.column_types import NUMERIC_TYPES
from console.domain.json_objects import JsonObject
from console.measures.schema import Column, Table

Format = Literal["parquet", "csv"]

PACKAGE_NAME = "switchboard-bundle"

_MEDIA_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}

_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}


def data_package(tables: list[Table], fmt: Format, *, for_spreadsheets: bool = False) -> JsonObject:
    """The descriptor of a bundle with these tables; for spreadsheets CSV has a byte order mark."""
    encoding = "utf-8-sig" if for_spreadsheets else "utf-8"
    return {
        "profile": "data-package",
        "name": PACKAGE_NAME,
        "title": "Chats of customer service agents, recorded by Switchboard",
        "resources": [_resource(table, fmt, encoding) for table in tables],
    }


def _resource(table: Table, fmt: Format, encoding: str) -> JsonObject:
    resource: JsonObject = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.{fmt}",
        "format": fmt,
        "mediatype": _MEDIA_TYPES[fmt],
        "description": table.description,
        "schema": {
            "fields": [_field(column, fmt) for column in table.columns],
            "primaryKey": list(table.key),
        },
    }
    if fmt == "csv":
        resource |= {"encoding": encoding, "dialect": _DIALECT}
    return resource


def _field(column: Column, fmt: Format) -> JsonObject:
    field: JsonObject = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.formula:
        field["formula"] = f"codebook.md: {column.name}"
    if not column.nullable:
        field["constraints"] = {"required": True}
    elif fmt == "parquet" and column.type in NUMERIC_TYPES - {"boolean"}:
        # Frictionless reads Parquet through pandas, which makes NaN of a number that is null.
        field["missingValues"] = ["", "nan"]
    return field
