"""A disk that takes no more: who uploads is told so, everybody else is answered as before, and space mends it."""

import resource
import subprocess
from pathlib import Path

from tests.api.libraries import library_of_one
from tests.api.serving import command
from tests.faults.plans import plan, version_answered
from tests.waiting import until

_FULL = 40_000


def _limit(process: "subprocess.Popen[bytes]", most: int) -> None:
    """What a file of the process may grow to, which for whoever writes is as a full disk."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def test_an_upload_that_finds_no_room_harms_nothing(tmp_path: Path) -> None:
    settings, key = library_of_one(tmp_path)
    with command(settings, tmp_path / "log", ZEREN_CORPUS_DIR=str(settings.corpus_dir)) as (process, client):
        client.headers["X-API-Key"] = key
        long = {"file": ("plan.txt", plan(1).encode() + "附则。\n".encode() * 10_000)}
        short = {"file": ("plan.txt", plan(1).encode())}

        def published() -> bool:
            found = client.get(f"/api/changes/{change['id']}").json()
            assert found["state"] != "failed", found
            return bool(found["state"] == "published")

        _limit(process, _FULL)
        refused = client.post("/api/documents", files=long)
        assert refused.status_code == 503
        assert "磁盘空间" in refused.json()["detail"]
        # nothing of it is left, and reading goes on
        assert client.get("/api/changes").json()["items"] == []
        assert client.get("/api/tasks").json()["total"] == 1
        # the snapshot finds no room either: what is served stays
        change = client.post("/api/documents", files=short, data={"publish": "true"}).json()
        until(lambda: client.get(f"/api/changes/{change['id']}").json()["state"] in ("failed", "ready"))
        assert client.get("/api/tasks").json()["total"] == 1
        assert "warning" not in client.get("/ready").json()
        _limit(process, resource.RLIM_INFINITY)
        change = client.post("/api/documents", files=short, data={"publish": "true"}).json()
        until(published)
        assert version_answered(client.base_url) == 1
