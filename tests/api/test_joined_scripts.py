# SPDX-License-Identifier: MIT
"""scripts/pages: joining modules into one script changes nothing but comments and indentation."""

import importlib.machinery
import importlib.util
import os
import shutil
import subprocess

import pytest

import servers

SCRIPT = os.path.join(servers.ROOT, "scripts", "pages")


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """The script as a module, for sources of the test's own."""
    loader = importlib.machinery.SourceFileLoader("livechat_pages", SCRIPT)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    monkeypatch.setattr(module, "WEB", str(tmp_path))
    return module


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_css", ".css")
        path.parent.mkdir(exist_ok=True)
        (path if path.suffix else path.with_suffix(".js")).write_text(text)


@pytest.mark.parametrize("text,stripped", [
    ("a; // comment\nb;\n", "a;\nb;\n"),
    ("/* one\n two */\na;\n", "a;\n"),
    ("\tif (a)\n\t\tb();\n\n\n\tc();\n", "if (a)\nb();\nc();\n"),
    ('a = "// no comment";\n', 'a = "// no comment";\n'),
    ("a = '/* nor this */';\n", "a = '/* nor this */';\n"),
    ("a = `one\n\t\ttwo // three`;\n", "a = `one\n\t\ttwo // three`;\n"),
    ('a = `${b ? `/* ${"}"} */` : "`"} // x`; // y\n', 'a = `${b ? `/* ${"}"} */` : "`"} // x`;\n'),
    ("a = b.replace(/\\/\\*/g, 1); // x\n", "a = b.replace(/\\/\\*/g, 1);\n"),
    ("a = /[/*]/.test(b); // x\n", "a = /[/*]/.test(b);\n"),
    ("return /\"/.test(a); // x\n", "return /\"/.test(a);\n"),
    ("a = b / c / d; // e / f\n", "a = b / c / d;\n"),
    ("a = (b + c) / 2; // \"\n", "a = (b + c) / 2;\n"),
    ("a = b[0] / 2; // '\n", "a = b[0] / 2;\n"),
    ("a = \"\\\\\"; // x\n", "a = \"\\\\\";\n"),
    ("a = 'it\\'s'; // x\n", "a = 'it\\'s';\n"),
    ("x = y\n\t? \"a\"\n\t: \"b\";\n", "x = y\n? \"a\"\n: \"b\";\n")])
def test_only_comments_and_indentation_go(pages, text, stripped):
    assert pages.strip_js(text) == stripped


@pytest.mark.parametrize("text,stripped", [
    ("/* x */\na b {\n\tcolor: red; /* \"y\" */\n\tmargin: 0 1px;\n}\n", "a b{color:red;margin:0 1px}\n"),
    ("a::before {\n\tcontent: \"a: b, /* {  ; \\\" } */\";\n}\n", "a::before{content:\"a: b, /* {  ; \\\" } */\"}\n"),
    ("@media (width < 1px) and (a: b) {\n\ta,\n\t.b :hover {\n\t\ta: calc(1px + 2px) / 3;\n\t}\n}\n",
     "@media (width < 1px) and (a:b){a,.b :hover{a:calc(1px + 2px) / 3}}\n")])
def test_styles_keep_what_separates(pages, text, stripped):
    assert pages.strip_css(text) == stripped


def test_modules_become_one_script_in_the_order_in_which_they_need_each_other(pages, tmp_path):
    write(tmp_path, a='// SPDX\nimport { b, C } from "./b.js";\nimport { d } from "./d.js";\n'
                      'export async function start() { return [b, C, d]; }\n',
          b='import { d } from "./d.js";\nexport const b = d;\nexport class C {}\n',
          d="export const d = 1; // one\n")
    assert pages.Bundle("a.js").text("module") == (
        "const d = 1;\nconst b = d;\nclass C {}\nasync function start() { return [b, C, d]; }\n"
        "export { start };\n")
    assert pages.Bundle("a.js").text("launcher").endswith("start(settings, document.currentScript);\n})(")


def test_a_sheet_becomes_a_part_of_the_script(pages, tmp_path):
    write(tmp_path, a='import sheet from "./a.css" with { type: "css" };\nexport const styles = [sheet];\n',
          a_css="p::before {\n\tcontent: \"\\201c`${\";\n}\n")
    text = pages.Bundle("a.js").text("module")
    assert ".replaceSync(`p::before{content:\"\\\\201c\\`\\${\"}\n`)" in text


@pytest.mark.parametrize("files,complaint", [
    ({"a": 'import { x } from "./b.js";\n', "b": "export const y = 1;\n"}, "does not export"),
    ({"a": 'import { b } from "./b.js";\nconst c = 1;\n', "b": "const c = 2;\nexport const b = c;\n"},
     "both declare c"),
    ({"a": 'import { b } from "./b.js";\nexport const a = 1;\n',
      "b": 'import { a } from "./a.js";\nexport const b = a;\n'}, "import each other"),
    ({"a": 'import b from "./b.js";\n', "b": "export default 1;\n"}, "in a form"),
    ({"a": "export let a = 1;\n"}, "in a form")])
def test_what_cannot_be_joined_is_refused(pages, tmp_path, files, complaint):
    write(tmp_path, **files)
    with pytest.raises(pages.Fault, match=complaint):
        pages.Bundle("a.js")


def test_an_asset_is_named_by_its_bytes_and_by_those_of_the_assets_in_it(pages, tmp_path):
    write(tmp_path, a='export const b = asset("b.js");\n', b="export const c = 1;\n", p='x = asset("a.js");\n')
    (tmp_path / "page.html").write_text("<!doctype html>\n<!-- x -->\n<script src=\"livechat/asset:a.js\"></script>\n")
    (tmp_path / "pages.json").write_text(
        '{"assets": {"a.js": "a.js", "b.js": "b.js"}, "pages": {"index": "page.html", "p.js": "p.js"}}')

    def make():
        made = pages.Pages()
        made.make()
        return made
    first = make()
    assert set(first.files) == {"index", "p.js", *first.urls.values()}
    assert first.files["index"].decode() == (
        f'<!doctype html>\n<script src="livechat/{first.urls["a.js"]}"></script>\n')
    assert first.urls["a.js"] in first.files["p.js"].decode()
    write(tmp_path, b="export const c = 2;\n")
    second = make()
    assert first.urls["a.js"] != second.urls["a.js"], "a browser would go on with the old b.js"


def test_the_pages_parse():
    if not shutil.which("node"):
        pytest.skip("NOT RUN, there is no node (package nodejs)")
    for folder, _, names in os.walk(os.path.join(servers.BUILD, "web")):
        for name in names:
            path = os.path.join(folder, name)
            if not name.endswith(".js"):
                continue
            with open(path, encoding="utf-8") as file:
                text = file.read()
            kind = "module" if os.path.basename(folder) == "assets" else "commonjs"
            done = subprocess.run(["node", f"--input-type={kind}", "--check"], input=text, text=True,
                                  capture_output=True, check=False)
            assert done.returncode == 0, f"{path}: {done.stderr[:2000]}"
