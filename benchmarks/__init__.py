"""Compare the speed with other programs; `hiphinge bench` measures the speed alone."""
