"""How far samples' log-probabilities are from what transformers computes with the weights in a folder, in float32.

Reads `[{folder, temperature, samples: [{promptTokenIds, tokenIds, logprobs}]}]`, writes the largest difference in nats.
"""

import json
import sys

import torch
from transformers import AutoModelForCausalLM

torch.set_num_threads(1)  # One short sequence after another.


def differences(version: dict) -> list[float]:
    """Of each sample its largest."""
    model = AutoModelForCausalLM.from_pretrained(version["folder"], dtype=torch.float32).eval()
    found = []
    for sample in version["samples"]:
        ids = torch.tensor([sample["promptTokenIds"] + sample["tokenIds"]])
        first = len(sample["promptTokenIds"])
        logprobs_T_V = model(ids).logits[0, first - 1 : -1].div(version["temperature"]).log_softmax(-1)
        expected_T = logprobs_T_V.gather(1, ids[0, first:, None]).squeeze(1)
        found.append(float((expected_T - torch.tensor(sample["logprobs"])).abs().max()))
    return found


with torch.no_grad():
    largest = max(difference for version in json.load(sys.stdin) for difference in differences(version))
print(json.dumps({"largest": largest}))
