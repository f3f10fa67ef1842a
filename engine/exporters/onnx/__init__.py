"""ONNX, the graphs that onnxruntime and most others run: `onnx_graph` is one as plain values, `onnx_proto` its file."""
