"""Publishing when something goes wrong or several do it at once: nothing is lost, and it is known who it was."""

import os
import signal

from kb.access.audit import Actor, audit_of
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.files import locked
from kb.intake import changes
from tests.api.desk import FLOOD, Desk
from tests.api.serving import served
from tests.processes import processes_with
from tests.waiting import PATIENCE_S, until


def test_a_client_that_goes_away_does_not_keep_the_snapshot_from_being_served(desk: Desk) -> None:
    change = desk.upload("flood.txt", FLOOD.encode(), publish="true")

    def gone_away_and_served() -> bool:
        # each of these ends in the middle, one of them while the snapshot is being opened
        with desk.client.stream("GET", f"/api/changes/{change['id']}/events") as events:
            next(events.iter_lines())
        return len(desk.ids()) == 2

    until(gone_away_and_served)


def test_a_service_that_starts_again_takes_up_what_was_left(desk: Desk) -> None:
    change = desk.until(desk.upload("flood.txt", FLOOD.encode()), "ready")
    approved = changes.approve(desk.settings, change["id"], lambda found: found)
    torn = changes.create(desk.settings, "add", "torn", "编辑", "127.0.0.1")
    with served(desk.settings) as again:
        again.headers["Authorization"] = desk.client.headers["Authorization"]
        other = Desk(again, desk.settings)
        other.until({"id": approved.id}, "published")
        assert len(other.ids()) == 2
        # an upload that broke off is no document
        assert again.get(f"/api/changes/{torn.id}").json()["state"] == "receiving"


def test_it_is_recorded_who_published(desk: Desk) -> None:
    change = desk.until(desk.upload("flood.txt", FLOOD.encode()), "ready")
    secret = KeyStore(desk.settings.data_dir).add("乙", Role.EDIT)
    headers = {"Authorization": f"Bearer {secret}"}
    # the service looks for new keys once a second
    until(lambda: desk.client.post(f"/api/changes/{change['id']}/publish", headers=headers).status_code == 202)
    desk.until(change, "published")
    rows = audit_of(desk.settings.data_dir, Actor("", "", "")).rows()
    told = [(row["who"], row["role"], row["address"], row["action"]) for row in rows if row["result"] == "done"]
    assert ("编辑", "edit", "127.0.0.1", "upload") in told
    assert {("乙", "edit", "127.0.0.1", "approve"), ("乙", "edit", "127.0.0.1", "add")} <= set(told)


def test_without_a_key_nothing_is_taken_in(desk: Desk) -> None:
    del desk.client.headers["Authorization"]
    assert desk.client.post("/api/documents", files={"file": ("a.txt", b"x")}).status_code == 401
    assert desk.client.delete("/api/documents/fire").status_code == 401
    assert desk.client.get("/api/changes").status_code == 401
    assert not changes.changes_dir(desk.settings).exists()


def test_two_at_once_are_both_published(desk: Desk) -> None:
    names = ("防汛", "抗旱", "防雪")
    sent = [desk.upload(f"{n}.txt", FLOOD.replace("防汛", n).encode(), publish="true") for n in names]
    assert {desk.until(change, "published")["state"] for change in sent} == {"published"}
    assert len(desk.ids()) == 4


def test_a_publication_that_is_killed_loses_nothing(desk: Desk) -> None:
    change = desk.until(desk.upload("flood.txt", FLOOD.encode()), "ready")
    before = desk.client.get("/ready").json()["snapshot"]
    # another process changes the library, so that this one is not done before it is killed
    with locked(desk.settings.snapshot_dir / ".library", PATIENCE_S, AssertionError):
        assert desk.client.post(f"/api/changes/{change['id']}/publish").status_code == 202
        until(lambda: desk.client.get(f"/api/changes/{change['id']}").json()["state"] == "publishing")
        [pid] = processes_with("kb.intake.worker", "publish", change["id"])
        os.kill(pid, signal.SIGKILL)
        told = desk.until(change, "ready")
    assert "中断" in told["error"]
    assert "重试" in told["error"]
    assert desk.client.get("/ready").json()["snapshot"] == before
    desk.publish(change)
    assert len(desk.ids()) == 2
    assert desk.lead("加固堤防由谁牵头") == ["县水利局"]
