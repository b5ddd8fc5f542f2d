"""A reward for verl: custom_reward_function.path=verl_reward.py custom_reward_function.name=compute_score

The dataset's `extra_info` has the task's `question`. Calls for one question share its tests, also while these are on their way.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # verl loads this file by its path.
from cure_score import scores  # noqa: E402


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_):
    """verl takes a number, or a dict whose `score` trains; the rest is logged."""
    [score] = scores(extra_info["question"], [solution_str])
    return {"score": 0.0 if score is None else score, "score_unknown": float(score is None)}
