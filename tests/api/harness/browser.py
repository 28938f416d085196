"""Chromium without a window, driven as a visitor would use it, and pages for it. Where Chromium
or what drives it is not there, the tests are named as not run."""

import functools
import http.server
import json
import os
import shutil
import threading
import time

import pytest

import servers
from harness.npm import not_run

try:
    from selenium import webdriver
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.common.by import By
except ImportError:
    webdriver = None

WAIT_S = 60

# As root Chromium has no sandbox; without names it meets nobody but the servers of the test.
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--no-proxy-server", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--lang=en-US",
    "--window-size=1000,800",
    "--remote-debugging-pipe",  # it ends with chromedriver, however that ends
)

# Does the element move, with what it is in? A click would miss it.
MOVES = """
    for (let e = arguments[0]; e; e = e.parentElement)
        if (e.getAnimations().some(animation => animation.playState === 'running'))
            return true;
    return false;"""


class Driver:
    """chromedriver, which starts browsers; what they leave behind stays in `folder`."""

    def __init__(self, folder):
        if webdriver is None:
            not_run("a browser", "there is no selenium (package python3-selenium)")
        for program, package in (("chromium", "chromium"), ("chromedriver", "chromium-driver")):
            if not shutil.which(program):
                not_run("a browser", f"there is no {program} (package {package})")
        self.folder = folder
        os.makedirs(folder)
        port = servers.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = servers.Process(
            "chromedriver", ["chromedriver", f"--port={port}"], os.path.join(folder, "log"),
            env={"HOME": folder, "TMPDIR": folder})
        self.process.wait_until(lambda: servers.get(self.url + "/status")[0] == 200)

    def browser(self):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ARGUMENTS:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        options.ignore_local_proxy_environment_variables()
        return Browser(webdriver.Remote(self.url, options=options))

    def stop(self):
        self.process.stop()


class Browser:
    """One visitor's browser, with nothing stored in it yet."""

    def __init__(self, driver):
        self.driver = driver
        self.events = []
        self.red = []

    def open(self, url):
        self.driver.get(url)
        self.driver.switch_to.frame(0)

    def reload(self):
        self.driver.switch_to.default_content()
        self.driver.refresh()
        self.driver.switch_to.frame(0)

    def wait(self, ready, what):
        """Until ready() is true; its value. Meanwhile what it looks at may come and go. `what`
        or what() says what was waited for."""
        end = time.monotonic() + WAIT_S
        while True:
            try:
                if value := ready():
                    return value
            except WebDriverException as error:
                trouble = error.msg
            else:
                trouble = "not yet"
            if time.monotonic() > end:
                pytest.fail(f"{what() if callable(what) else what}: {trouble} after {WAIT_S} s; "
                            f"the frame shows:\n{self.text()}\nthe console: {self.complaints()}")
            time.sleep(0.05)

    def find(self, xpath):
        """The last such element that can be seen."""
        return [e for e in self.driver.find_elements(By.XPATH, xpath) if e.is_displayed()][-1:]

    def see(self, xpath):
        return self.wait(lambda: self.find(xpath), xpath)[0]

    def click(self, xpath):
        def clicked():
            for element in self.find(xpath):
                if not self.script(MOVES, element):
                    element.click()
                    return True
        self.wait(clicked, f"clicking {xpath}")

    def type(self, xpath, text):
        self.see(xpath).send_keys(text)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def text(self):
        return self.script("return document.body.innerText")

    def network(self):
        """What DevTools said of requests since the start: (method, parameters)."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"].startswith("Network."):
                self.events.append((message["method"][len("Network."):], message["params"]))
        return self.events

    def responses(self):
        """(method, URL, status) of all that was asked for; status 0: there was no answer."""
        asked, answers = {}, []
        for event, of in self.network():
            if event == "requestWillBeSent":
                asked[of["requestId"]] = of["request"]["method"], of["request"]["url"]
        for event, of in self.events:
            if of.get("requestId") not in asked:
                continue  # the empty page it starts with
            if event == "responseReceived":
                answers.append((*asked[of["requestId"]], of["response"]["status"]))
            elif event == "loadingFailed" and not of.get("canceled"):
                answers.append((*asked[of["requestId"]], 0))
        return answers

    def complaints(self):
        """What the console shows in red, since the start."""
        self.red += [entry["message"] for entry in self.driver.get_log("browser")
                     if entry["level"] == "SEVERE"]
        return self.red

    def close(self):
        self.driver.quit()


class Pages(http.server.ThreadingHTTPServer):
    """Serves the files of a folder; `url` is an origin of its own."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        super().__init__(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass
