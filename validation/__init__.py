"""One folder a question: a script, its reference, and the table it gives."""
