"""Points that the user draws: as one value that travels as a short text, and what the tools of the pad make of them."""
