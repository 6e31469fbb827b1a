"""Straight-through training written again, in NumPy and in PyTorch: what `heaviside baseline ste` must come to from the
same first weights. Weights are a list of matrices, inputs x units, as float64 arrays."""

import numpy as np

import verify

SLOPES = {
    "identity": lambda t: np.ones_like(t),
    "relu": lambda t: (t > 0) * 1.0,
    "leaky-relu": lambda t: np.where(t > 0, 1.0, 0.01),
    "clipped-relu": lambda t: ((t >= 0) & (t <= 1)) * 1.0,
}


def weights_of(model):
    """The layers of a fully connected network, whose neurons all have the same first layers."""
    neurons = model["neurons"]
    shared = neurons[0]["layers"][:-1]
    assert all(neuron["layers"][:-1] == shared for neuron in neurons), "neurons with different first layers"
    last = [neuron["layers"][-1][0] for neuron in neurons]
    return [np.array(layer).T for layer in [*shared, last]] + [np.array([[neuron["weight"]] for neuron in neurons])]


def data_of(model, X, labels):
    return verify.first_inputs(model, X), verify.target(model, labels)[:, None]


def descend(weights, Z, Y, *, surrogate, epochs, rate, beta):
    """Full batches, SGD, the rate halved on plateaus: patience 10, relative threshold 1e-4."""
    weights = [W.copy() for W in weights]
    n, best, bad = len(Z), np.inf, 0
    decay = beta / (2 * n)
    for _ in range(epochs):
        inputs, potentials = [Z], []
        for W in weights[:-1]:
            potentials.append(inputs[-1] @ W)
            inputs.append((potentials[-1] >= 0) * 1.0)
        error = inputs[-1] @ weights[-1] - Y
        loss = (error**2).mean() / 2 + decay * sum(np.linalg.norm(W) for W in weights)
        delta, gradients = error / n, []
        for l in reversed(range(len(weights))):
            gradients.insert(0, inputs[l].T @ delta + decay * weights[l] / np.linalg.norm(weights[l]))
            if l > 0:
                delta = (delta @ weights[l].T) * SLOPES[surrogate](potentials[l - 1])
        for W, G in zip(weights, gradients):
            W -= rate * G
        best, bad = (loss, 0) if loss < best * (1 - 1e-4) else (best, bad + 1)
        if bad > 10:
            rate, bad = rate / 2, 0
    return weights


def descend_torch(weights, Z, Y, *, surrogate, epochs, rate, beta, optimizer):
    """The same by automatic differentiation, with PyTorch's own optimizers and scheduler."""
    import torch

    class Threshold(torch.autograd.Function):
        @staticmethod
        def forward(context, t):
            context.save_for_backward(t)
            return (t >= 0).to(t.dtype)

        @staticmethod
        def backward(context, gradient):
            (t,) = context.saved_tensors
            return gradient * torch.as_tensor(SLOPES[surrogate](t.numpy()))

    Z, Y = torch.as_tensor(Z), torch.as_tensor(Y)
    parameters = [torch.tensor(W, requires_grad=True) for W in weights]
    steps = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](parameters, lr=rate)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(steps, factor=0.5, patience=10, threshold=1e-4)
    for _ in range(epochs):
        h = Z
        for W in parameters[:-1]:
            h = Threshold.apply(h @ W)
        loss = torch.nn.functional.mse_loss(h @ parameters[-1], Y) / 2
        loss = loss + beta / (2 * len(Z)) * sum(torch.linalg.norm(W) for W in parameters)
        steps.zero_grad()
        loss.backward()
        steps.step()
        scheduler.step(loss.detach())
    return [W.detach().numpy() for W in parameters]
