"""One module or package per platform: what it renders, how it reads, its reservation formula, what it cannot carry."""
