"""The shipped model on ONNX Runtime."""

from app.adapters.onnx.classifier import OnnxClassifier

__all__ = ["OnnxClassifier"]
