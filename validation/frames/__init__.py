"""Joints marked by eye in frames of real clips, and how far pose estimators are from them."""
