"""Convert the pose nets that the product ships to ONNX, and check them against their original runtimes."""
