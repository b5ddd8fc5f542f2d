"""A second learner, without torch: it trains nothing but keeps every promise of the bridge.

It passes the same contract tests as the real one, and stands in for it where only the protocol matters.
Only pyzmq and msgpack are needed.
"""

import argparse
import array
import hashlib
import http.server
import json
import math
import os
import queue
import re
import secrets
import shutil
import signal
import socket
import threading
import time
from pathlib import Path

import msgpack
import zmq

VOCABULARY, MAX_TOKENS, UPDATE_SECONDS = 300, 128, 0.2
METRICS = {"loss": 0.5, "entropy": 1.0, "grad_norm": 0.25}
TYPECODES = {"i32": "i", "u8": "B", "f32": "f"}
ARRAYS = {
    "token_ids": ("i32", "tokens"),
    "cu_seqlens": ("i32", "bounds"),
    "loss_mask": ("u8", "tokens"),
    "sampler_logprobs": ("f32", "tokens"),
    "advantages": ("f32", "sequences"),
    "truncated": ("u8", "sequences"),
}


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def require(right, message, code="BAD_MESSAGE"):
    if not right:
        raise Refused(code, message)


def text(header, name):
    require(isinstance(header.get(name), str) and len(header[name]) <= 200, f"'{name}' must be a short text.")
    return header[name]


def read_header(frames):
    require(len(frames) >= 2 and frames[0][:4] == b"CURE", "No message of cure-ts.", "PROTOCOL")
    require(frames[0][4:] == b"\x01", "Use protocol version 1.", "PROTOCOL")
    try:
        header = msgpack.unpackb(frames[1])
    except Exception:
        raise Refused("BAD_MESSAGE", "The header is no msgpack map.") from None
    require(isinstance(header, dict), "The header is no msgpack map.")
    return header


def check_batch(header, buffers):
    described = header.get("arrays")
    require(isinstance(described, list) and len(described) == len(buffers), "'arrays' must describe every buffer.")
    require(header.get("digest") == hashlib.sha256(b"".join(buffers)).hexdigest(), "'digest' does not match.")
    sequences, temperature = header.get("sequences"), header.get("temperature")
    require(type(sequences) is int and sequences >= 0, "'sequences' must be a whole number.")
    require(type(temperature) in (int, float) and 0 < temperature < math.inf, "'temperature' must be above 0.")
    arrays = {}
    for one, buffer in zip(described, buffers, strict=True):
        right = isinstance(one, dict) and one.get("name") in ARRAYS and one.get("dtype") == ARRAYS[one["name"]][0]
        require(right and isinstance(one.get("shape"), list) and len(one["shape"]) == 1, "An array is not described.")
        values = array.array(TYPECODES[one["dtype"]])
        require(len(buffer) == one["shape"][0] * values.itemsize, f"'{one['name']}' has another size.")
        values.frombytes(buffer)
        arrays[one["name"]] = values
    require(set(arrays) == set(ARRAYS), "An array is missing.")
    sizes = {"tokens": len(arrays["token_ids"]), "bounds": sequences + 1, "sequences": sequences}
    for name, (_, size) in ARRAYS.items():
        require(len(arrays[name]) == sizes[size], f"'{name}' has another length.")
    bounds = arrays["cu_seqlens"]
    require(bounds[0] == 0 and bounds[-1] == sizes["tokens"], "'cu_seqlens' must span the tokens.")
    for index in range(sequences):
        length = bounds[index + 1] - bounds[index]
        require(length > 0, "'cu_seqlens' must rise.")
        require(length <= MAX_TOKENS, f"Sequence {index} is too long.", "TOO_LARGE")
    require(all(0 <= token < VOCABULARY for token in arrays["token_ids"]), "A token id is out of range.")
    require(all(value <= 1 for name in ("loss_mask", "truncated") for value in arrays[name]), "A flag is not 0 or 1.")
    numbers = [*arrays["sampler_logprobs"], *arrays["advantages"]]
    require(all(math.isfinite(value) for value in numbers), "A number is not finite.")


