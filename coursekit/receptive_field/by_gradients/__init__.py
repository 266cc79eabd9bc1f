"""By gradients alone, on any Keras backend: which pixels count (`empirical`), and how much (`effective`)."""
