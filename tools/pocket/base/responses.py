"""Samples responses and reads the program or the test out of them."""

import re

import torch
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

MAX_NEW_TOKENS = {"coder": 64, "tester": 160}
PROGRAM = re.compile(r"```python\n(.*?)\n```", re.S)
TEST = re.compile(r"\*\*Test Input:\*\*\n```\n(.*?)\n?```\n.*\*\*Test Output:\*\*\n```\n(.*?)\n?```", re.S)


@torch.inference_mode()
def sample(
    model: LlamaForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    prompts: list[str],
    role: str,
    count: int,
    temperature: float,
) -> list[list[str]]:
    """`count` responses to each prompt at top-p 1, shape [prompt][sample], the end token left out."""
    encoded = tokenizer(prompts, return_tensors="pt", padding=True, return_token_type_ids=False)
    tokens = model.generate(
        **encoded,
        do_sample=True,
        temperature=temperature,
        top_k=0,
        top_p=1.0,
        max_new_tokens=MAX_NEW_TOKENS[role],
        num_return_sequences=count,
    )
    texts = tokenizer.batch_decode(tokens[:, encoded["input_ids"].shape[1] :], skip_special_tokens=True)
    return [texts[i : i + count] for i in range(0, len(texts), count)]


def read_program(text: str) -> str:
    """The program of a response; a text that does not compile where there is none."""
    found = PROGRAM.search(text)
    return found[1] if found else "?"


def read_test(text: str) -> tuple[str, str] | None:
    """Input and whitespace-collapsed output of a response's test; None where it cannot be read."""
    found = TEST.search(text)
    return (found[1], " ".join(found[2].split())) if found else None
