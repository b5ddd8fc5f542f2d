"""Many samples of many prompts, batch by batch."""

from collections.abc import Callable

import torch

from cure_learner.errors import Cancelled
from cure_learner.generation.choose import choose_decoder
from cure_learner.generation.draw import draw
from cure_learner.generation.request import Completion, SamplingSettings
from cure_learner.generation.streams import uniform_streams
from cure_learner.generation.text import ResponseText
from cure_learner.model import LoadedModel

# Rows computed together. A request is cut at fixed places, so that its bytes do not depend on anything else.
BATCH_ROWS = 512
# Finished rows are dropped when fewer than this share are alive: dropping copies the cache.
ALIVE_SHARE = 0.9


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
        rows = [(prompt, choice) for prompt in range(len(prompts)) for choice in range(settings.samples)]
        completions = []
        for start in range(0, len(rows), BATCH_ROWS):
            batch = rows[start : start + BATCH_ROWS]
            with torch.autocast(self._loaded.device.type, torch.bfloat16, enabled=self._loaded.device.type == "cuda"):
                tokens, logprobs = self._generate_batch(prompts, batch, settings, cancelled)
            for (prompt, _), token_ids, token_logprobs in zip(batch, tokens, logprobs, strict=True):
                completions.append(self._complete(prompts[prompt], token_ids, token_logprobs, settings))
        return completions

    def _generate_batch(
        self,
        prompts: list[list[int]],
        rows: list[tuple[int, int]],
        settings: SamplingSettings,
        cancelled: Callable[[], bool],
    ) -> tuple[list[list[int]], list[list[float]]]:
        device = self._loaded.device
        uniform_N_T = uniform_streams(settings.seed, rows, settings.max_tokens).to(device)
        token_N_T = torch.zeros(len(rows), settings.max_tokens, dtype=torch.long, device=device)
        logprob_N_T = torch.zeros(len(rows), settings.max_tokens, device=device)
        length_N = torch.full((len(rows),), settings.max_tokens, device=device)

        decoder = self._make_decoder(self._loaded.model)
        distinct, prompt_of_row_N = _distinct_prompts([prompts[prompt] for prompt, _ in rows])
        logits_M_V = decoder.start(distinct, prompt_of_row_N)
        row_M = torch.arange(len(rows), device=device)
        alive_M = torch.ones(len(rows), dtype=torch.bool, device=device)
        for place in range(settings.max_tokens):
            if cancelled():
                raise Cancelled
            token_M, logprob_M = draw(
                logits_M_V, uniform_N_T[row_M, place], settings.temperature, settings.top_p, settings.top_k
            )
            token_N_T[row_M, place] = token_M
            logprob_N_T[row_M, place] = logprob_M
            ended_M = alive_M & self._ended(token_M, token_N_T, row_M, alive_M, place, settings.stop)
            length_N[row_M[ended_M]] = place + 1
            alive_M = alive_M & ~ended_M
            alive = int(alive_M.sum())
            if alive == 0 or place + 1 == settings.max_tokens:
                break
            if alive < ALIVE_SHARE * len(row_M):
                kept = alive_M.nonzero().squeeze(1)
                decoder.keep(kept)
                row_M, token_M, alive_M = row_M[kept], token_M[kept], alive_M[kept]
            logits_M_V = decoder.step(token_M)

        lengths = length_N.tolist()
        tokens = [row[:length] for row, length in zip(token_N_T.tolist(), lengths, strict=True)]
        logprobs = [row[:length] for row, length in zip(logprob_N_T.tolist(), lengths, strict=True)]
        return tokens, logprobs

    def _ended(
        self,
        token_M: torch.Tensor,
        token_N_T: torch.Tensor,
        row_M: torch.Tensor,
        alive_M: torch.Tensor,
        place: int,
        stop: tuple[str, ...],
    ) -> torch.Tensor:
        ended_M = torch.isin(token_M, self._end_ids)
        if stop:
            written = token_N_T[row_M, : place + 1].tolist()
            for row in (alive_M & ~ended_M).nonzero().squeeze(1).tolist():
                ended_M[row] = self._text.ends_with_stop(written[row], stop)
        return ended_M

    def _complete(
        self, prompt: list[int], token_ids: list[int], logprobs: list[float], settings: SamplingSettings
    ) -> Completion:
        text = self._text.of_response(prompt, token_ids, settings.stop)
        ended = token_ids[-1] in self._loaded.end_ids
        if settings.stop and not ended:
            ended = self._text.ends_with_stop(token_ids, settings.stop)
        return Completion(token_ids, logprobs, text, "stop" if ended else "length")


def _distinct_prompts(prompt_of_row: list[list[int]]) -> tuple[list[list[int]], torch.Tensor]:
    """The different prompts in order of appearance, and every row's place among them (int64 [rows])."""
    place_of: dict[tuple[int, ...], int] = {}
    places = [place_of.setdefault(tuple(prompt), len(place_of)) for prompt in prompt_of_row]
    return [list(prompt) for prompt in place_of], torch.tensor(places)
