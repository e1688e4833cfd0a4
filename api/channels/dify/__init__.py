"""Dify's external knowledge API: passages of the documents for the models that its users run."""
