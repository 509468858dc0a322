"""Train the joints' net: a head on MoveNet's features, from rendered stills with exact truth."""
