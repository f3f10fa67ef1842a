"""The operations that nodes of a graph can be, by name. To add one, add a row to one of the two lists.

One that is typed as a function needs a row in the grammar of `graph_text` too.
"""

from engine.inspection.computation_graph.arithmetic_operations import ARITHMETIC
from engine.inspection.computation_graph.function_operations import FUNCTION_OPERATIONS

OPERATIONS = {one.name: one for one in (*ARITHMETIC, *FUNCTION_OPERATIONS)}
