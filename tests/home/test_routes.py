from tests.client import CheckingClient


def test_health_names_the_database_and_its_revision(client: CheckingClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": {"dialect": "sqlite", "is_reachable": True, "revision": "0001"}}


def test_the_address_without_language_leads_to_french(client: CheckingClient) -> None:
    assert client.get("/").location == "/fr/"
