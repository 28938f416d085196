# SPDX-License-Identifier: MIT
"""The plug-in for WordPress, in Debian's WordPress on a shared host: Apache runs PHP and the program under the customer's
account. `make check-wordpress` installs what it needs."""

import base64
import io
import json
import os
import re
import shutil
import stat
import subprocess
import time
import zipfile

import pytest
import requests

import servers
from harness.data import Data, new_id
from harness.faults import own
from harness.signed import signed_login
from harness.site import MODULES

SOURCE = "/usr/share/wordpress"
PLUGIN = os.path.join(servers.ROOT, "contrib", "wordpress")
THEME = "twentytwentyone"
ADMIN, EDITOR, WRITER = "boss", "Ed Itor", "writer"
PASSWORD = "a long password"


def read(path):
    with open(path, "rb") as file:
        return file.read()


class WordPress:
    """A website in a customer's public_html; .url is its address, .db the database, .cnf where the option file belongs."""

    def __init__(self, owner, runs=True):
        """`runs`: an .htaccess file may let programs run, which it has to; otherwise the host sends them as files."""
        self.owner, self.account = owner, owner.account
        self.port = servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.public, self.cgi_bin = self.account.public, self.account.cgi_bin
        self.cnf = os.path.join(self.account.home, "livechat.cnf")
        self.plugins = os.path.join(self.public, "wp-content", "plugins")
        shutil.rmtree(self.cgi_bin)
        self.files()
        self.apache(runs)
        self.db = Data(owner.config)

    # --- the host ---

    def files(self):
        shutil.copytree(SOURCE, self.public, dirs_exist_ok=True, ignore_dangling_symlinks=True,
                        ignore=shutil.ignore_patterns("wp-config.php", "languages", "twentytwenty[!o]*"))
        options = self.owner.options
        values = {"DB_NAME": options["database"], "DB_USER": options["user"], "DB_PASSWORD": options["password"],
                  "DB_HOST": f"localhost:{options['socket']}", "DB_CHARSET": "utf8mb4", "FS_METHOD": "direct"}
        lines = "".join(f"define({json.dumps(name)}, {json.dumps(value)});\n" for name, value in values.items())
        servers.write_file(os.path.join(self.public, "wp-config.php"), f"""<?php
{lines}foreach (array('DISABLE_WP_CRON', 'WP_HTTP_BLOCK_EXTERNAL', 'AUTOMATIC_UPDATER_DISABLED') as $name) define($name, true);
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
""")
        subprocess.run(["chown", "-R", str(self.account.uid), self.account.home], check=True)

    def apache(self, runs):
        self.run = os.path.join(self.account.folder, "apache")
        os.mkdir(self.run)
        own(self.run, 0o755)
        self.access_log = os.path.join(self.run, "access.log")
        modules = "".join(f"LoadModule {name}_module {MODULES}/{file}.so\n" for name, file in [
            *((name, f"mod_{name}") for name in ("mpm_prefork", "authz_core", "alias", "dir", "mime", "env", "setenvif", "cgi")),
            ("php", "libphp8.2")])
        conf = os.path.join(self.run, "httpd.conf")
        servers.write_file(conf, f"""ServerRoot {self.run}
Listen 127.0.0.1:{self.port}
ServerName localhost
PidFile {self.run}/pid
DefaultRuntimeDir {self.run}
ErrorLog {self.run}/error.log
{modules}TypesConfig /etc/mime.types
DocumentRoot {self.public}
DirectoryIndex index.php
LogFormat "%r %>s %{{Referer}}i"
TransferLog {self.access_log}
php_admin_value upload_max_filesize 64M
php_admin_value post_max_size 64M
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<Directory {self.public}>
	AllowOverride {"All" if runs else "None"}
	Require all granted
	<FilesMatch "\\.php$">
		SetHandler application/x-httpd-php
	</FilesMatch>
</Directory>
""")
        become = [] if os.getuid() else [f"--reuid={self.account.uid}", f"--regid={self.account.uid}", "--clear-groups"]
        self.process = servers.Process(
            "apache2", ["setpriv", *become, "/usr/sbin/apache2", "-DFOREGROUND", "-f", conf], os.path.join(self.run, "log"))
        self.process.wait_until(lambda: servers.port_error(self.port) is not None)

    # --- WordPress ---

    def install(self):
        answer = requests.post(f"{self.url}/wp-admin/install.php?step=2", data={
            "weblog_title": "Tea", "user_name": ADMIN, "admin_password": PASSWORD, "admin_password2": PASSWORD,
            "pw_weak": "on", "admin_email": "boss@example.com", "blog_public": "0", "language": ""}, timeout=120)
        assert "Success!" in answer.text, answer.text[-2000:]
        self.php(f"""switch_theme('{THEME}');
foreach (array('{EDITOR}' => 'editor', '{WRITER}' => 'author') as $name => $role)
	wp_insert_user(array('user_login' => $name, 'user_pass' => '{PASSWORD}', 'role' => $role, 'display_name' => "The $role",
		'user_email' => "$role@example.com"));""")

    def php(self, code):
        """Runs code in WordPress, under the customer's account."""
        result = self.account.run(["/usr/bin/php", "-r", f"""
$_SERVER['HTTP_HOST'] = '127.0.0.1:{self.port}'; $_SERVER['DOCUMENT_ROOT'] = '{self.public}';
require '{self.public}/wp-load.php'; require_once ABSPATH . 'wp-admin/includes/plugin.php'; {code}"""])
        assert result.returncode == 0 and "Warning" not in result.stdout, result
        return result.stdout

    def browser(self, user):
        """A client that is logged in to WordPress."""
        client = requests.Session()
        client.cookies.set("wordpress_test_cookie", "WP%20Cookie%20check")
        answer = client.post(f"{self.url}/wp-login.php", data={"log": user, "pwd": PASSWORD, "testcookie": "1"},
                             allow_redirects=False, timeout=60)
        assert answer.status_code == 302, answer.text
        return client

    def zip(self, program=None):
        """The plug-in as its owner makes it for the upload."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in ("livechat.php", "readme.txt"):
                archive.writestr(f"livechat/{name}", read(os.path.join(PLUGIN, name)))
            archive.writestr("livechat/livechat.fcgi", program or read(os.path.join(servers.CGI_BIN, "livechat.fcgi")))
        return out.getvalue()

    def put_plugin(self, program=None):
        """Uploads it by FTP."""
        with zipfile.ZipFile(io.BytesIO(self.zip(program))) as archive:
            archive.extractall(self.plugins)
        subprocess.run(["chown", "-R", str(self.account.uid), self.plugins], check=True)

    def activate(self):
        """Activates it; returns what is wrong."""
        self.php("activate_plugin('livechat/livechat.php');")
        return self.problem()

    def again(self):
        self.php("livechat_set_up();")
        return self.problem()

    def problem(self):
        """What its administrator reads on each page, without the markup."""
        page = self.browser(ADMIN).get(f"{self.url}/wp-admin/index.php", timeout=60).text
        found = re.search(r'id="livechat-problem"><p>Livechat: (.*?) <a', page)
        return found[1].replace("&#039;", "'") if found else None

    def signed(self, user):
        """The address of the inbox to which the menu item leads, and the login in it."""
        answer = self.browser(user).get(f"{self.url}/wp-admin/admin.php?page=livechat", allow_redirects=False, timeout=60)
        if answer.status_code != 302:
            return answer.status_code, None
        address, _, text = answer.headers["Location"].partition("#login=")
        assert address == f"{self.url}/cgi-bin/livechat.fcgi/livechat/inbox" and "no-store" in answer.headers["Cache-Control"]
        return 302, json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    def log_in(self, fields):
        answer = requests.post(f"{self.url}/cgi-bin/livechat.fcgi/api/v1/livechat/login.signed", json=fields, timeout=60)
        return answer.status_code, answer.json()

    @property
    def secret(self):
        return re.search(r'^login-secret = "(.*)"$', read(self.cnf).decode(), re.M)[1]


@pytest.fixture
def new_wordpress(new_owner):
    """A function that installs a website: new_wordpress(runs=False)."""
    if not os.path.exists(os.path.join(SOURCE, "wp-load.php")):
        pytest.skip(f"NOT RUN, it needs WordPress: {SOURCE} (package wordpress)")
    started = []

    def start(**options):
        started.append(WordPress(new_owner(), **options))
        started[-1].install()
        return started[-1]
    yield start
    for one in started:
        one.process.stop()


def tables(site):
    return {name for row in site.db.rows("SHOW TABLES") for name in row.values()}


# --- the whole way ---------------------------------------------------------------------------------

def test_from_the_upload_to_an_answer_and_back(new_wordpress, node):
    site = new_wordpress()
    archive = site.account.put("livechat.zip", content=site.zip(), mode=0o644)
    node("wordpress.mjs", LIVECHAT_URL=site.url, LIVECHAT_ZIP=archive, LIVECHAT_PASSWORD=PASSWORD,
         LIVECHAT_PEOPLE=json.dumps({"admin": ADMIN, "editor": EDITOR, "writer": WRITER}))

    # It was deactivated and deleted at the end.
    assert os.stat(site.cnf).st_uid == site.account.uid and stat.S_IMODE(os.stat(site.cnf).st_mode) == 0o600
    assert not os.path.exists(os.path.join(site.plugins, "livechat"))
    assert not site.db.rows("SELECT option_name FROM wp_options WHERE option_name LIKE 'livechat%%'")
    assert site.db.value("SELECT COUNT(*) FROM messages WHERE msg IN ('Is anybody there?', 'I am!')") == 2
    program = os.path.join(site.cgi_bin, "livechat.fcgi")
    assert read(program) == read(os.path.join(servers.CGI_BIN, "livechat.fcgi"))
    assert stat.S_IMODE(os.stat(program).st_mode) == 0o755
    assert site.account.ask()[0] == 200, "the chat goes on without the plug-in"
    assert sorted(os.listdir(site.cgi_bin)) == [".htaccess", "livechat.fcgi"]

    log = read(site.access_log).decode()
    assert "POST /cgi-bin/livechat.fcgi/api/v1/livechat/login.signed" in log
    assert "login=" not in log and "signature" not in log
    rows = {row["username"]: row["roles"] for row in site.db.rows("SELECT username, roles FROM users")}
    assert rows == {ADMIN: 1 + 2 + 4 + 16, "Ed-Itor.wp2": 1 + 2 + 4}


# --- logins ----------------------------------------------------------------------------------------

def test_who_is_let_in_and_which_logins_are_refused(new_wordpress):
    site = new_wordpress()
    site.put_plugin()
    assert site.activate() is None
    status, fields = site.signed(ADMIN)
    assert status == 302 and fields["role"] == "admin" and fields["expires"] <= time.time() + 60
    for change in ({"username": "other"}, {"role": "livechat-agent"}, {"expires": fields["expires"] - 1},
                   {"nonce": new_id(32)}, {"name": "Other"}, {"email": "x@example.com"}):
        assert site.log_in({**fields, **change})[1]["errorType"] == "error-signed-login-refused"
    pages = ("index.php", "options.php", "admin.php?page=livechat-settings", "plugins.php")
    client = site.browser(ADMIN)
    assert not [page for page in pages if site.secret in client.get(f"{site.url}/wp-admin/{page}", timeout=60).text]
    status, body = site.log_in(fields)
    assert status == 200 and body["data"]["me"]["username"] == ADMIN
    status, body = site.log_in(fields)
    assert (status, body["errorType"]) == (401, "error-signed-login-used")
    status, body = site.log_in(signed_login(site.secret, ADMIN, "admin", expires=int(time.time()) - 1))
    assert (status, body["errorType"]) == (401, "error-signed-login-expired")

    # Editors are what the settings say, all others nothing.
    assert site.signed(EDITOR)[1]["role"] == "livechat-agent"
    assert site.signed(WRITER)[1] is None
    site.php("livechat_keep(array('editors' => ''));")
    assert site.signed(EDITOR)[1] is None
    assert requests.get(f"{site.url}/wp-admin/admin.php?page=livechat", allow_redirects=False,
                        timeout=60).headers["Location"].startswith(f"{site.url}/wp-login.php")


def test_two_users_never_share_an_account(new_wordpress):
    site = new_wordpress()
    site.put_plugin()
    names = ["a b", "a-b", "a@b", "a.wp7", "A.WP8", "x" * 60, "x" * 59 + " y", "lisa"]
    made = json.loads(site.php("""require WP_PLUGIN_DIR . '/livechat/livechat.php'; $made = array();
