"""The network that joins the modalities, its weights, inference and explanation."""
