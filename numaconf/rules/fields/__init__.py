"""Rules about fields, feature gates, versions and flags."""
