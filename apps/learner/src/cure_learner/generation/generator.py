"""Many samples of many prompts, batch by batch."""

from collections.abc import Callable

import torch

from cure_learner.errors import Cancelled
from cure_learner.generation.branches import Branches
from cure_learner.generation.choose import choose_decoder
from cure_learner.generation.draw import draw
from cure_learner.generation.request import Completion, SamplingSettings
from cure_learner.generation.streams import uniform_streams
from cure_learner.generation.text import ResponseText
from cure_learner.model import LoadedModel

# Samples computed together. A request is cut at fixed places, so that its bytes do not depend on anything else.
BATCH_SAMPLES = 512


class Generator:
    """Samples from a loaded model. Not thread-safe: the compute thread owns it."""

    def __init__(self, loaded: LoadedModel, text: ResponseText):
        self._loaded = loaded
        self._text = text
        self._make_decoder = choose_decoder(loaded.model)
        self._end_ids = torch.tensor(loaded.end_ids, dtype=torch.long, device=loaded.device)

    @torch.no_grad()
    def generate(
        self,
        prompts: list[list[int]],
        settings: SamplingSettings,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Completion]:
        """Completions prompt-major: the one of prompt p and choice i is at p * samples + i.

        Prompts are non-empty lists of token ids. `cancelled` is asked before every token; raises Cancelled.
        """
        samples = [(prompt, choice) for prompt in range(len(prompts)) for choice in range(settings.samples)]
        completions = []
        for start in range(0, len(samples), BATCH_SAMPLES):
            batch = samples[start : start + BATCH_SAMPLES]
            with torch.autocast(self._loaded.device.type, torch.bfloat16, enabled=self._loaded.device.type == "cuda"):
                tokens, logprobs = self._generate_batch(prompts, batch, settings, cancelled)
            for (prompt, _), token_ids, token_logprobs in zip(batch, tokens, logprobs, strict=True):
                completions.append(self._complete(prompts[prompt], token_ids, token_logprobs, settings))
        return completions

    def _generate_batch(
        self,
        prompts: list[list[int]],
        samples: list[tuple[int, int]],
        settings: SamplingSettings,
        cancelled: Callable[[], bool],
    ) -> tuple[list[list[int]], list[list[float]]]:
        """Token ids and log-probabilities of the samples (prompt, choice). N samples, of which S have not ended."""
        device = self._loaded.device
        uniform_N_T = uniform_streams(settings.seed, samples, settings.max_tokens).to(device)
        token_N_T = torch.zeros(len(samples), settings.max_tokens, dtype=torch.long, device=device)
        logprob_N_T = torch.zeros(len(samples), settings.max_tokens, device=device)
        length_N = torch.full((len(samples),), settings.max_tokens, device=device)

        decoder = self._make_decoder(self._loaded.model)
        distinct, prompt_of_sample_N = _distinct_prompts([prompts[prompt] for prompt, _ in samples])
        logits_M_V = decoder.start(distinct, len(samples))
        branches = Branches(prompt_of_sample_N.to(device), logits_M_V.shape[1])
        sample_S = torch.arange(len(samples), device=device)
        for place in range(settings.max_tokens):
            if cancelled():
                raise Cancelled
            token_S, logprob_S = draw(
                logits_M_V,
                branches.row_of_sample_S,
                uniform_N_T[sample_S, place],
                settings.temperature,
                settings.top_p,
                settings.top_k,
            )
            token_N_T[sample_S, place] = token_S
            logprob_N_T[sample_S, place] = logprob_S
            ended_S = self._ended(token_S, token_N_T[sample_S, : place + 1], settings.stop)
            length_N[sample_S[ended_S]] = place + 1
            if bool(ended_S.all()) or place + 1 == settings.max_tokens:
                break
            source_M, token_M = branches.grow(token_S, ~ended_S)
            sample_S = sample_S[~ended_S]
            decoder.take(source_M)
            logits_M_V = decoder.step(token_M)

        lengths = length_N.tolist()
        tokens = [row[:length] for row, length in zip(token_N_T.tolist(), lengths, strict=True)]
        logprobs = [row[:length] for row, length in zip(logprob_N_T.tolist(), lengths, strict=True)]
        return tokens, logprobs

    def _ended(self, token_S: torch.Tensor, written_S_T: torch.Tensor, stop: tuple[str, ...]) -> torch.Tensor:
        """Whether each sample ends with its last token `token_S`, by an end token or a stop string."""
        ended_S = torch.isin(token_S, self._end_ids)
        if stop:
            written = written_S_T.tolist()
            for sample in (~ended_S).nonzero().squeeze(1).tolist():
                ended_S[sample] = self._text.ends_with_stop(written[sample], stop)
        return ended_S

    def _complete(
        self, prompt: list[int], token_ids: list[int], logprobs: list[float], settings: SamplingSettings
    ) -> Completion:
        text = self._text.of_response(prompt, token_ids, settings.stop)
        ended = token_ids[-1] in self._loaded.end_ids
        if settings.stop and not ended:
            ended = self._text.ends_with_stop(token_ids, settings.stop)
        return Completion(token_ids, logprobs, text, "stop" if ended else "length")


def _distinct_prompts(prompt_of_sample: list[list[int]]) -> tuple[list[list[int]], torch.Tensor]:
    """The different prompts in order of appearance, and every sample's place among them (int64 [samples])."""
    place_of: dict[tuple[int, ...], int] = {}
    places = [place_of.setdefault(tuple(prompt), len(place_of)) for prompt in prompt_of_sample]
    return [list(prompt) for prompt in place_of], torch.tensor(places)
