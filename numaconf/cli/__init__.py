"""The command line: arguments to one call of a use case, results to a report."""
