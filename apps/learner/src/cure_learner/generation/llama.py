"""A faster decoder for small models of the Llama family.

Theory of operation. A small model spends its time on dispatch and on memory, not on arithmetic. So: query, key and
value share one product, gate and up another; the norms' weights and the attention's scale are folded into the
products after them; the rotary embedding is one complex multiplication; a prompt's keys are kept once and its samples
attend to them together, as rows of one product; only the responses' keys are kept row by row.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from transformers import PreTrainedModel

from cure_learner.generation.row_cache import RowCache

# Weights are copied into the fused form, which a large model has neither the memory nor the need for.
_MAX_PARAMETERS = 500_000_000


def supports(model: PreTrainedModel) -> bool:
    """Whether `model` is a small float32 Llama on a CPU, with nothing that this file does not compute."""
    config = model.config
    return (
        config.model_type == "llama"
        and config.hidden_act == "silu"
        and not config.attention_bias
        and not config.mlp_bias
        and config.rope_parameters["rope_type"] == "default"
        and model.device.type == "cpu"
        and model.dtype == torch.float32
        and model.num_parameters() <= _MAX_PARAMETERS
    )


@dataclass(frozen=True)
class _Layer:
    """Fused weights, transposed for `addmm`-like products; head sizes are those of the model's config."""

    qkv: torch.Tensor
    out: torch.Tensor
    gate_up: torch.Tensor
    down: torch.Tensor


@dataclass(frozen=True)
class _Prompt:
    """One layer's keys and values of all prompts, padded on the right."""

    keys_PK_T_D: torch.Tensor
    values_PK_T_D: torch.Tensor


