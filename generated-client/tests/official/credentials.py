"""Runs the cases of credentials.json by the official Python SDK: python credentials.py. It needs the package `anthropic`."""

import http.server
import json
import os
import pathlib
import sys
import tempfile
import threading

import anthropic


class Handler(http.server.BaseHTTPRequestHandler):
    seen = {}

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        token = "exchanged-" + (body.get("assertion") or body.get("refresh_token"))
        self.answer({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def do_GET(self):
        Handler.seen = dict(self.headers.items())
        self.answer({"data": [], "has_more": False})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def outcome(url):
    Handler.seen = {}
    try:
        client = anthropic.Anthropic(max_retries=0)
        client.models.list()
    except Exception as error:
        if "Could not resolve authentication" in str(error):
            return "nothing", None
        return "error", None
    headers = {name.lower(): value for name, value in Handler.seen.items()}
    token = headers.get("authorization", "").removeprefix("Bearer ") or headers.get("x-api-key")
    return token, headers.get("anthropic-workspace-id")


def run(case, url):
    with tempfile.TemporaryDirectory() as home:
        folder = pathlib.Path(home, ".config", "anthropic")
        folder.mkdir(parents=True)
        for file in case["files"]:
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            if "link" in file:
                path.symlink_to(file["link"])
                continue
            path.write_text(file["content"].replace("{folder}", str(folder)))
            path.chmod(int(file["mode"], 8))
        for name in [name for name in os.environ if name.startswith("ANTHROPIC_")]:
            del os.environ[name]
        os.environ.update({"HOME": home, "ANTHROPIC_BASE_URL": url})
        if case["folder"] == "variable":
            os.environ["ANTHROPIC_CONFIG_DIR"] = str(folder)
        os.environ.update({name: value.replace("{folder}", str(folder)) for name, value in case["variables"].items()})
        return outcome(url)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
cases = json.loads(pathlib.Path(__file__).with_name("credentials.json").read_text())
failed = 0
for case in cases:
    expected, found = (case["expected"], case.get("workspace")), run(case, url)
    if found != expected:
        failed += 1
        print(f"{case['case']}: expected {expected}, found {found}")
print(f"{len(cases) - failed} of {len(cases)} cases of anthropic {anthropic.__version__}")
sys.exit(failed > 0)
