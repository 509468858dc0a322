"""Every version of the tables, with the way up and the way down."""
