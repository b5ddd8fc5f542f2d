"""Sampling from a causal language model: prompts and settings in, completions out."""
