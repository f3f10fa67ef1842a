"""Activations, links and layers as C: how a line calls them, and the functions that a header then needs. @ is its prefix.

A new activation needs its call here, a new layer lines in `c_network`; until then the format refuses networks that have it.
Comparisons are such that NaN, a missing value, stays NaN.
"""

from __future__ import annotations

import re

# The call for each kind of activation, of the text {z}, with its settings by name; {slope} is the number that PReLU has learned.
CALLS = {
    "tanh": "tanhf({z})",
    "relu": "@_relu({z})",
    "sigmoid": "@_sigmoid({z})",
    "identity": "",
    "sign": "@_sign({z})",
    "leaky_relu": "@_leaky_relu({z}, {leak})",
    "prelu": "@_leaky_relu({z}, {slope})",
    "elu": "@_elu({z}, {alpha}, 1.0f)",
    "selu": "@_elu({z}, 1.6732632f, 1.050701f)",
    "softplus": "@_softplus({z})",
    "gelu": "@_gelu_{formula}({z})",
    "silu": "@_silu({z})",
    "mish": "@_mish({z})",
    "softsign": "@_softsign({z})",
    "hard_tanh": "@_hard_tanh({z})",
    "hard_sigmoid": "@_hard_sigmoid({z})",
    "sine": "sinf({z})",
    "softmax": "",  # of all units at once
}
LINKS = {"identity": "", "sigmoid": "@_sigmoid({z})", "softmax": "", "sign": "@_sign({z})", "tanh": "tanhf({z})"}
DEFINITIONS = {
    "relu": """
static inline float @_relu(float z) { return z < 0.0f ? 0.0f : z; }
""",
    "sigmoid": """
static inline float @_sigmoid(float z) { return 1.0f / (1.0f + expf(-z)); }
""",
    "sign": """
static inline float @_sign(float z) { return z > 0.0f ? 1.0f : z < 0.0f ? -1.0f : z; }
""",
    "leaky_relu": """
static inline float @_leaky_relu(float z, float slope) { return z < 0.0f ? slope * z : z; }
""",
    "elu": """
static inline float @_elu(float z, float alpha, float scale) { return scale * (z < 0.0f ? alpha * expm1f(z) : z); }
""",
    "softplus": """
/* log(1 + e^z), which is z where e^z is large */
static inline float @_softplus(float z) { return z > 20.0f ? z : log1pf(expf(z)); }
""",
    "gelu_exact": """
/* z times the share of a normal distribution that is below z */
static inline float @_gelu_exact(float z) { return 0.5f * z * erfcf(-0.70710678f * z); }
""",
    "gelu_tanh": """
/* GELU by its authors' formula */
static inline float @_gelu_tanh(float z)
{
    return 0.5f * z * (1.0f + tanhf(0.79788456f * (z + 0.044715f * z * z * z)));
}
""",
    "silu": """
static inline float @_silu(float z) { return z * @_sigmoid(z); }
""",
    "mish": """
static inline float @_mish(float z) { return z * tanhf(@_softplus(z)); }
""",
    "softsign": """
static inline float @_softsign(float z) { return z / (1.0f + fabsf(z)); }
""",
    "hard_tanh": """
static inline float @_hard_tanh(float z) { return z < -1.0f ? -1.0f : z > 1.0f ? 1.0f : z; }
""",
    "hard_sigmoid": """
static inline float @_hard_sigmoid(float z) { return z < -3.0f ? 0.0f : z > 3.0f ? 1.0f : z / 6.0f + 0.5f; }
""",
    "softmax": """
/* e^z over the sum of e^z, from the largest z down, which cannot overflow */
static inline void @_softmax(float *z, int n)
{
    float top = z[0], sum = 0.0f;
    for (int i = 1; i < n; ++i) { top = z[i] > top ? z[i] : top; }
    for (int i = 0; i < n; ++i) { z[i] = expf(z[i] >= top ? 0.0f : z[i] - top); sum += z[i]; }
    for (int i = 0; i < n; ++i) { z[i] /= sum; }
}
""",
    "dense": """
/* y = x W + b of n inputs and m outputs; W is n rows of m */
static inline void @_dense(const float *x, int n, const float *w, const float *b, float *y, int m)
{
    for (int j = 0; j < m; ++j) { y[j] = NET_READ(b[j]); }
    for (int i = 0; i < n; ++i, w += m) {
        for (int j = 0; j < m; ++j) { y[j] += x[i] * NET_READ(w[j]); }
    }
}
""",
    "batch_norm": """
static inline void @_batch_norm(float *x, int n, const float *mean, const float *variance, const float *scale,
                                const float *shift, float epsilon)
{
    for (int i = 0; i < n; ++i) {
        x[i] = (x[i] - NET_READ(mean[i])) / sqrtf(NET_READ(variance[i]) + epsilon) * NET_READ(scale[i]) + NET_READ(shift[i]);
    }
}
""",
    "layer_norm": """
static inline void @_layer_norm(float *x, int n, const float *scale, const float *shift, float epsilon)
{
    float mean = 0.0f, variance = 0.0f;
    for (int i = 0; i < n; ++i) { mean += x[i] / (float)n; }
    for (int i = 0; i < n; ++i) { x[i] -= mean; variance += x[i] * x[i] / (float)n; }
    for (int i = 0; i < n; ++i) { x[i] = x[i] / sqrtf(variance + epsilon) * NET_READ(scale[i]) + NET_READ(shift[i]); }
}
""",
    "of_sign": """
static inline double @_of_sign(double x) { return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x; }
""",
    "larger": """
static inline double @_larger(double a, double b) { return isnan(a) || a > b ? a : b; }
""",
    "smaller": """
static inline double @_smaller(double a, double b) { return isnan(a) || a < b ? a : b; }
""",
    "level": """
/* 1 for the level of that number, 0 for another; NaN stays NaN */
static inline double @_level(double code, double number)
{
    return isnan(code) ? code : code > number - 0.5 && code < number + 0.5 ? 1.0 : 0.0;
}
""",
}


def definitions_for(code: str) -> str:
    """The functions of DEFINITIONS that the code calls, and those that these call; in their order, which C needs."""
    needed: set[str] = set()
    waiting = [code]
    while waiting:
        called = {name for name in re.findall(r"@_(\w+)\(", waiting.pop()) if name in DEFINITIONS} - needed
        needed |= called
        waiting += [DEFINITIONS[name] for name in called]
    return "".join(text for name, text in DEFINITIONS.items() if name in needed).strip("\n")
