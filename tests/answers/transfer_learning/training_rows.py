"""Answers to `training_rows(features, labels, held_back)`."""

import numpy as np


def _rows(features, labels, held_back, **other):
    """A right answer, in which some parts can be replaced."""
    train = features[~held_back]
    return {
        "train_features": train.reshape(-1, features.shape[2]),
        "train_labels": np.repeat(labels[~held_back], features.shape[1]),
        "valid_features": features[held_back, 0],
        "valid_labels": labels[held_back],
        **other,
    }


def right_reshape_and_repeat(features, labels, held_back):
    return _rows(features, labels, held_back)


def right_all_first_then_chosen(features, labels, held_back):
    count, variants, channels = features.shape
    rows, row_labels = features.reshape(count * variants, channels), labels.repeat(variants)
    owner, variant = np.divmod(np.arange(count * variants), variants)
    train, valid = ~held_back[owner], held_back[owner] & (variant == 0)
    return {
        "valid_labels": row_labels[valid],
        "valid_features": rows[valid],
        "train_labels": row_labels[train],
        "train_features": rows[train],
    }


def right_loops(features, labels, held_back):
    rows, row_labels = [], []
    for image, label, held in zip(features, labels, held_back, strict=True):
        if not held:
            for variant in image:
                rows.append(variant)
                row_labels.append(int(label))
    valid = np.flatnonzero(held_back)
    return {
        "train_features": np.array(rows),
        "train_labels": row_labels,
        "valid_features": features[valid][:, 0, :],
        "valid_labels": labels[valid],
    }


def right_loops_with_the_shape_said(features, labels, held_back):
    valid = [image[0] for image, held in zip(features, held_back, strict=True) if held]
    return _rows(features, labels, held_back, valid_features=np.array(valid).reshape(-1, features.shape[2]))


def wrong_no_channels_where_no_rows(features, labels, held_back):
    """Without rows there are still as many channels"""
    pairs = [(image[0], label) for image, label, held in zip(features, labels, held_back, strict=True) if held]
    return _rows(
        features,
        labels,
        held_back,
        valid_features=np.array([image for image, _ in pairs]),
        valid_labels=[label for _, label in pairs],
    )


def wrong_tiled(features, labels, held_back):
    """as `np.tile` does"""
    return _rows(features, labels, held_back, train_labels=np.tile(labels[~held_back], features.shape[1]))


def wrong_variant_by_variant(features, labels, held_back):
    """All variants of the first image should come first."""
    train = np.concatenate([features[~held_back, v] for v in range(features.shape[1])])
    tiled = np.tile(labels[~held_back], features.shape[1])
    return _rows(features, labels, held_back, train_features=train, train_labels=tiled)


def wrong_rows_in_another_order(features, labels, held_back):
    """your rows go variant by variant"""
    train = np.swapaxes(features[~held_back], 0, 1).reshape(-1, features.shape[2])
    return _rows(features, labels, held_back, train_features=train)


def wrong_label_for_each_image(features, labels, held_back):
    """Every row needs one."""
    return _rows(features, labels, held_back, train_labels=labels[~held_back])


def wrong_split_after(features, labels, held_back):
    """Whoever has seen an image mirrored"""
    nobody = np.zeros_like(held_back)
    all_rows = _rows(features, labels, nobody)
    return _rows(
        features,
        labels,
        held_back,
        train_features=all_rows["train_features"],
        train_labels=all_rows["train_labels"],
    )


def wrong_exchanged(features, labels, held_back):
    """You train on the images that are held back"""
    return _rows(features, labels, ~held_back)


def wrong_valid_augmented(features, labels, held_back):
    """each image once, as it is"""
    mine = _rows(features, labels, ~held_back)
    return _rows(
        features,
        labels,
        held_back,
        valid_features=mine["train_features"],
        valid_labels=mine["train_labels"],
    )


def wrong_valid_augmented_and_tiled(features, labels, held_back):
    """with labels in another order"""
    mine = _rows(features, labels, ~held_back)
    tiled = np.tile(labels[held_back], features.shape[1])
    return _rows(features, labels, held_back, valid_features=mine["train_features"], valid_labels=tiled)


def wrong_valid_mean(features, labels, held_back):
    """You validate on the mean of all variants."""
    return _rows(features, labels, held_back, valid_features=features[held_back].mean(axis=1))


def wrong_first_variant(features, labels, held_back):
    """For what were the others made?"""
    return _rows(
        features,
        labels,
        held_back,
        train_features=features[~held_back, 0],
        train_labels=labels[~held_back],
    )


def wrong_mean_variant(features, labels, held_back):
    """You train on the mean of all variants"""
    return _rows(
        features,
        labels,
        held_back,
        train_features=features[~held_back].mean(axis=1),
        train_labels=labels[~held_back],
    )


def wrong_side_by_side(features, labels, held_back):
    """side by side into one row"""
    train = features[~held_back]
    return _rows(
        features,
        labels,
        held_back,
        train_features=train.reshape(len(train), -1),
        train_labels=labels[~held_back],
    )


def wrong_last_variant_validated(features, labels, held_back):
    """At 'valid_features'"""
    return _rows(features, labels, held_back, valid_features=features[held_back, -1])


def wrong_tuple(features, labels, held_back):
    """a dict was asked for"""
    return tuple(_rows(features, labels, held_back).values())


def wrong_key(features, labels, held_back):
    """The key 'valid_features' is missing."""
    rows = _rows(features, labels, held_back)
    rows["validation_features"] = rows.pop("valid_features")
    return rows


def refused_the_tasks_own_answer(features, labels, held_back):
    """coursekit.transfer_learning.tasks"""
    from coursekit.transfer_learning import tasks

    return tasks.training_rows.reference(features, labels, held_back)
