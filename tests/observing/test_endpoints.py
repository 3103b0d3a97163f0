"""What a process says over HTTP of how it is, and to whom."""

from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from bot.health import Asked, endpoints

READY = {"bank": True, "database": True, "tables": True, "work": True, "discord": True}


def client(
    found: Mapping[str, bool] = READY, *, readers: str = "loopback", by: str = "127.0.0.1"
) -> TestClient:
    async def checks() -> Mapping[str, bool]:
        return found

    async def figures() -> bytes:
        return b"coach_up 1\n"

    made = endpoints(Asked(checks, figures, readers))
    return TestClient(made, base_url="http://127.0.0.1:8000", client=(by, 40000))


@pytest.mark.parametrize("part", sorted(READY))
def test_a_part_that_is_not_ready_is_named_with_503(part: str) -> None:
    answer = client(READY | {part: False, "model": True}).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()[part] is False


def test_without_a_model_the_coach_is_ready_and_says_that_it_has_none() -> None:
    answer = client(READY | {"model": False}).get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["model"] is False


def test_a_process_that_is_not_ready_is_alive() -> None:
    assert client(READY | {"database": False}).get("/healthz").status_code == 200


def test_figures_are_read_on_this_machine() -> None:
    answer = client().get("/metrics")
    assert answer.text == "coach_up 1\n"
    assert answer.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.parametrize("by", ["10.1.2.3", "2001:db8::1", "testclient"])
def test_figures_are_for_nobody_on_another_machine(by: str) -> None:
    assert client(by=by).get("/metrics").status_code == 404
    assert client(by=by, readers="any").get("/metrics").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "10.1.2.3"},
        {"forwarded": "for=10.1.2.3"},
        {"x-real-ip": "10.1.2.3"},
        {"host": "coach.example.org"},
        {"host": "127.0.0.1.example.org"},
    ],
)
def test_figures_are_for_nobody_who_asks_through_a_proxy_or_a_page(
    headers: Mapping[str, str],
) -> None:
    assert client().get("/metrics", headers=headers).status_code == 404


def test_figures_can_be_off() -> None:
    assert client(readers="off").get("/metrics").status_code == 404


def test_figures_on_a_closed_network_are_not_for_those_before_its_proxy() -> None:
    inside = client(by="10.1.2.3", readers="any")
    assert inside.get("/metrics", headers={"host": "coach:8000"}).status_code == 200
    assert inside.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 404
