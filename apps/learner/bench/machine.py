"""How fast the machine is just now."""

import time

import torch


def product_gflops() -> float:
    """Speed of a fixed matrix product: printed beside a measurement, it shows when others used the machine."""
    factor = torch.ones(512, 512)
    began = time.perf_counter()
    for _ in range(20):
        factor @ factor
    return 20 * 2 * 512**3 / (time.perf_counter() - began) / 1e9
