"""Hand-computed losses. Ratios are chosen so that exp and log cancel: l = ln(x), o = ln(y), rho = x / y."""

from math import exp, log

import pytest
import torch

from cure_learner.losses.cure import cure_loss, k3
from cure_learner.losses.modern import modern_loss
from cure_learner.losses.surrogate import clipped_surrogate


def logs(*values: float) -> torch.Tensor:
    return torch.tensor([log(value) for value in values])


def test_surrogate_takes_the_smaller_of_ratio_and_clipped_ratio() -> None:
    # rho = 0.5/0.4 = 1.25, 0.5/0.4 = 1.25, 0.3/0.4 = 0.75, 0.3/0.4 = 0.75; A = 2, -2, 2, -2; bounds 0.8 and 1.2
    # A > 0, rho 1.25: min(2.5, 2.4) = 2.4, clipped above     A < 0, rho 1.25: min(-2.5, -2.4) = -2.5
    # A > 0, rho 0.75: min(1.5, 1.6) = 1.5                    A < 0, rho 0.75: min(-1.5, -1.6) = -1.6, clipped below
    result = clipped_surrogate(
        logs(0.5, 0.5, 0.3, 0.3), logs(0.4, 0.4, 0.4, 0.4), torch.tensor([2.0, -2.0, 2.0, -2.0]), 0.2, 0.2
    )
    assert result.loss_R.tolist() == pytest.approx([-2.4, 2.5, -1.5, 1.6])
    assert result.clipped_high_R.tolist() == [True, False, False, False]
    assert result.clipped_low_R.tolist() == [False, False, False, True]


def test_clip_higher_leaves_more_room_above() -> None:
    # rho = 1.25 lies under 1 + 0.28: not clipped, loss = -1.25 * 2; rho = 1.5 is cut to 1.28, loss = -1.28 * 2
    result = clipped_surrogate(logs(0.5, 0.6), logs(0.4, 0.4), torch.tensor([2.0, 2.0]), 0.2, 0.28)
    assert result.loss_R.tolist() == pytest.approx([-2.5, -2.56])


def test_k3() -> None:
    # ref/l = 0.2/0.4: 0.5 - 1 - ln 0.5 = 0.193147; ref/l = 0.8/0.4: 2 - 1 - ln 2 = 0.306853; equal: 0
    values = k3(logs(0.4, 0.4, 0.4), logs(0.2, 0.8, 0.4))
    assert values.tolist() == pytest.approx([0.1931472, 0.3068528, 0.0], abs=1e-6)


def test_cure_adds_the_weighted_divergence() -> None:
    # rho = 1: -A = -3; k3 as above with ref/l = 0.5: 0.193147; coefficient 0.01: -3 + 0.00193147
    surrogate, kl = cure_loss(logs(0.4), logs(0.4), logs(0.2), logs(0.4), torch.tensor([3.0]), 0.2, 0.2, 0.01, None)
    assert surrogate.loss_R.item() == pytest.approx(-3 + 0.00193147)
    assert kl.item() == pytest.approx(0.1931472)


def test_cure_without_reference_is_the_surrogate() -> None:
    surrogate, kl = cure_loss(logs(0.4), logs(0.4), None, logs(0.1), torch.tensor([3.0]), 0.2, 0.2, 0.0, None)
    assert (surrogate.loss_R.item(), kl) == (pytest.approx(-3.0), None)


def test_cure_weights_its_surrogate_but_not_the_divergence() -> None:
    # o/s = 0.4/0.5 = 0.8: -0.8 * 3 = -2.4; k3 as above: 0.193147, times 0.01
    surrogate, _ = cure_loss(logs(0.4), logs(0.4), logs(0.2), logs(0.5), torch.tensor([3.0]), 0.2, 0.2, 0.01, 2.0)
    assert surrogate.loss_R.item() == pytest.approx(-2.4 + 0.00193147)


def test_modern_weights_by_the_truncated_importance() -> None:
    # o/s = 0.4/0.5 = 0.8: -0.8 * 3 = -2.4; o/s = 0.4/0.1 = 4, cut to 2: -2 * 3 = -6
    surrogate = modern_loss(logs(0.4, 0.4), logs(0.4, 0.4), logs(0.5, 0.1), torch.tensor([3.0, 3.0]), 0.2, 0.28, 2.0)
    assert surrogate.loss_R.tolist() == pytest.approx([-2.4, -6.0])


def test_on_policy_gradient_is_minus_the_advantage() -> None:
    # With o the stopped l, d(-rho A)/dl = -rho A = -A: the gradient does not vanish though the ratio is 1.
    logprob = logs(0.3, 0.6).requires_grad_()
    clipped_surrogate(logprob, logprob.detach(), torch.tensor([1.5, -0.5]), 0.2, 0.2).loss_R.sum().backward()
    assert logprob.grad.tolist() == pytest.approx([-1.5, 0.5])


def test_importance_weight_carries_no_gradient() -> None:
    # loss = -w A l' with w = exp(o - s) constant: the gradient is -w A = -(e^-1 / e^-2) = -e
    logprob = torch.tensor([-1.0], requires_grad=True)
    loss = modern_loss(logprob, logprob.detach(), torch.tensor([-2.0]), torch.tensor([1.0]), 0.2, 0.28, 10.0).loss_R
    loss.sum().backward()
    assert logprob.grad.item() == pytest.approx(-exp(1))
