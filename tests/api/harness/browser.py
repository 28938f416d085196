# SPDX-License-Identifier: MIT
"""Drives a headless Chromium as a visitor would use it, and serves pages to it. Without Chromium or
chromedriver the tests are reported as skipped."""

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

# As root Chromium has no sandbox. Without name resolution it connects only to the servers of the test.
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--no-proxy-server", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--lang=en-US",
    "--window-size=1000,800",
    "--remote-debugging-pipe",  # Chromium ends with chromedriver, in whatever way that ends.
)

# A click would miss an element that is moving, by itself or with one that contains it.
MOVES = """
    for (let e = arguments[0]; e; e = e.parentElement)
        if (e.getAnimations().some(animation => animation.playState === 'running'))
            return true;
    return false;"""


class Driver:
    """chromedriver, which starts browsers. Files that they leave behind are in `folder`."""

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
    """The browser of one visitor, with empty storage."""

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
        """Waits until ready() is true and returns its value. Elements may appear and vanish meanwhile. `what`
        or what() describes the condition in the error message."""
        end = time.monotonic() + WAIT_S
        while True:
            try:
                if value := ready():
                    return value
            except WebDriverException as error:
                error_text = error.msg
            else:
                error_text = "not yet"
            if time.monotonic() > end:
                pytest.fail(f"{what() if callable(what) else what}: {error_text} after {WAIT_S} s; "
                            f"the frame shows:\n{self.text()}\nthe console: {self.complaints()}")
            time.sleep(0.05)

    def find(self, xpath):
        """Returns the last such element that is visible."""
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
        """Returns the network events of DevTools since the start, as (method, parameters)."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"].startswith("Network."):
                self.events.append((message["method"][len("Network."):], message["params"]))
        return self.events

    def responses(self):
        """Returns (method, URL, status) of all requests; status 0 means that there was no response."""
        asked, answers = {}, []
        for event, of in self.network():
            if event == "requestWillBeSent":
                asked[of["requestId"]] = of["request"]["method"], of["request"]["url"]
        for event, of in self.events:
            if of.get("requestId") not in asked:
                continue  # the browser's initial empty page
            if event == "responseReceived":
                answers.append((*asked[of["requestId"]], of["response"]["status"]))
            elif event == "loadingFailed" and not of.get("canceled"):
                answers.append((*asked[of["requestId"]], 0))
        return answers

    def complaints(self):
        """Returns the errors in the browser's console since the start."""
        self.red += [entry["message"] for entry in self.driver.get_log("browser")
                     if entry["level"] == "SEVERE"]
        return self.red

    def close(self):
        self.driver.quit()


class Pages(http.server.ThreadingHTTPServer):
    """Serves the files of a folder; `url` is a separate origin."""

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
