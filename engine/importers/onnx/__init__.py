"""ONNX files of other programs: `onnx_walk` goes from the output back to the input, and finds layers in nodes of any make."""
