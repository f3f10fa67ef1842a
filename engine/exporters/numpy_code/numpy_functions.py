"""Activations, links and normalisation as NumPy code: how a line calls them, and the functions that a file then needs.

A new activation needs its call here, a new layer a line in `numpy_text`; until then the format refuses networks that have it.
"""

from __future__ import annotations

import re

# The call for each kind of activation, of the text {z}, with its settings by name; {slope} is the array that PReLU has learned.
CALLS = {
    "tanh": "np.tanh({z})",
    "relu": "np.maximum({z}, 0)",
    "sigmoid": "sigmoid({z})",
    "identity": "{z}",
    "sign": "np.sign({z})",
    "leaky_relu": "leaky_relu({z}, {leak})",
    "prelu": "leaky_relu({z}, {slope})",
    "elu": "elu({z}, {alpha})",
    "selu": "elu({z}, 1.6732632423543772, 1.0507009873554805)",
    "softplus": "softplus({z})",
    "gelu": "gelu_{formula}({z})",
    "silu": "silu({z})",
    "mish": "mish({z})",
    "softsign": "softsign({z})",
    "hard_tanh": "np.clip({z}, -1, 1)",
    "hard_sigmoid": "hard_sigmoid({z})",
    "sine": "np.sin({z})",
    "softmax": "softmax({z})",
}
LINKS = {"identity": "{z}", "sigmoid": "sigmoid({z})", "softmax": "softmax({z})", "sign": "np.sign({z})", "tanh": "np.tanh({z})"}
DEFINITIONS = {
    "sigmoid": '''
def sigmoid(z):
    """1 / (1 + e^-z), without an overflow."""
    return np.exp(-np.logaddexp(0.0, -z))
''',
    "softmax": '''
def softmax(z):
    """e^z over the sum of e^z of the row."""
    top = z.max(axis=1, keepdims=True)
    e = np.exp(np.where(z >= top, 0, z - top))
    return e / e.sum(axis=1, keepdims=True)
''',
    "leaky_relu": '''
def leaky_relu(z, slope):
    """z where it is above 0, else slope z."""
    return np.where(z > 0, z, slope * z)
''',
    "elu": '''
def elu(z, alpha, scale=1.0):
    """scale z where z is above 0, else scale alpha (e^z - 1)."""
    return scale * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))
''',
    "softplus": '''
def softplus(z):
    """log(1 + e^z), without an overflow."""
    return np.logaddexp(0.0, z)
''',
    "erfc": """
erfc = np.vectorize(math.erfc, otypes=[float])  # NumPy has none
""",
    "gelu_exact": '''
def gelu_exact(z):
    """z times the share of a normal distribution that is below z."""
    return 0.5 * z * erfc(-z / math.sqrt(2))
''',
    "gelu_tanh": '''
def gelu_tanh(z):
    """GELU by its authors' formula."""
    return 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
''',
    "silu": '''
def silu(z):
    """z times its sigmoid."""
    return z * sigmoid(z)
''',
    "mish": '''
def mish(z):
    """z tanh(log(1 + e^z))."""
    return z * np.tanh(softplus(z))
''',
    "softsign": '''
def softsign(z):
    """z / (1 + |z|)."""
    return z / (1 + np.abs(z))
''',
    "hard_sigmoid": '''
def hard_sigmoid(z):
    """z / 6 + 1/2, limited to 0 … 1."""
    return np.clip(z / 6 + 0.5, 0, 1)
''',
    "layer_norm": '''
def layer_norm(x, scale, shift, epsilon):
    """Each row brought to mean 0 and deviation 1, then scaled and shifted."""
    centred = x - x.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon) * scale + shift
''',
}


def definitions_for(code: str) -> str:
    """The functions of DEFINITIONS that the code calls, and those that these call, one after the other."""
    needed: set[str] = set()
    waiting = [code]
    while waiting:
        called = {name for name in re.findall(r"\b(\w+)\(", waiting.pop()) if name in DEFINITIONS} - needed
        needed |= called
        waiting += [DEFINITIONS[name] for name in called]
    return "\n\n".join(text.strip("\n") + "\n" for name, text in DEFINITIONS.items() if name in needed)
