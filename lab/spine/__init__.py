"""Train the spine's estimator on stills of synthetic people: `examples`, `network`, `train`."""
