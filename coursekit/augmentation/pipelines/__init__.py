"""Augmentation where training takes its images from: `fit`, `tf.data`, a layer of the model."""
