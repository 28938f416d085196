# SPDX-License-Identifier: MIT
"""The Debian package on a machine of its own: dpkg installs it, systemd starts it when a web server asks, and the
documentation's lines are all that an admin adds. The tests run in this order."""

import concurrent.futures
import threading
import time

import pytest

from conftest import CONFIG, PACKAGE, SERVERS, SOCKET, block, others
from harness.checks import wait_for
from harness.forms import content, get_file, send_file
from mailserver import Mailserver

DROP_INS = "/etc/systemd/system/livechat.service.d"
PICTURES = [("animated-500x375.gif", "image/gif"), ("lossy-500x375.webp", "image/webp"), ("palette-500x375.png", "image/png"),
            ("photo-640x480.jpg", "image/jpeg")]
EXPOSURE_MAX = 20  # tenths; systemd calls up to 49 "OK"


def send(client, room, text="hello"):
    return client.clone().post("message", token=room.visitor.token, rid=room.id, msg=text)


def serving(machine):
    """Returns the processes of the service, as this process knows them."""
    return machine.read("/sys/fs/cgroup/system.slice/livechat.service/cgroup.procs").split()


def first_process(machine):
    return int(machine.run("systemctl", "show", "--value", "--property=MainPID", "livechat.service").stdout)


def drop_in(machine, name, *lines):
    """Adds lines to the service, or removes those of that name."""
    path = f"{DROP_INS}/{name}.conf"
    if lines:
        machine.run("mkdir", "-p", DROP_INS)
        machine.write(path, "\n".join(["[Service]", *lines, ""]))
    else:
        machine.run("rm", path)
    machine.run("systemctl", "daemon-reload")


# --- Before anything is set up ------------------------------------------------------------------

def test_the_package_changes_no_web_server_and_no_database(found_before, machine):
    assert others(machine) == found_before


def test_systemd_finds_no_fault_in_the_units(machine):
    found = machine.run("systemd-analyze", "verify", "--man=no", "/lib/systemd/system/livechat.socket",
                        "/lib/systemd/system/livechat.service")
    assert found.stdout + found.stderr == ""


def test_the_service_has_few_rights(machine):
    machine.run("systemd-analyze", "security", f"--threshold={EXPOSURE_MAX}", "livechat.service")


def test_the_socket_waits_and_nothing_runs(machine):
    assert machine.state("livechat.socket") == "active"
    assert machine.state("livechat.service") == "inactive"
    assert machine.run("stat", "-c", "%U %G %a", SOCKET).stdout == "root www-data 660\n"
    assert machine.run("systemctl", "is-enabled", "livechat.socket").stdout == "enabled\n"


def test_the_program_says_which_file_is_missing(machine, web_server):
    answer = web_server("nginx").get("config")
    assert answer.status == 503 and answer.json["errorType"] == "error-service-unavailable", answer
    assert f"option file {CONFIG}: No such file or directory: create it" in machine.journal("livechat.service")


# --- Set up -------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", SERVERS)
def test_a_message_is_sent_through_the_web_server(name, db, machine, web_server):
    """The processes that began without an option file find it when it is there."""
    client, room = web_server(name), db.room()
    wait_for(lambda: client.get("config").status == 200)
    assert send(client, room, "from the package").status == 200
    history = client.get(f"messages.history/{room.id}", token=room.visitor.token)
    assert "from the package" in [message["msg"] for message in history.json["messages"]]
    assert client.raw("GET", "/api/v1/livechat/message/a%2Fb").status == 404
    assert '<script type="module"' in client.request("GET", "/livechat/inbox").text
    assert client.request("GET", "/livechat/widget.js").status == 200


def test_the_processes_run_under_their_own_account(db, machine, web_server):
    assert web_server("nginx").get("config").status == 200
    account = machine.run("id", "-u", "livechat").stdout.strip()
    assert len(serving(machine)) == 5
    for pid in serving(machine):
        with open(f"/proc/{pid}/status") as file:
            status = dict(line.rstrip("\n").split(":\t", 1) for line in file)
        assert status["Uid"].split() == [account] * 4
        assert (int(status["CapBnd"], 16), status["NoNewPrivs"], status["Seccomp"]) == (0, "1", "2")
    assert machine.run("find", "/var/lib/livechat", "-printf", "%u %m\n").stdout == "livechat 700\nlivechat 600\n"
    assert "serves with 4 processes" in machine.journal("livechat.service")
    assert f"option file {CONFIG}: No such file" in machine.read("/var/log/livechat/livechat.log")


def test_pictures_get_previews(db, machine, web_server):
    """In spite of the few rights that the unit leaves to the service."""
    client, room = web_server("nginx"), db.room()
    for name, media_type in PICTURES:
        answer = send_file(client, room, name, content(f"ok/{name}"), media_type)
        assert answer.status == 200, answer
        [attachment] = answer.json["attachments"]
        assert "image_preview" in attachment, machine.read("/var/log/livechat/livechat.log")
        assert get_file(client, attachment["image_url"], token=room.visitor.token).status == 200
    assert "no thumbnails" not in machine.read("/var/log/livechat/livechat.log")


