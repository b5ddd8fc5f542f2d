"""A reward for OpenRLHF: --reward.remote_url openrlhf_reward.py --data.label_key question

Without this file: --reward.remote_url http://127.0.0.1:8430/get_reward --data.label_key question
"""
import os
import sys

import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # OpenRLHF loads this file by its path.
from cure_score import post  # noqa: E402


def reward_func(queries, prompts, labels, **_):
    """`rewards` train, `scores` filter groups, `extra_logs` are shown; a query is a prompt and its response as one text."""
    found = post("/get_reward", {"query": list(queries), "prompts": list(prompts), "labels": list(labels)})
    return {
        "rewards": torch.tensor(found["rewards"], dtype=torch.float32),
        "scores": torch.tensor(found["scores"], dtype=torch.float32),
        "extra_logs": {name: torch.tensor(values, dtype=torch.float32) for name, values in found["extra_logs"].items()},
    }
