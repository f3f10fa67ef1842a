"""The built network: its layers over one flat vector of parameters, where each array lies in it, and what another takes over."""
