"""What is deployed to watch the coach asks for figures that there are, by labels that they have."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from bot.observing import figures

DEPLOY = Path(__file__).parents[2] / "deploy"
KNOWN = {one.name: one for one in figures.ALL}
OTHERS = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}
_NAME = re.compile(r"\b(coach_\w+|up|process_\w+)\b(?:\{([^}]*)\})?")
_BY = re.compile(r"\b(?:by|on) \(([^)]*)\)")
_ADDED = {"le", "instance", "job"}


def rules() -> list[dict[str, Any]]:
    found = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found = json.loads((DEPLOY / "grafana" / "dashboards" / "coach.json").read_text())
    return list(found["panels"])


def asked_for(expression: str) -> set[str]:
    """The names in an expression; AssertionError for one that nobody has, or by labels that it has
    not."""
    names, labels = set(), set[str]()
    for name, chosen in _NAME.findall(expression):
        plain = re.sub(r"_(bucket|sum|count)$", "", name) if name not in KNOWN else name
        assert plain in KNOWN or plain in OTHERS, name
        names.add(plain)
        labels |= set(KNOWN[plain].labels) if plain in KNOWN else set()
        assert set(re.findall(r"(\w+)[!=]", chosen)) <= labels | _ADDED, expression
    for by in _BY.findall(expression):
        assert {one.strip() for one in by.split(",")} <= labels | _ADDED, expression
    return names


def test_every_alert_asks_for_figures_that_there_are_and_says_what_is_wrong() -> None:
    for rule in rules():
        assert asked_for(rule["expr"]), rule
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
        named = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        known = {
            label for name in asked_for(rule["expr"]) & set(KNOWN) for label in KNOWN[name].labels
        }
        assert named <= known | _ADDED


def test_the_dashboard_shows_figures_that_there_are() -> None:
    assert len(panels()) > 10
    for panel in panels():
        for target in panel["targets"]:
            assert asked_for(target["expr"])


def test_what_to_do_about_each_alert_is_written_down() -> None:
    text = (DEPLOY.parent / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in rules() if f"`{rule['alert']}`" not in text] == []


def test_every_figure_is_named_where_an_operator_looks() -> None:
    text = (DEPLOY.parent / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"`{name}`" not in text] == []


def test_the_compose_file_mounts_files_that_there_are() -> None:
    compose = yaml.safe_load((DEPLOY.parent / "docker-compose.yml").read_text(encoding="utf-8"))
    mounted = [
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", ())
    ]
    assert [
        one for one in mounted if one.startswith("./") and not Path(DEPLOY.parent, one).exists()
    ] == []
    assert {one for one in mounted if not one.startswith("./")} <= set(compose["volumes"])
    for name in ("prometheus", "grafana"):
        assert compose["services"][name]["profiles"] == ["observability"]
        assert all(one.startswith("127.0.0.1:") for one in compose["services"][name]["ports"])
    scraped = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))
    for job in scraped["scrape_configs"]:
        for one in job["static_configs"]:
            assert {target.partition(":")[0] for target in one["targets"]} <= set(
                compose["services"]
            )
