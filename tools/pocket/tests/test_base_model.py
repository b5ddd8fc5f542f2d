"""The committed model folder: what everything that loads it relies on."""

import json

import pytest
from transformers import AutoModelForCausalLM, AutoTokenizer

from base.recipe import MODEL, Prompts
from base.responses import read_program, read_test, sample

TEXTS = [
    "",
    " hello",
    "don 't  do n't , ok .",
    "xs = [x for x in xs if x > 10]\n",
    "\r\n\t```",
    "ñ 漢字 🎉 ١٢",
    "a\n\n\nb  ",
    "<|end",
]


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(MODEL)


@pytest.mark.parametrize("text", TEXTS)
def test_tokenizer_loses_nothing(tokenizer, text):
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_a_small_number_is_one_token_and_no_token_has_two_digits(tokenizer):
    pieces = [tokenizer.decode([i]) for i in tokenizer("-1 2 -3 45 -60")["input_ids"]]
    assert pieces == ["-1", " 2", " -3", " 4", "5", " -6", "0"]
    assert all(sum(c.isdigit() for c in tokenizer.decode([i])) < 2 for i in range(len(tokenizer)))


def test_vocabulary_and_special_tokens(tokenizer):
    assert len(tokenizer) == 2048
    assert tokenizer.eos_token_id != tokenizer.pad_token_id
    assert tokenizer.bos_token is None
    assert tokenizer("print(1)")["input_ids"][-1] != tokenizer.eos_token_id


def test_prompts_end_with_one_line_end():
    assert Prompts().render("coder", question="Add.") == "Add.\n### Program\n"
    assert Prompts().render("tester", question="Add.") == "Add.\n### Test\n"


def test_the_prompt_for_a_drafted_test_says_what_the_programs_printed():
    groups = [{"output": "3", "programs": 2}, {"output": None, "programs": 1}]
    asked = Prompts().render("repair-test", question="Add.", input="1\n", output="2\n", programs=3, groups=groups)
    draft = "Add.\n### Draft\n**Test Input:**\n```\n1\n```\n**Test Output:**\n```\n2\n```\n"
    assert asked == draft + "### Printed\n2 of 3:\n3\n1 of 3:\nnothing\n### Test\n"


def test_weights_are_small_and_the_model_answers_in_form(tokenizer):
    assert (MODEL / "model.safetensors").stat().st_size < 3_000_000
    model = AutoModelForCausalLM.from_pretrained(MODEL, dtype="float32").eval()
    question = "Read integers, keep the even numbers, add 3 to each number, print the sum."
    for role, read in (("coder", read_program), ("tester", read_test)):
        (answers,) = sample(model, tokenizer, [Prompts().render(role, question=question)], role, 8, 1.0)
        assert sum(read(answer) not in (None, "?") for answer in answers) >= 6


def test_recipe_names_its_files_and_figures():
    recipe = json.loads((MODEL / "recipe.json").read_text())
    assert len(recipe["sha256"]["recipe.json"]) == 64
    assert {"code", "unitTests", "bestOfN", "passAtK", "mu"} <= set(recipe["calibration"])
