"""Training with several processes (ranks): rank 0 speaks with the pipeline and tells the others what to do."""
