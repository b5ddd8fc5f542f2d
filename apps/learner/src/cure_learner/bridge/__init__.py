"""The ZeroMQ bridge: how the pipeline sends batches and hears of finished steps."""
