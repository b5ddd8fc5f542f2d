"""The learner of cure-ts: one process that holds a policy's weights, trains them and serves samples of them."""

__version__ = "0.1.0"
