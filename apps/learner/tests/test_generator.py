"""The generator against plain transformers."""

import pytest
import torch

from cure_learner.errors import Cancelled
from cure_learner.generation import generator as module
from cure_learner.generation.choose import choose_decoder
from cure_learner.generation.decoder import TransformersDecoder
from cure_learner.generation.generator import Generator
from cure_learner.generation.llama import LlamaDecoder
from cure_learner.generation.request import SamplingSettings
from cure_learner.generation.text import ResponseText
from cure_learner.model import LoadedModel, load_model

PROMPTS = [[5, 17, 80], [9], [44, 45, 46, 47, 48, 49, 50], [5, 17, 80], [120, 7, 33, 2, 8]]


@pytest.fixture(params=["llama", "qwen", "llama-general"])
def loaded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> LoadedModel:
    """Llama on the fast decoder, Qwen2 and Llama on the general one."""
    if request.param == "llama-general":
        monkeypatch.setattr(module, "choose_decoder", lambda _: TransformersDecoder)
    kind = request.param.removesuffix("-general")
    return load_model(str(request.getfixturevalue(f"{kind}_folder")), torch.device("cpu"))


def generator(loaded: LoadedModel) -> Generator:
    return Generator(loaded, ResponseText(loaded.tokenizer, loaded.end_ids))


def plain_logprobs(loaded: LoadedModel, prompt: list[int], response: list[int], temperature: float = 1) -> list[float]:
    with torch.no_grad():
        logits = loaded.model(torch.tensor([prompt + response])).logits[0]
    table = (logits / temperature).log_softmax(-1)
    return [table[len(prompt) - 1 + place, token].item() for place, token in enumerate(response)]


def test_greedy_equals_generate(loaded: LoadedModel) -> None:
    completions = generator(loaded).generate(PROMPTS, SamplingSettings(temperature=0, max_tokens=40))
    for prompt, completion in zip(PROMPTS, completions, strict=True):
        ids = torch.tensor([prompt])
        expected = loaded.model.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=40, use_cache=True
        )[0, len(prompt) :]
        assert completion.token_ids == expected.tolist()


def test_logprobs_equal_a_plain_forward(loaded: LoadedModel) -> None:
    settings = SamplingSettings(samples=6, max_tokens=30, temperature=0.8, seed=3)
    completions = generator(loaded).generate(PROMPTS, settings)
    # Rows end at different places, so some were dropped on the way.
    assert len({len(completion.token_ids) for completion in completions}) > 1
    for index, completion in enumerate(completions):
        expected = plain_logprobs(loaded, PROMPTS[index // 6], completion.token_ids, 0.8)
        assert completion.logprobs == pytest.approx(expected, abs=1e-4)


def test_samples_that_agree_are_computed_once(loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a low temperature most samples say the same."""
    made = generator(loaded)
    rows: list[int] = []
    make = made._make_decoder

    def counting(model):
        decoder = make(model)
        step = decoder.step
        monkeypatch.setattr(decoder, "step", lambda token: rows.append(len(token)) or step(token))
        return decoder

    monkeypatch.setattr(made, "_make_decoder", counting)
    completions = made.generate(PROMPTS, SamplingSettings(samples=20, max_tokens=12, temperature=0.05, seed=1))
    said = [(index // 20, tuple(one.token_ids)) for index, one in enumerate(completions)]
    # Prompts 0 and 3 are the same.
    assert rows[0] < 20
    assert max(rows) <= len(set(said)) * 1.2
    for (prompt, tokens), completion in zip(said, completions, strict=True):
        expected = plain_logprobs(loaded, PROMPTS[prompt], list(tokens), 0.05)
        assert completion.logprobs == pytest.approx(expected, abs=2e-3)


def test_end_token_is_a_token_but_no_text(loaded: LoadedModel) -> None:
    completions = generator(loaded).generate(PROMPTS, SamplingSettings(samples=40, max_tokens=25, seed=1))
    reasons = {completion.finish_reason for completion in completions}
    assert reasons == {"stop", "length"}
    for completion in completions:
        ended = completion.finish_reason == "stop"
        assert (completion.token_ids[-1] == 2) is ended
        assert 2 not in completion.token_ids[:-1]
        assert ended or len(completion.token_ids) == 25
        assert len(completion.logprobs) == len(completion.token_ids)
        assert "</s>" not in completion.text


def test_samples_depend_on_seed_and_indices_only(loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = SamplingSettings(samples=4, max_tokens=12, seed=5)
    first = generator(loaded).generate(PROMPTS, settings)
    assert generator(loaded).generate(PROMPTS, settings) == first
    monkeypatch.setattr(module, "BATCH_SAMPLES", 7)
    cut = generator(loaded).generate(PROMPTS, settings)
    assert [one.token_ids for one in cut] == [one.token_ids for one in first]
    other = generator(loaded).generate(PROMPTS, SamplingSettings(samples=4, max_tokens=12, seed=6))
    assert [one.token_ids for one in other] != [one.token_ids for one in first]
    # prompts 0 and 3 are equal, their samples are not: the index counts
    assert [one.token_ids for one in first[:4]] != [one.token_ids for one in first[12:16]]


def test_stop_string_cuts_the_text_and_keeps_the_tokens(loaded: LoadedModel) -> None:
    free = generator(loaded).generate(PROMPTS, SamplingSettings(samples=4, max_tokens=30, seed=2))
    stop = next(one.text[2:4] for one in free if len(one.text) > 6 and one.text[2:4].isascii())
    stopped = generator(loaded).generate(PROMPTS, SamplingSettings(samples=4, max_tokens=30, seed=2, stop=(stop,)))
    for without, with_stop in zip(free, stopped, strict=True):
        assert stop not in with_stop.text
        if stop in without.text:
            assert with_stop.text == without.text[: without.text.index(stop)]
            assert with_stop.finish_reason == "stop"
            assert with_stop.token_ids == without.token_ids[: len(with_stop.token_ids)]
        else:
            # Other rows left earlier, which changes the last bits of a product.
            assert (with_stop.token_ids, with_stop.text) == (without.token_ids, without.text)


def test_cancelling_ends_the_work(loaded: LoadedModel) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        generator(loaded).generate(PROMPTS, SamplingSettings(max_tokens=50), lambda: next(asked))


def test_choice_of_decoder(llama_folder, qwen_folder) -> None:
    cpu = torch.device("cpu")
    assert choose_decoder(load_model(str(llama_folder), cpu).model) is LlamaDecoder
    assert choose_decoder(load_model(str(qwen_folder), cpu).model) is TransformersDecoder


def test_a_fast_decoder_that_disagrees_is_not_used(llama_folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LlamaDecoder, "step", lambda self, token_N: torch.zeros(len(token_N), 300))
    assert choose_decoder(load_model(str(llama_folder), torch.device("cpu")).model) is TransformersDecoder
