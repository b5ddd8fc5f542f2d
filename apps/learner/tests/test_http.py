"""The OpenAI-compatible server, over a socket."""

import json
import socket
import time

import httpx
import pytest

from processes import Learner, sequences

PROMPT = "Read integers"


@pytest.fixture(scope="module")
def client(real_learner: Learner) -> httpx.Client:
    with httpx.Client(base_url=real_learner.ready["http"], timeout=30) as client:
        yield client


def complete(client: httpx.Client, **fields) -> dict:
    response = client.post("/v1/completions", json={"prompt": PROMPT, "max_tokens": 8, "seed": 1} | fields)
    assert response.status_code == 200, response.text
    return response.json()


def refused(client: httpx.Client, **fields) -> dict:
    response = client.post("/v1/completions", json={"prompt": PROMPT, "max_tokens": 8} | fields)
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"].endswith(".")
    return error


def test_health_and_models(client: httpx.Client) -> None:
    assert client.get("/health").json()["status"] == "ok"
    (model,) = client.get("/v1/models").json()["data"]
    assert model["id"] == "tiny-llama"


def test_the_answer_has_openais_shape(client: httpx.Client) -> None:
    body = complete(client, logprobs=0, return_token_ids=True)
    assert body["object"] == "text_completion"
    (choice,) = body["choices"]
    count = len(choice["token_ids"])
    assert body["usage"]["completion_tokens"] == count
    assert body["usage"]["prompt_tokens"] == len(choice["prompt_token_ids"])
    assert body["policy_version"] >= 0
    logprobs = choice["logprobs"]
    assert len(logprobs["tokens"]) == len(logprobs["token_logprobs"]) == len(logprobs["text_offset"]) == count
    assert logprobs["top_logprobs"] is None
    assert all(value <= 0 for value in logprobs["token_logprobs"])
    assert choice["finish_reason"] in ("stop", "length")


def test_extras_come_only_when_asked_for(client: httpx.Client) -> None:
    (choice,) = complete(client)["choices"]
    assert choice["logprobs"] is None
    assert "token_ids" not in choice


def test_choices_are_prompt_major(client: httpx.Client) -> None:
    ids = [[5, 6, 7], [8, 9]]
    together = complete(client, prompt=ids, n=3, return_token_ids=True)["choices"]
    assert [choice["index"] for choice in together] == list(range(6))
    assert [choice["prompt_token_ids"] for choice in together] == [ids[0]] * 3 + [ids[1]] * 3
    first = complete(client, prompt=ids[0], n=3, return_token_ids=True)["choices"]
    assert [choice["token_ids"] for choice in first] == [choice["token_ids"] for choice in together[:3]]


def test_every_form_of_prompt(client: httpx.Client) -> None:
    (choice,) = complete(client, temperature=0, return_token_ids=True)["choices"]
    ids = choice["prompt_token_ids"]
    for prompt in ([PROMPT], ids, [ids]):
        (same,) = complete(client, prompt=prompt, temperature=0, return_token_ids=True)["choices"]
        assert (same["text"], same["prompt_token_ids"]) == (choice["text"], ids)


def test_same_seed_same_bytes(client: httpx.Client) -> None:
    fields = {"n": 8, "temperature": 0.8, "top_p": 0.95, "top_k": 40, "logprobs": 1, "return_token_ids": True}
    first, second = (complete(client, **fields)["choices"] for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert complete(client, **fields | {"seed": 2})["choices"] != first
    unseeded = [complete(client, **fields | {"seed": None})["choices"] for _ in range(2)]
    assert unseeded[0] != unseeded[1]


def test_stop_strings(client: httpx.Client) -> None:
    (free,) = complete(client, max_tokens=40)["choices"]
    stop = free["text"][3]
    (cut,) = complete(client, max_tokens=40, stop=["\0never", stop])["choices"]
    assert cut["text"] == free["text"][: free["text"].index(stop)]
    assert cut["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        ({"prompt": None}, "prompt"),
        ({"prompt": []}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": [[]]}, "prompt"),
        ({"prompt": [1, "a"]}, "prompt"),
        ({"prompt": [999_999]}, "prompt"),
        ({"prompt": [-1]}, "prompt"),
        ({"prompt": {"text": "a"}}, "prompt"),
        ({"prompt": [7] * 125}, "prompt"),
        ({"n": 0}, "n"),
        ({"n": 1.5}, "n"),
        ({"n": 4096, "prompt": ["a"] * 5}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": "8"}, "max_tokens"),
        ({"temperature": -1}, "temperature"),
        ({"temperature": True}, "temperature"),
        ({"temperature": 1e-5}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"top_p": 1.1}, "top_p"),
        ({"top_k": -2}, "top_k"),
        ({"seed": -1}, "seed"),
        ({"stop": ""}, "stop"),
        ({"stop": [1]}, "stop"),
        ({"logprobs": 5}, "logprobs"),
        ({"return_token_ids": 1}, "return_token_ids"),
        ({"stream": True}, "stream"),
        ({"echo": True}, "echo"),
        ({"best_of": 4}, "best_of"),
        ({"logit_bias": {"5": 1}}, "logit_bias"),
    ],
)
def test_bad_requests_name_the_field(client: httpx.Client, fields: dict, parameter: str) -> None:
    assert refused(client, **fields)["param"] == parameter


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"a"', b"\xff\xfe"])
def test_bodies_that_are_no_object(client: httpx.Client, content: bytes) -> None:
    response = client.post("/v1/completions", content=content)
    assert response.status_code == 400
    assert response.json()["error"]["message"].endswith(".")


def test_other_paths_are_not_found(client: httpx.Client) -> None:
    assert client.get("/v1/chat/completions").status_code == 404
    assert client.get("/v1/completions").status_code == 404


def test_a_client_that_leaves_frees_the_learner(client: httpx.Client, real_learner: Learner) -> None:
    host, port = real_learner.ready["http"].removeprefix("http://").split(":")
    # No end token is ever drawn at this temperature with these many rows for as long as the work would take.
    body = json.dumps({"prompt": [[7]] * 16, "n": 1000, "max_tokens": 127, "temperature": 50}).encode()
    head = f"POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head + body)
        time.sleep(0.3)
    began = time.monotonic()
    complete(client)
    assert time.monotonic() - began < 5


def test_samples_carry_the_version_that_made_them(client: httpx.Client, real_learner: Learner) -> None:
    dealer = real_learner.dealer("http versions")
    dealer.hello(learningRate=0.05)
    fields = {"temperature": 0, "return_token_ids": True, "logprobs": 0}
    before = complete(client, **fields)
    done = dealer.train(1, arrays=sequences(8))
    after = complete(client, **fields)
    assert (before["policy_version"], after["policy_version"]) == (0, done["policyVersion"]) == (0, 1)
    assert before["choices"][0]["logprobs"] != after["choices"][0]["logprobs"]
    # A new run begins from the initial model again.
    real_learner.dealer("http versions 2").hello()
    again = complete(client, **fields)
    assert (again["policy_version"], again["choices"]) == (0, before["choices"])
