"""Training: batches in, updated weights and metrics out."""
