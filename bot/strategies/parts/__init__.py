"""What several strategies share; no strategy lies here."""
