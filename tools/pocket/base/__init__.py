"""The recipe of the pocket base model: tokenizer, training, calibration."""
