"""Why does it not learn, and is backpropagation right? The doctor, the evidence its rules rest on, the gradient check."""
