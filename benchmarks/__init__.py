"""Speed beside other programs; `hiphinge bench` has our own figures."""
