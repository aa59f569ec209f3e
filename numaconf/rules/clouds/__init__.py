"""What managed services refuse and drop of their own settings."""
