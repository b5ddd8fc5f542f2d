"""The OpenAI-compatible face of the learner."""