foreach (json_decode('%s') as $id => $login) { $user = new WP_User(); $user->ID = $id + 10;
	$user->data = (object) array('user_login' => $login, 'ID' => $id + 10); $made[] = livechat_username($user); }
echo json_encode($made);""" % json.dumps(names)))
    assert len({name.lower() for name in made}) == len(names) and made[-1] == "lisa" and made[1] == "a-b"
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,64}", name) for name in made)


# --- what goes wrong ---------------------------------------------------------------------------------

def test_a_program_that_was_cut_off(new_wordpress):
    site = new_wordpress()
    program = read(os.path.join(servers.CGI_BIN, "livechat.fcgi"))
    tries = [site.activate, site.again, site.again]
    for content, attempt in zip((program[:-1000], program[:40], b"<html>" + program), tries):
        site.put_plugin(content)
        assert "is cut off or changed: upload it again, in binary mode" in attempt()
    assert not os.path.exists(site.cgi_bin)
    page = requests.get(site.url, timeout=60).text
    assert "widget.js" not in page, "a chat that is not there is not shown"
    site.put_plugin()
    assert site.again() is None
    assert "/cgi-bin/livechat.fcgi/livechat/widget.js" in requests.get(site.url, timeout=60).text


def test_an_update_of_the_plug_in_brings_its_program(new_wordpress):
    site = new_wordpress()
    site.put_plugin()
    assert site.activate() is None
    later = read(os.path.join(servers.CGI_BIN, "livechat.fcgi")) + b"later"
    site.put_plugin(later)
    site.browser(EDITOR).get(f"{site.url}/wp-admin/", timeout=60)
    program = os.path.join(site.cgi_bin, "livechat.fcgi")
    assert read(program) != later, "only who may change settings has it installed"
    assert site.problem() is None and read(program) == later
    assert site.log_in(site.signed(ADMIN)[1])[0] == 200


def test_a_host_that_runs_no_programs(new_wordpress):
    site = new_wordpress(runs=False)
    site.put_plugin()
    assert "as a download instead of running it: ask your host which folder is for programs" in site.activate()
    assert os.listdir(site.cgi_bin) == ["livechat.fcgi"], "no .htaccess file stays that does nothing"


def test_folders_that_php_may_not_write_to(new_wordpress):
    site = new_wordpress()
    site.put_plugin()
    os.chmod(site.public, 0o555)
    try:
        assert f"PHP may not make the folder {site.cgi_bin}: make it" in site.activate()
    finally:
        own(site.public, 0o755)
    os.mkdir(site.cgi_bin)
    own(site.cgi_bin, 0o555)
    assert f"PHP may not write to {site.cgi_bin}" in site.again()
    own(site.cgi_bin, 0o755)
    # The program keeps its secret of the set-up there; it has one from before.
    assert site.again() is None
    os.remove(site.cnf)
    site.account.put("livechat.setup", content=b"s" * 32)
    os.chmod(site.account.home, 0o555)
    try:
        assert f"download livechat.cnf below, upload it as {site.cnf} with mode 0600" in site.again()
        client = site.browser(ADMIN)
        page = client.get(f"{site.url}/wp-admin/admin.php?page=livechat-settings", timeout=60).text
        file = client.post(f"{site.url}/wp-admin/admin-post.php", timeout=60, data={
            "action": "livechat", "what": "file", "_wpnonce": re.search(r'name="_wpnonce" value="(\w+)"', page)[1]})
        assert "attachment" in file.headers["Content-Disposition"] and site.owner.options["password"] not in page
    finally:
        own(site.account.home, 0o755)
    site.account.put(content=file.content)
    assert site.again() is None and site.log_in(site.signed(ADMIN)[1])[0] == 200
    status = client.post(f"{site.url}/wp-admin/admin-post.php", data={"action": "livechat", "what": "file"}, timeout=60).status_code
    assert status == 403, "another website cannot have it sent"


def test_a_database_with_such_tables_and_another_one(new_wordpress, mariadb, folder):
    site = new_wordpress()
    site.db.execute("CREATE TABLE users (id INT) COMMENT 'of a forum without a prefix'")
    before = tables(site)
    site.put_plugin()
    problem = site.activate()
    assert "a table users of another application" in problem and "define LIVECHAT_DB_NAME" in problem
    assert tables(site) == before
    name = f"other{new_id()[:8].lower()}"
    mariadb.add_database(name, os.path.join(folder, f"{name}.cnf"), user=name)
    other = dict(line.split(" = ") for line in read(os.path.join(folder, f"{name}.cnf")).decode().split("\n") if " = " in line)
    path = os.path.join(site.public, "wp-config.php")
    text = read(path).decode().replace("<?php\n", "<?php\n" + "".join(
        f"define('LIVECHAT_DB_{constant}', '{other[option]}');\n"
        for constant, option in (("NAME", "database"), ("USER", "user"), ("PASSWORD", "password"))), 1)
    servers.write_file(path, text)
    assert site.again() is None
    assert tables(site) == before
    assert Data(os.path.join(folder, f"{name}.cnf")).value("SELECT COUNT(*) FROM users") == 0
    assert site.log_in(site.signed(ADMIN)[1])[0] == 200


def test_a_password_with_every_sign(new_wordpress, mariadb):
    site = new_wordpress()
    password = "p#'\"\\n $x;ä=[b]"
    user = site.owner.options["user"]
    mariadb.sql("ALTER USER '{}'@'localhost' IDENTIFIED BY '{}'".format(
        user, password.replace("\\", "\\\\").replace("'", "\\'")), site.owner.options["database"])
    path = os.path.join(site.public, "wp-config.php")
    quoted = password.replace("\\", "\\\\").replace("'", "\\'")
    text = re.sub(r'define\("DB_PASSWORD", .*?\);', lambda _: f"define('DB_PASSWORD', '{quoted}');", read(path).decode())
    servers.write_file(path, text)
    site.put_plugin()
    assert site.activate() is None
    assert site.log_in(site.signed(ADMIN)[1])[0] == 200


def test_the_forms_of_db_host(new_wordpress):
    site = new_wordpress()
    site.put_plugin()
    for host, lines in (("db.example.com", 'host = "db.example.com"\n'), ("[::1]:3307", 'host = "::1"\nport = "3307"\n'),
                        ("db.example.com:3307", 'host = "db.example.com"\nport = "3307"\n'),
                        ("localhost:/run/x.sock", 'socket = "/run/x.sock"\n')):
        text = site.php(f"define('LIVECHAT_DB_HOST', '{host}'); require WP_PLUGIN_DIR . '/livechat/livechat.php';"
                        "echo livechat_option_text();")
        assert f"[livechat]\n{lines}user = " in text


def test_an_option_file_of_somebody_else_keeps_its_lines(new_wordpress):
    site = new_wordpress()
    site.put_plugin()
    options = "".join(f"{name} = {value}\n" for name, value in site.owner.options.items())
    site.account.put(content=f"# mine\n[client]\nx = 1\n[livechat]\n{options}".encode())
    assert site.activate() is None
    text = read(site.cnf).decode()
    assert text.replace(f'login-secret = "{site.secret}"\n', "") == f"# mine\n[client]\nx = 1\n[livechat]\n{options}"
    site.php("livechat_uninstall();")
    secret = site.secret
    assert site.again() is None and site.secret == secret
    assert site.log_in(site.signed(ADMIN)[1])[0] == 200, "a new installation goes on with the secret that there is"