class LlamaDecoder:
    """See `Decoder`. Shapes: N rows, P prompts, G samples of the fullest prompt, H heads, K key heads, D head size."""

    def __init__(self, model: PreTrainedModel):
        """Copies the model's present weights."""
        config = model.config
        self._heads, self._key_heads = config.num_attention_heads, config.num_key_value_heads
        self._size = getattr(config, "head_dim", None) or config.hidden_size // self._heads
        # x / sqrt(mean(x^2) + epsilon) = sqrt(E) x / hypot(|x|, sqrt(E epsilon)), which takes the fewest operations.
        self._norm_floor = torch.tensor(math.sqrt(config.hidden_size * config.rms_norm_eps))
        self._embedding = model.model.embed_tokens.weight
        self._rotation_T_D = _rotations(model, config.max_position_embeddings)
        self._layers = [self._fuse(layer) for layer in model.model.layers]
        self._head = self._fold_norm(model.lm_head.weight, model.model.norm)

    def start(self, prompts: list[list[int]], most_rows: int) -> torch.Tensor:
        lengths_P = torch.tensor([len(prompt) for prompt in prompts])
        longest = int(lengths_P.max())
        ids_P_T = torch.zeros(len(prompts), longest, dtype=torch.long)
        for row, prompt in enumerate(prompts):
            ids_P_T[row, : len(prompt)] = torch.tensor(prompt)
        self._prompt_of_row_N = torch.arange(len(prompts))
        self._position_N = lengths_P
        hidden_P_T_E = self._read_prompts(ids_P_T)
        padding_P_T = torch.arange(longest) >= lengths_P[:, None]
        self._mask_PK_1_T = (
            torch.zeros(padding_P_T.shape)
            .masked_fill(padding_P_T, float("-inf"))
            .repeat_interleave(self._key_heads, 0)[:, None]
        )
        # Layer i has its keys at 2 i and its values at 2 i + 1.
        self._cache = RowCache(2 * len(self._layers), len(prompts), most_rows, self._key_heads, self._size)
        self._arrange()
        last_P_E = hidden_P_T_E[torch.arange(len(prompts)), lengths_P - 1]
        return self._logits(last_P_E)

    def step(self, token_N: torch.Tensor) -> torch.Tensor:
        self._cache.lengthen()
        rotation_N_1_D = self._rotation_T_D[self._position_N][:, None]
        hidden_N_E = F.embedding(token_N, self._embedding)
        for index, layer in enumerate(self._layers):
            query_N_H_D, key_N_K_D, value_N_K_D = self._project(layer, hidden_N_E, rotation_N_1_D)
            keys, values = self._cache.tensors[2 * index : 2 * index + 2]
            keys[:, :, self._cache.length - 1] = key_N_K_D
            values[:, :, self._cache.length - 1] = value_N_K_D
            mixed_N_HD = self._attend(query_N_H_D, self._prompts[index], keys, values)
            hidden_N_E = torch.addmm(hidden_N_E, mixed_N_HD, layer.out)
            hidden_N_E = self._feed_forward(layer, hidden_N_E)
        self._position_N = self._position_N + 1
        return self._logits(hidden_N_E)

    def take(self, source_M: torch.Tensor) -> None:
        if torch.equal(source_M, torch.arange(len(self._prompt_of_row_N))):
            return
        self._prompt_of_row_N = self._prompt_of_row_N[source_M]
        self._position_N = self._position_N[source_M]
        self._cache.take(source_M)
        self._arrange()

    def _read_prompts(self, ids_P_T: torch.Tensor) -> torch.Tensor:
        """Fill the prompts' keys and values; hidden states [P, T, E]. Padding on the right is never looked at."""
        prompts, longest = ids_P_T.shape
        rotation_T_1_D = self._rotation_T_D[:longest].repeat(prompts, 1)[:, None]
        hidden_PT_E = F.embedding(ids_P_T.flatten(), self._embedding)
        self._prompts = []
        for layer in self._layers:
            query, key, value = (
                states.view(prompts, longest, -1, self._size).transpose(1, 2)
                for states in self._project(layer, hidden_PT_E, rotation_T_1_D)
            )
            mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True, scale=1.0, enable_gqa=True)
            hidden_PT_E = torch.addmm(hidden_PT_E, mixed.transpose(1, 2).reshape(prompts * longest, -1), layer.out)
            hidden_PT_E = self._feed_forward(layer, hidden_PT_E)
            shape = (-1, longest, self._size)
            self._prompts.append(_Prompt(key.reshape(shape), value.reshape(shape)))
        return hidden_PT_E.view(prompts, longest, -1)

    def _arrange(self) -> None:
        """Lay the rows out as a grid [P, K, G] with holes, so that a prompt's samples are rows of one product."""
        rows, key_heads = len(self._prompt_of_row_N), self._key_heads
        prompts = self._mask_PK_1_T.shape[0] // key_heads
        counts_P = torch.bincount(self._prompt_of_row_N, minlength=prompts)
        self._widest = int(counts_P.max())
        # Rows of a prompt need not lie together: number them within it.
        order_N = torch.argsort(self._prompt_of_row_N, stable=True)
        within_N = torch.empty(rows, dtype=torch.long)
        first_N = (counts_P.cumsum(0) - counts_P)[self._prompt_of_row_N[order_N]]
        within_N[order_N] = torch.arange(rows) - first_N
        head_K = torch.arange(key_heads)
        column_N_K = self._prompt_of_row_N[:, None] * key_heads + head_K
        self._place_of_row_NK = (column_N_K * self._widest + within_N[:, None]).flatten()
        # A hole computes row 0 again; nobody reads it.
        self._row_of_place_PKG = torch.zeros(prompts * key_heads * self._widest, dtype=torch.long)
        self._row_of_place_PKG[self._place_of_row_NK] = torch.arange(rows * key_heads)

    def _project(self, layer: _Layer, hidden_N_E: torch.Tensor, rotation_N_1_D: torch.Tensor):
        """Rotated queries [N, H, D], rotated keys [N, K, D] and values [N, K, D]."""
        states_N_X_D = torch.mm(self._norm(hidden_N_E), layer.qkv).view(len(hidden_N_E), -1, self._size)
        turned = self._heads + self._key_heads
        pairs = torch.view_as_complex(states_N_X_D[:, :turned].unflatten(2, (-1, 2)))
        pairs.mul_(rotation_N_1_D)
        return states_N_X_D.split((self._heads, self._key_heads, self._key_heads), 1)

    def _attend(
        self, query_N_H_D: torch.Tensor, prompt: _Prompt, keys_N_K_T_D: torch.Tensor, values_N_K_T_D: torch.Tensor
    ) -> torch.Tensor:
        """Attention over prompt and response as one softmax; [N, H D]."""
        rows, key_heads, size = len(query_N_H_D), self._key_heads, self._size
        group = self._heads // key_heads
        longest = prompt.keys_PK_T_D.shape[1]
        query_NK_Q_D = query_N_H_D.reshape(rows * key_heads, group, size)
        prompt_scores = torch.baddbmm(
            self._mask_PK_1_T, self._to_grid(query_NK_Q_D), prompt.keys_PK_T_D.transpose(1, 2)
        )
        scores = torch.bmm(query_NK_Q_D, keys_N_K_T_D.flatten(0, 1).transpose(1, 2))
        scores[:, :, self._cache.length :] = float("-inf")
        weights = torch.cat((self._to_rows(prompt_scores, group), scores), -1).softmax(-1)
        prompt_mixed = torch.bmm(self._to_grid(weights[:, :, :longest]), prompt.values_PK_T_D)
        prompt_mixed = self._to_rows(prompt_mixed, group)
        return torch.baddbmm(prompt_mixed, weights[:, :, longest:], values_N_K_T_D.flatten(0, 1)).view(rows, -1)

    def _to_grid(self, states_NK_Q_X: torch.Tensor) -> torch.Tensor:
        """[N K, Q, X] to [P K, G Q, X], with Q queries sharing a key head."""
        grid = states_NK_Q_X.index_select(0, self._row_of_place_PKG)
        return grid.view(-1, self._widest * grid.shape[1], grid.shape[2])

    def _to_rows(self, grid_PK_GQ_X: torch.Tensor, group: int) -> torch.Tensor:
        """[P K, G Q, X] to [N K, Q, X]."""
        return grid_PK_GQ_X.view(-1, group, grid_PK_GQ_X.shape[2]).index_select(0, self._place_of_row_NK)

    def _feed_forward(self, layer: _Layer, hidden_N_E: torch.Tensor) -> torch.Tensor:
        gate, up = torch.mm(self._norm(hidden_N_E), layer.gate_up).chunk(2, -1)
        return torch.addmm(hidden_N_E, F.silu(gate).mul_(up), layer.down)

    def _norm(self, hidden_N_E: torch.Tensor) -> torch.Tensor:
        """RMS norm without its weight and, like that folded into the products after it, the root of E."""
        return hidden_N_E / torch.linalg.vector_norm(hidden_N_E, dim=-1, keepdim=True).hypot_(self._norm_floor)

    def _logits(self, hidden_N_E: torch.Tensor) -> torch.Tensor:
        return F.linear(self._norm(hidden_N_E), self._head)

    def _fuse(self, layer: torch.nn.Module) -> _Layer:
        attention, mlp = layer.self_attn, layer.mlp
        query = self._pair_halves(attention.q_proj.weight) * attention.scaling
        qkv = torch.cat((query, self._pair_halves(attention.k_proj.weight), attention.v_proj.weight))
        gate_up = torch.cat((mlp.gate_proj.weight, mlp.up_proj.weight))
        return _Layer(
            qkv=self._fold_norm(qkv, layer.input_layernorm).t().contiguous(),
            out=attention.o_proj.weight.t().contiguous(),
            gate_up=self._fold_norm(gate_up, layer.post_attention_layernorm).t().contiguous(),
            down=mlp.down_proj.weight.t().contiguous(),
        )

    def _fold_norm(self, weight: torch.Tensor, norm: torch.nn.Module) -> torch.Tensor:
        """The product's `weight` [out, E] that takes what `_norm` returns."""
        return weight * (norm.weight * math.sqrt(weight.shape[1]))

    def _pair_halves(self, weight: torch.Tensor) -> torch.Tensor:
        """Reorder each head from [first half, second half] to pairs, which are complex numbers.

        Queries and keys are reordered alike, so their products stay.
        """
        return weight.view(-1, 2, self._size // 2, weight.shape[1]).transpose(1, 2).reshape(weight.shape)


def _rotations(model: PreTrainedModel, length: int) -> torch.Tensor:
    """The rotary embedding of every position as complex numbers [length, D / 2]."""
    cos, sin = model.model.rotary_emb(model.model.embed_tokens.weight[:1], torch.arange(length)[None])
    half = cos.shape[-1] // 2
    return torch.complex(cos[0, :, :half].contiguous(), sin[0, :, :half].contiguous())
