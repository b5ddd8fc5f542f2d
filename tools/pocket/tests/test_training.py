import json

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from base.batches import batches, collate, encode
from base.recipe import MODEL
from base.responses import read_program, read_test
from base.train import rate_of


def test_rate_warms_up_holds_and_decays():
    schedule = {"start": 1.0, "final": 0.1, "warmupSteps": 10, "decayShare": 0.5}
    rates = [rate_of(schedule, step, 100) for step in (0, 9, 30, 50, 75, 100)]
    assert rates == pytest.approx([0.1, 1.0, 1.0, 1.0, 0.55, 0.1])


def test_batches_hold_every_document_once_and_depend_on_the_seed():
    documents = [(np.zeros(length, dtype=np.int16), 1) for length in range(5, 105)]
    made = batches(documents, 400, seed=3)
    assert sorted(i for group in made for i in group) == list(range(100))
    assert made == batches(documents, 400, seed=3) != batches(documents, 400, seed=4)
    assert max(len(group) * max(len(documents[i][0]) for i in group) for group in made) <= 400


def test_a_batch_learns_responses_only():
    documents = [(np.array([5, 6, 7, 8], dtype=np.int16), 2), (np.array([5, 9], dtype=np.int16), 1)]
    batch = collate(documents, [0, 1], pad=0)
    assert batch.tokens_B_T.tolist() == [[5, 6, 7, 8], [5, 9, 0, 0]]
    assert batch.learned_B_T.tolist() == [[False, False, True, True], [False, True, False, False]]
    assert batch.count == 6


def test_a_document_is_prompt_response_end(tmp_path):
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    path = tmp_path / "corpus.jsonl"
    path.write_text(
        json.dumps({"prompt": "coder", "variables": {"question": "Q."}, "response": "```python\nx\n```"}) + "\n"
    )
    ((tokens, prompt),) = encode(path, tokenizer)
    assert tokenizer.decode(torch.tensor(tokens[:prompt].astype(int))) == "Q.\n### Program\n"
    assert tokenizer.decode(tokens[prompt:-1].tolist()) == "```python\nx\n```"
    assert tokens[-1] == tokenizer.eos_token_id


def test_reading_responses():
    assert read_program("```python\nprint(1)\n```") == "print(1)"
    assert read_test("**Test Input:**\n```\n1 2\n```\n**Explanation:**\nx\n**Test Output:**\n```\n3  4\n```") == (
        "1 2",
        "3 4",
    )
    assert read_test("**Test Input:**\n```\n\n```\n**Explanation:**\nnone\n**Test Output:**\n```\n\n```") == ("", "")
    assert read_test("**Test Input:**\n```\n1") is None
