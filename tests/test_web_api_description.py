"""/openapi.json tells the truth: every address is in it, and what a real server answers is as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from bundled import SAMPLES, needs_model
from web_server import Served, events, serving

import edge.web
from edge.folder import Pictures
from edge.versions import cifra_version

pytest.importorskip("starlette", reason="the extra serve is not installed")

HERE = Path(edge.web.__file__).parent
DESCRIPTION = json.loads((HERE / "openapi.json").read_text(encoding="utf-8"))
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def resolved(one: dict[str, Any]) -> dict[str, Any]:
    """What a "$ref" means."""
    if "$ref" not in one:
        return one
    found: Any = DESCRIPTION
    for name in one["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


def unlike(value: Any, schema: dict[str, Any], place: str = "") -> Iterator[str]:
    """In what `value` is not as `schema` says, of the words of JSON Schema that the description uses."""
    schema = resolved(schema)
    if "oneOf" in schema:
        if all(list(unlike(value, one)) for one in schema["oneOf"]):
            yield f"{place}: {value!r} is none of what it may be"
        return
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool) for kind in kinds):
        yield f"{place}: {value!r} is no {kinds}"
    elif isinstance(value, dict):
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value)
        for name, own in value.items():
            if name in properties:
                yield from unlike(own, properties[name], f"{place}.{name}")
            elif more is False:
                yield f"{place}.{name} is not described"
            elif isinstance(more, dict):
                yield from unlike(own, more, f"{place}.{name}")
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{place} has {len(value)} items"
        for index, own in enumerate(value):
            yield from unlike(own, schema["items"], f"{place}[{index}]")
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not listed"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{place}: {value!r} is not of the pattern"
    elif isinstance(value, float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{place}: {value} is too small or large"


def test_the_check_itself_finds_what_is_wrong() -> None:
    digit = {"label": "7", "confidence": 0.5, "box": [1, 2, 3, 4], "line": 0}
    schema = {"$ref": "#/components/schemas/Digit"}
    assert not list(unlike(digit, schema))
    for wrong in ({"label": "x"}, {"confidence": 1.5}, {"box": [1, 2, 3]}, {"line": "0"}, {"more": 1}, {"line": True}):
        assert len(list(unlike(digit | wrong, schema))) == 1


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SAMPLES / "clip.avi") as server:
        server.until("/api/reading", lambda now: now["number"])
        yield server


def test_every_address_is_described_and_no_other(tmp_path: Path) -> None:
    from edge.web.app import application
    from edge.web.broadcast import Broadcast
    from edge.web.desk import Desk
    from edge.web.kept_region import KeptRegion

    nothing: Any = None  # neither camera nor network: only the addresses are asked for
    broadcast = Broadcast(Pictures([], "none"), nothing, 0.7, nothing)
    routes: Any = application(broadcast, Desk(nothing), KeptRegion(tmp_path, "none")).routes
    served = {(route.path, method.lower()) for route in routes for method in route.methods - {"HEAD"}}
    interface = {(path, method) for path, method in served if not path.startswith(("/page/", "/docs", "/openapi"))}
    described = {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert interface - {("/", "get")} == described


def test_the_description_is_of_this_version_and_whole() -> None:
    assert DESCRIPTION["openapi"] == "3.1.0"
    assert DESCRIPTION["info"]["version"] == cifra_version()
    assert all(resolved({"$ref": found}) for found in re.findall(r'"\$ref": "([^"]+)"', json.dumps(DESCRIPTION)))


@needs_model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("/api/read", "post", (SAMPLES / "marker.jpg").read_bytes(), 200),
        ("/api/read?details=1", "post", (SAMPLES / "blackboard.jpg").read_bytes(), 200),
        ("/api/read?rotate=auto&roi=0,0,600,400&expect=9", "post", (SAMPLES / "marker.jpg").read_bytes(), 200),
        ("/api/read?roi=0", "post", b"", 400),
        ("/api/read", "post", b"", 415),
        ("/api/reading", "get", None, 200),
        ("/api/region", "put", b'{"roi": [0, 0, 640, 480]}', 200),
        ("/api/region", "put", b"", 400),
        ("/api/region", "delete", None, 200),
        ("/api/health", "get", None, 200),
    ],
)
def test_an_answer_is_as_described(served: Served, path: str, method: str, body: bytes | None, status: int) -> None:
    answer = served.ask(path, method.upper(), body)
    assert answer.status == status
    told = resolved(DESCRIPTION["paths"][path.partition("?")[0]][method]["responses"][str(status)])
    assert answer.headers["content-type"] == "application/json"
    assert not list(unlike(answer.json(), told["content"]["application/json"]["schema"]))


@needs_model
@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), [("/api/explain", "post"), ("/snapshot.jpg", "get"), ("/metrics", "get")])
def test_what_is_no_json_is_of_the_kind_described(served: Served, path: str, method: str) -> None:
    answer = served.ask(path, method.upper(), (SAMPLES / "marker.jpg").read_bytes() if method == "post" else None)
    (kind,) = DESCRIPTION["paths"][path][method]["responses"]["200"]["content"]
    assert answer.headers["content-type"].partition(";")[0] == kind


@needs_model
@pytest.mark.slow
def test_events_are_as_described(served: Served) -> None:
    with served.following("/api/events") as response:
        found = {event.kind: event.fields for event in islice(events(response), 4)}
    for kind in ("status", "camera", "region", "announcement"):
        assert not list(unlike(found[kind], {"$ref": f"#/components/schemas/{kind.capitalize()}"}))


@needs_model
@pytest.mark.slow
def test_metrics_are_in_the_format_of_prometheus(served: Served) -> None:
    lines = served.ask("/metrics").body.decode().splitlines()
    names = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    assert {
        *("cifra_frames_total", "cifra_frames_dropped_total", "cifra_stage_seconds_total", "cifra_announcements_total"),
        *("cifra_camera_faults_total", "cifra_viewers", "cifra_resident_memory_bytes", "cifra_readings_total"),
    } <= set(names)
    for line in lines:
        comment = re.fullmatch(r"# (HELP|TYPE) cifra_\w+ .+", line)
        assert comment or re.fullmatch(r'cifra_\w+(\{[a-z]+="\w+"\})? [0-9.e+-]+', line), line
    assert served.metric("cifra_frames_total") > 0
    assert served.metric("cifra_resident_memory_bytes") > 20e6
    assert {f'cifra_stage_seconds_total{{stage="{stage}"}}' for stage in ("page", "digit")} <= {
        line.split()[0] for line in lines
    }


@needs_model
@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/docs", "/docs/docs.js", "/openapi.json", "/page/index.html"])
def test_files_come_with_a_mark_and_not_twice(served: Served, path: str) -> None:
    first = served.ask(path)
    assert first.status == 200
    assert first.body
    again = served.ask(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@needs_model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere", "GET", 404),
        ("/page/", "GET", 404),
        ("/page/../app.py", "GET", 404),
        ("/page/..%2fapp.py", "GET", 404),
        ("/page/%2e%2e/app.py", "GET", 404),
        ("//etc/passwd", "GET", 404),
        ("/api/read", "GET", 405),
        ("/api/reading", "POST", 405),
        ("/api/region", "GET", 405),
    ],
)
def test_other_addresses_and_methods_are_refused_in_json(served: Served, path: str, method: str, status: int) -> None:
    answer = served.ask(path, method)
    assert answer.status == status
    assert not list(unlike(answer.json(), {"$ref": "#/components/schemas/Error"}))