class TinyLearner:
    def __init__(self, router, stop):
        self.router, self.stop = router, stop
        self.finished = queue.SimpleQueue()
        self.running = None  # (turn, requester)
        self.begin("", None)

    def begin(self, run_id, settings):
        self.run_id, self.settings, self.epoch = run_id, settings, secrets.token_hex(8)
        self.step, self.version, self.done = 0, 0, {}

    def reply(self, requester, kind, **fields):
        identity, message_id, run_id = requester
        header = {"type": kind, "id": message_id, "runId": run_id, "epoch": self.epoch} | fields
        self.router.send_multipart([identity, b"CURE\x01", msgpack.packb(header)])

    def handle(self, identity, frames):
        requester = (identity, "", "")
        try:
            header = read_header(frames)
            requester = (identity, text(header, "id"), text(header, "runId"))
            kind, epoch = text(header, "type"), text(header, "epoch")
            handler = getattr(self, f"on_{kind.lower()}", None) if re.fullmatch("[A-Z]{1,10}", kind) else None
            require(handler, "No message type that a learner answers.")
            if kind != "HELLO":
                known = epoch == self.epoch and (not self.run_id or requester[2] == self.run_id)
                require(known, "Say HELLO again.", "FENCED")
            handler(requester, header, frames[2:])
        except Refused as refusal:
            self.reply(requester, "ERROR", code=refusal.code, message=str(refusal))

    def on_hello(self, requester, header, _buffers):
        settings = header.get("settings")
        require(isinstance(settings, dict) and settings.get("preset") in ("cure", "modern"), "'preset' is unknown.")
        rate = settings.get("learningRate", 1e-6)
        require(type(rate) in (int, float) and 0 < rate < math.inf, "'learningRate' must be above 0.")
        require(requester[2], "'runId' must name the run.")
        if requester[2] != self.run_id:
            require(not self.running, "An update is running.", "BUSY")
            self.start_run(requester[2], settings)
        fields = {"protocol": 1, "learner": {"name": "tiny-learner", "version": "0"}, "device": "cpu"}
        fields |= {
            "capabilities": ["completions", "in-process", "publish"],
            "modelHash": "0" * 64,
            "tokenizerHash": "0" * 64,
        }
        fields |= {"vocabSize": VOCABULARY, "maxSequenceTokens": MAX_TOKENS}
        self.reply(requester, "WELCOME", **fields, lastCommittedStep=self.step, policyVersion=self.version)

    def start_run(self, run_id, settings):
        directory = settings.get("checkpointDir")
        try:
            Path(directory or ".").mkdir(parents=True, exist_ok=True)
        except OSError:
            raise Refused("BAD_MESSAGE", "'checkpointDir' cannot be made.") from None
        committed = sorted(Path(directory).glob("step-*/state.json")) if directory else []
        owners = {json.loads(path.read_text())["runId"] for path in committed}
        require(not committed or (settings.get("resume") and owners == {run_id}), "That folder is in use.", "CONFLICT")
        self.begin(run_id, settings)
        if committed:
            state = json.loads(committed[-1].read_text())
            self.step, self.version = state["step"], state["policyVersion"]
            for line in (Path(directory) / "journal.jsonl").read_text().splitlines():
                entry = json.loads(line)
                if entry["step"] <= self.step:
                    self.done[entry["step"], entry["phase"]] = entry

    def on_batch(self, requester, header, buffers):
        require(self.settings, "Say HELLO first.", "FENCED")
        step, phase, last, digest = (header.get(name) for name in ("step", "phase", "last", "digest"))
        require(type(step) is int and step >= 1, "'step' must be a whole number from 1.")
        require(phase in ("coder", "tester", "joint") and type(last) is bool, "'phase' or 'last' is wrong.")
        if self.running and self.running[0][:2] == (step, phase):
            require(self.running[0][3] == digest, "Another batch is trained in its place.", "CONFLICT")
            self.running = (self.running[0], requester)
            return self.reply(requester, "ACCEPTED", step=step, phase=phase, digest=digest)
        if entry := self.done.get((step, phase)):
            require(entry["digest"] == digest, "Another batch was trained in its place.", "CONFLICT")
            return self.report(requester, entry)
        require(step == self.step + 1, f"Send step {self.step + 1}.", "OUT_OF_ORDER")
        require(not self.running, "An update is running.", "BUSY")
        check_batch(header, buffers)
        self.running = ((step, phase, last, digest), requester)
        self.reply(requester, "ACCEPTED", step=step, phase=phase, digest=digest)
        timer = threading.Timer(UPDATE_SECONDS, self.finished.put, [header["sequences"]])
        timer.daemon = True
        timer.start()

    def finish(self, sequences):
        (step, phase, last, digest), requester = self.running
        self.running = None
        self.version += sequences > 0
        checkpoint = self.commit(step) if last else None
        entry = {"step": step, "phase": phase, "digest": digest, "metrics": METRICS}
        entry |= {"policyVersion": self.version, "checkpoint": checkpoint}
        self.done[step, phase] = entry
        self.step = step if last else self.step
        if directory := self.settings.get("checkpointDir"):
            with open(Path(directory) / "journal.jsonl", "a") as journal:
                journal.write(json.dumps(entry) + "\n")
        self.report(requester, entry)

    def commit(self, step, name=None):
        if not self.settings.get("checkpointDir"):
            return None
        folder = Path(self.settings["checkpointDir"]) / (name or f"step-{step:06d}")
        folder.mkdir(parents=True, exist_ok=True)
        state = {"runId": self.run_id, "step": step, "policyVersion": self.version}
        (folder / "state.json").write_text(json.dumps(state))
        return str(folder)

    def report(self, requester, entry):
        names = ("step", "phase", "metrics", "policyVersion", "checkpoint")
        self.reply(requester, "STEP_DONE", **{name: entry[name] for name in names})

    def on_save(self, requester, header, _buffers):
        label = header.get("label")
        require(isinstance(label, str) and re.fullmatch("(?!step-)[a-z][a-z0-9-]*", label), "'label' must be a name.")
        require(self.settings, "Say HELLO first.", "FENCED")
        require(not self.running, "An update is running.", "BUSY")
        require(header.get("step") == self.step, f"The weights are those of step {self.step}.", "OUT_OF_ORDER")
        require(self.settings.get("checkpointDir"), "There is no checkpointDir.")
        self.reply(requester, "SAVED", path=self.commit(self.step, label))

    def on_publish(self, requester, header, _buffers):
        require(self.settings, "Say HELLO first.", "FENCED")
        require(not self.running, "An update is running.", "BUSY")
        require(header.get("step") == self.step, f"The weights are those of step {self.step}.", "OUT_OF_ORDER")
        require(self.settings.get("checkpointDir"), "There is no checkpointDir.")
        served = Path(self.settings["checkpointDir"]) / "served"
        folder = served / f"version-{self.version:06d}"
        folder.mkdir(parents=True, exist_ok=True)
        manifest = {"path": str(folder), "policyVersion": self.version}
        manifest["canary"] = {"tokenIds": [3, 4, 5], "logprobs": [-1.0 - self.version, -1.0 - self.version]}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        for older in sorted(served.iterdir())[:-2]:
            shutil.rmtree(older)
        self.reply(requester, "PUBLISHED", **manifest)

    def on_ping(self, requester, _header, _buffers):
        step = self.running[0][0] if self.running else self.step
        self.reply(requester, "PONG", busy=self.running is not None, step=step, policyVersion=self.version)

    def on_shutdown(self, requester, _header, _buffers):
        self.reply(requester, "BYE")
        self.stop.set()