def test_mail_goes_out_by_msmtp(db, machine, web_server):
    """As the documentation says, in spite of the few rights."""
    text = machine.read("/usr/share/doc/livechat/docs/admin.md")
    text = text[text.index("\n**Mail.**"):]
    drop_in(machine, "mail", *block(text, "[Service]").splitlines()[1:])
    machine.write("/etc/msmtprc", block(text, "account default"))
    machine.run("systemctl", "restart", "livechat.service")
    with Mailserver() as mailserver:
        for name, value in (("Livechat_offline_email", "desk@example.com"), ("From_Email", "chat@example.com"),
                            ("Livechat_validate_offline_email", "false")):
            machine.run("livechat-admin", "--config", CONFIG, "setting", "set", name, value)
        client = web_server("nginx")
        time.sleep(db.settings_age_s)
        answer = client.post("offline.message", name="Ann", email="ann@example.com", message="Are you there?")
        assert answer.status == 200, answer
        mail = wait_for(lambda: mailserver.mails and mailserver.mails[0])
    assert "Reply-To: Ann <ann@example.com>" in mail and "To: <desk@example.com>" in mail


# --- Stopping -----------------------------------------------------------------------------------

def test_a_request_is_answered_before_the_service_stops(db, machine, web_server):
    client, room = web_server("nginx"), db.room()
    drop_in(machine, "patience", "Environment=LIVECHAT_DATABASE_TIMEOUT=60")
    machine.run("systemctl", "restart", "livechat.service")
    assert send(client, room, "first").status == 200
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        with db.held(room):
            answer = pool.submit(send, client, room, "second")
            wait_for(db.waiting)
            stopped = pool.submit(machine.run, "systemctl", "stop", "livechat.service")
            wait_for(lambda: machine.state("livechat.service") == "deactivating")
            assert not answer.done() and not stopped.done()
        assert answer.result().status == 200
        stopped.result()
    assert "killed" not in machine.journal("livechat.service").lower()
    assert send(client, room, "third").status == 200, "the socket starts the service again"


@pytest.mark.parametrize("how", ["restart", "upgrade"])
def test_no_request_is_lost(how, db, machine, web_server):
    """Each is answered 200, and its message is there once."""
    client, rooms, done = web_server("nginx"), [db.room() for _ in range(4)], threading.Event()
    argv = {"restart": ["systemctl", "restart", "livechat.service"], "upgrade": ["dpkg", "-i", PACKAGE]}[how]

    def ask(room):
        answers = []
        while not done.is_set():
            answers.append(send(client, room, f"number {len(answers)}"))
        return answers
    assert client.get("config").status == 200
    with concurrent.futures.ThreadPoolExecutor(len(rooms)) as pool:
        asking = [pool.submit(ask, room) for room in rooms]
        try:
            for _ in range(3):
                before, sent = first_process(machine), db.value("SELECT COUNT(*) FROM messages")
                machine.run(*argv)
                wait_for(lambda b=before: first_process(machine) not in (0, b))
                wait_for(lambda s=sent: db.value("SELECT COUNT(*) FROM messages") > s + len(rooms))
        finally:
            done.set()
        for room, one in zip(rooms, asking):
            answers = one.result()
            assert [answer for answer in answers if answer.status != 200] == []
            stored = [row["msg"] for row in db.rows(
                "SELECT msg FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)]
            assert stored == [f"number {n}" for n in range(len(answers))]


def test_a_service_that_was_killed_comes_back(db, machine, web_server):
    client = web_server("nginx")
    assert client.get("config").status == 200
    before = first_process(machine)
    machine.run("systemctl", "kill", "--signal=SIGKILL", "livechat.service")
    wait_for(lambda: first_process(machine) not in (0, before))
    wait_for(lambda: client.get("config").status == 200)


def test_a_service_that_failed_for_a_while_comes_back(db, machine, web_server):
    """More often than systemd allows by default; nobody resets anything."""
    client = web_server("nginx")
    machine.run("systemctl", "stop", "livechat.service")
    drop_in(machine, "broken", "ExecStart=", "ExecStart=/bin/false")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(client.clone().get, "config")
        wait_for(lambda: int(machine.run("systemctl", "show", "--value", "--property=NRestarts",
                                         "livechat.service").stdout) > 6)
        drop_in(machine, "broken")
        wait_for(lambda: client.get("config").status == 200)
    assert machine.state("livechat.socket") == "active"


def test_nginx_says_when_to_come_again_if_nobody_listens(db, machine, web_server):
    client = web_server("nginx")
    machine.run("systemctl", "stop", "livechat.socket")
    assert machine.state("livechat.service") == "inactive", "it ends with its socket"
    answer = client.get("config")
    assert answer.status == 503 and answer.headers["Retry-After"] == "2"
    assert answer.json["errorType"] == "error-service-unavailable"
    machine.run("systemctl", "start", "livechat.socket")
    assert client.get("config").status == 200


# --- Removing -----------------------------------------------------------------------------------

def test_a_purge_leaves_the_database_and_its_option_file(db, machine):
    machine.run("dpkg", "--purge", "livechat")
    assert machine.run("mariadb", "-N", "livechat", "-e", "SELECT COUNT(*) > 0 FROM messages").stdout == "1\n"
    assert "password" in machine.read(CONFIG)
    for path in (SOCKET, "/var/lib/livechat", "/var/log/livechat", "/usr/lib/livechat"):
        assert machine.run("test", "-e", path, check=False).returncode == 1, path
    assert machine.run("systemctl", "list-units", "--all", "--no-legend", "livechat.*").stdout == ""
