"""What describes the files: Frictionless data package and schema.org Dataset, both without any clock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from fujiplan_cli.publish.opendata.columns import Column, Table
from fujiplan_cli.publish.view import PublicView

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def dataset_title(view: PublicView, year: int | None = None) -> str:
    """Name of the data set of all years, or of one."""
    mark = "（架空のデータ）" if view.sample else ""
    years = f" {year}年度" if year else ""
    return f"{view.title} 事業の進捗と評価{years}{mark}"


def data_package(view: PublicView, tables: Iterable[Table], day: str, version: str, year: int | None) -> dict[str, Any]:
    """The descriptor of a folder's CSV files. ``day`` is that of the newest update in them."""
    words = view.words.get(year) if year else None
    own = view.publisher
    licence = (words.licence, words.licence_url) if words else (own["licence"], own["licence_url"])
    basis = words.legal_basis if words else view.publisher["legal_basis"]
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"ict-plan-review{f'-{year}' if year else ''}",
        "title": words.title if words else dataset_title(view, year),
        "version": version,
        "created": f"{day}T00:00:00+09:00",
        "licenses": [{"title": licence[0], "path": licence[1]}],
        **({"legal_basis": basis} if basis else {}),
        "resources": [_resource(t) for t in tables],
    }
    if view.preview:
        package["description"] = "未承認・確認用"
    return package


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(c) for c in table.columns],
            **({"primaryKey": list(table.key)} if table.key else {}),
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    found = {"name": column.name, "type": column.type, "title": column.title, "description": column.definition}
    return found | ({"unit": column.unit} if column.unit else {})


def dataset_document(view: PublicView, files: Mapping[str, bytes], columns: Iterable[Column]) -> dict[str, Any]:
    """schema.org Dataset (JSON-LD) of the files of all years, with size and hash of each."""
    publisher = {"@type": "GovernmentOrganization", "name": view.publisher["city"]}
    top = f"{view.base_url}/data/" if view.base_url else ""
    named = {c.name: c for c in columns}
    basis = view.publisher["legal_basis"]
    words = "事業の、年度ごとの進捗、指標、事業費及び評価です。1事業1年度を単位とします。"
    document: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": dataset_title(view),
        "description": f"{view.title}に基づく{words}",
        "inLanguage": "ja",
        "isAccessibleForFree": True,
        "license": view.publisher["licence_url"],
        **({"isBasedOn": {"@type": "Legislation", "name": basis}} if basis else {}),
        "creator": publisher,
        "publisher": publisher,
        "version": f"{view.year}.{view.published_iso}",
        "datePublished": min((u.published for u in view.updates), default=view.published_iso),
        "dateModified": max((u.published for u in view.updates), default=view.published_iso),
        "temporalCoverage": f"{view.years[-1]}-04-01/{view.year + 1}-03-31",
        "spatialCoverage": {
            "@type": "AdministrativeArea",
            "name": view.publisher["city"],
            "identifier": view.publisher["organisation_code"],
        },
        "keywords": ["情報化計画", "行政評価", "事業費", "成果指標", "オープンデータ"],
        "variableMeasured": [_variable(c) for c in named.values() if c.type in ("integer", "number")],
        "distribution": [_download(top, path, content) for path, content in sorted(files.items())],
    }
    return document | ({"url": top} if top else {})


def _variable(column: Column) -> dict[str, str]:
    found = {"@type": "PropertyValue", "name": column.name, "description": column.title}
    return found | ({"unitText": column.unit} if column.unit else {})


def _download(top: str, path: str, content: bytes) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": path,
        "contentUrl": f"{top}{path}",
        "encodingFormat": MEDIA_TYPES[path.rpartition(".")[2]],
        "contentSize": f"{len(content)} B",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