class Completions(http.server.BaseHTTPRequestHandler):
    """Canned text: a program for every odd choice, a test for every even one."""

    learner = None

    def do_GET(self):
        body = {"status": "ok", "policy_version": self.learner.version}
        if self.path == "/v1/models":
            body = {"object": "list", "data": [{"id": "tiny", "object": "model"}]}
        self.answer(200 if self.path in ("/health", "/v1/models") else 404, body)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompts = asked.get("prompt")
        prompts = [prompts] if isinstance(prompts, str) or (prompts and isinstance(prompts[0], int)) else prompts
        if not prompts:
            error = {"message": "'prompt' is missing.", "type": "invalid_request_error", "param": "prompt", "code": 400}
            return self.answer(400, {"error": error})
        choices = [self.choice(prompt, index) for prompt in prompts for index in range(asked.get("n") or 1)]
        for index, choice in enumerate(choices):
            choice["index"] = index
        tokens = sum(len(choice["token_ids"]) for choice in choices)
        usage = {"prompt_tokens": sum(map(len, prompts)), "completion_tokens": tokens}
        usage["total_tokens"] = sum(usage.values())
        body = {"id": "cmpl-0", "object": "text_completion", "created": 0, "model": "tiny", "choices": choices}
        self.answer(200, body | {"usage": usage, "policy_version": self.learner.version})

    def choice(self, prompt, index):
        said = "```python\nprint(input())\n```" if index % 2 else "Input:\n```\n1\n```\nOutput:\n```\n1\n```\n"
        prompt_ids = list(prompt.encode()) if isinstance(prompt, str) else prompt
        ids = [*said.encode(), 2]
        tokens = [*said, ""]
        offsets = [*range(len(said) + 1)]
        logprobs = {"tokens": tokens, "token_logprobs": [-0.5] * len(ids), "top_logprobs": None, "text_offset": offsets}
        choice = {"text": said, "finish_reason": "stop", "logprobs": logprobs}
        return choice | {"token_ids": ids, "prompt_token_ids": prompt_ids}

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--http", default="127.0.0.1:0")
    parser.add_argument("--bridge", default="tcp://127.0.0.1:0")
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--parent-pid-watch", action="store_true")
    arguments, _ = parser.parse_known_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.parent_pid_watch:
        threading.Thread(target=lambda: (os.read(0, 1), stop.set()), daemon=True).start()
    context = zmq.Context()
    router = context.socket(zmq.ROUTER)
    router.bind(arguments.bridge)
    learner = TinyLearner(router, stop)
    host, port = arguments.http.split(":")
    Completions.learner = learner
    server = http.server.ThreadingHTTPServer((host, int(port)), Completions)
    server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ready = {"type": "ready", "http": f"http://{host}:{server.server_port}", "model": arguments.model}
    ready |= {
        "bridge": router.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode(),
        "device": "cpu",
        "pid": os.getpid(),
    }
    print(json.dumps(ready), flush=True)
    while not stop.is_set():
        if router.poll(20):
            identity, *frames = router.recv_multipart()
            learner.handle(identity, frames)
        while not learner.finished.empty():
            learner.finish(learner.finished.get())
    time.sleep(0.05)
    context.destroy(linger=500)


if __name__ == "__main__":
    main()
