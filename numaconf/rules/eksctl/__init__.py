"""What eksctl refuses, and what its node groups drop."""
