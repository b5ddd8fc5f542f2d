"""The training loop: from nothing through the recipe's phases, resumable, with a log."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile

import torch
from torch.nn.functional import cross_entropy
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from .batches import Batch, batches, collate, encode
from .recipe import CACHE

CHECKPOINT_EVERY = 200
LOG_EVERY = 20


@dataclass
class Progress:
    """How far the training is: phase, steps done in it, tokens and seconds so far."""

    phase: int = 0
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    log: list[dict] = field(default_factory=list)


def new_model(recipe: dict, tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """A Llama of the recipe's size with fresh weights."""
    torch.manual_seed(recipe["seed"])
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            **recipe["model"],
        )
    )


def rate_of(schedule: dict, step: int, steps: int) -> float:
    """What the learning rates are multiplied by: warm-up, constant, then a straight line down (arXiv 2410.05192)."""
    left = (steps - step) / max(1.0, schedule["decayShare"] * steps)
    decayed = schedule["final"] + (schedule["start"] - schedule["final"]) * min(1.0, left)
    return min(decayed, schedule["start"] * (step + 1) / schedule["warmupSteps"])


def new_optimizers(recipe: dict, model: LlamaForCausalLM) -> list[torch.optim.Optimizer]:
    """Muon (https://kellerjordan.github.io/posts/muon) for the layers' matrices, AdamW for embedding and norms.

    Tried: on this model Muon reaches in 150 steps the loss that AdamW alone reaches in 300.
    """
    settings, embedding = recipe["training"], model.get_input_embeddings().weight
    matrices = [p for p in model.parameters() if p.dim() == 2 and p is not embedding]
    others = [p for p in model.parameters() if p.dim() != 2 or p is embedding]
    optimizers = [torch.optim.Muon(matrices, **settings["muon"]), torch.optim.AdamW(others, **settings["adamw"])]
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
    return optimizers


def loss_of(model: LlamaForCausalLM, batch: Batch) -> torch.Tensor:
    """Mean cross-entropy (nats) of the responses' tokens. The large output layer runs on their positions only."""
    hidden_B_T_D = model.model(input_ids=batch.tokens_B_T, use_cache=False).last_hidden_state
    learned = batch.learned_B_T[:, 1:]
    logits_N_V = model.lm_head(hidden_B_T_D[:, :-1][learned])
    return cross_entropy(logits_N_V, batch.tokens_B_T[:, 1:][learned])


@torch.inference_mode()
def validation_loss(model: LlamaForCausalLM, documents: list, pad: int) -> float:
    """The loss on documents whose compositions are not trained on."""
    return loss_of(model, collate(documents, range(len(documents)), pad)).item()


def train(recipe: dict, tokenizer: PreTrainedTokenizerFast, checkpoint: Path) -> tuple[LlamaForCausalLM, Progress]:
    """Trains to the end of the last phase, going on from `checkpoint` where there is one.

    The state after each phase is kept beside it: to try another last phase, put the one before it in its place.
    """
    model = new_model(recipe, tokenizer)
    optimizers = new_optimizers(recipe, model)
    progress = Progress()
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        for optimizer, state in zip(optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        progress = Progress(**saved["progress"])

    def save() -> None:
        states = [optimizer.state_dict() for optimizer in optimizers]
        state = {"model": model.state_dict(), "optimizers": states, "progress": vars(progress)}
        torch.save(state, checkpoint.with_suffix(".tmp"))
        checkpoint.with_suffix(".tmp").replace(checkpoint)

    while progress.phase < len(recipe["phases"]):
        run_phase(recipe, model, optimizers, tokenizer, progress, save)
        name = recipe["phases"][progress.phase]["name"]
        progress.phase, progress.step = progress.phase + 1, 0
        save()
        copyfile(checkpoint, checkpoint.with_name(f"after-{name}.pt"))
    return model, progress


def run_phase(recipe, model, optimizers, tokenizer, progress: Progress, save) -> None:
    """The steps of the current phase that are still to do: each document once, in an order set by the seed."""
    phase, settings = recipe["phases"][progress.phase], recipe["training"]
    documents = encode(CACHE / f"corpus-{phase['name']}.jsonl", tokenizer)
    unseen = encode(CACHE / f"validation-{phase['name']}.jsonl", tokenizer)
    plan = batches(documents, settings["batchTokens"], recipe["seed"] + progress.phase)
    model.train()
    losses, tokens, since = [], 0, time.monotonic()
    for step in range(progress.step, len(plan)):
        batch = collate(documents, plan[step], tokenizer.pad_token_id)
        rate = rate_of(phase["rate"], step, len(plan))
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * group["initial_lr"]
        loss = loss_of(model, batch)
        model.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings["gradientNorm"])
        for optimizer in optimizers:
            optimizer.step()
        losses.append(loss.item())
        tokens += batch.count
        progress.step = step + 1
        last = progress.step == len(plan)
        if progress.step % LOG_EVERY == 0 or last:
            seconds = time.monotonic() - since
            progress.tokens, progress.seconds = progress.tokens + tokens, progress.seconds + seconds
            entry = {
                "phase": phase["name"],
                "step": progress.step,
                "steps": len(plan),
                "tokens": progress.tokens,
                "seconds": round(progress.seconds),
                "rate": round(rate, 4),
                "loss": round(sum(losses) / len(losses), 4),
                "tokensPerSecond": round(tokens / seconds),
            }
            if progress.step % CHECKPOINT_EVERY == 0 or last:
                entry["validationLoss"] = round(validation_loss(model, unseen, tokenizer.pad_token_id), 4)
            progress.log.append(entry)
            print(json.dumps(entry), flush=True)
            losses, tokens, since = [], 0, time.monotonic()
        if progress.step % CHECKPOINT_EVERY == 0:
            save()
