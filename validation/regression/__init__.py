"""Every number of the results, kept from one version of the program and compared with those of another."""
