"""Answers to `fine_tuning_data(images, labels, order, valid_count, base, gradient, rates)`."""

import numpy as np

MEAN = np.array([104.0, 117.0, 123.0])


def _features_of(images, base, prepared=1):
    for _ in range(prepared):
        images = 255 * images[..., ::-1] - MEAN
    return np.maximum(images.reshape(len(images), len(base)) @ base, 0)


def _repaired(images, labels, order, valid_count, base, gradient, rates, **bugs):
    """The draft with all its mistakes repaired but those named."""
    prepared = bugs.get("prepared", 1)
    images = images[order] if bugs.get("images_ordered", True) else images
    labels = labels[order] if bugs.get("labels_ordered", True) else labels
    tuned = base + bugs.get("way", -1) * rates[bugs.get("rate", "base")] * gradient
    seen_by = base if bugs.get("seen_by") == "old" else tuned
    count = len(images) - valid_count
    mirrored = np.flip(images, bugs.get("mirrored", 2))
    views = [_features_of(images, seen_by, prepared), _features_of(mirrored, seen_by, prepared)]
    features = np.stack(views, axis=1)
    train = features if bugs.get("all_rows") else features[:count]
    train_labels = labels if bugs.get("all_labels", bugs.get("all_rows")) else labels[:count]
    spread = {"repeat": np.repeat, "tile": np.tile, "once": lambda values, _: values}[bugs.get("spread", "repeat")]
    if bugs.get("swapped"):
        train = np.swapaxes(train, 0, 1)
    valid = features[count:, :1] if not bugs.get("valid_views") else features[count:]
    if bugs.get("old_valid"):
        valid = _features_of(images[count:], base)[:, None]
    return {
        "base": bugs.get("returned", tuned),
        "train_features": train.reshape(-1, base.shape[1]),
        "train_labels": spread(train_labels, 2),
        "valid_features": valid.reshape(-1, base.shape[1]),
        "valid_labels": np.repeat(labels[count:], valid.shape[1]),
    }


def right_repaired(images, labels, order, valid_count, base, gradient, rates):
    return _repaired(images, labels, order, valid_count, base, gradient, rates)


def right_in_loops(images, labels, order, valid_count, base, gradient, rates):
    base = base - rates["base"] * gradient
    split = len(order) - valid_count
    rows, row_labels = [], []
    for number in order[:split]:
        for variant in (images[number], np.fliplr(images[number])):
            rows.append(_features_of(variant[None], base)[0])
            row_labels.append(labels[number])
    valid = order[split:]
    return {
        "valid_labels": labels[valid],
        "valid_features": _features_of(images[valid], base),
        "train_labels": np.array(row_labels),
        "train_features": np.array(rows),
        "base": base,
    }


def right_split_first(images, labels, order, valid_count, base, gradient, rates):
    tuned = base - gradient * rates["base"]
    train, valid = np.split(order, [len(order) - valid_count])
    both = np.concatenate([images[train], images[train][:, :, ::-1]])
    places = np.arange(2 * len(train)).reshape(2, -1).T.ravel()
    return {
        "base": tuned,
        "train_features": _features_of(both[places], tuned),
        "train_labels": labels[train].repeat(2),
        "valid_features": _features_of(images[valid], tuned),
        "valid_labels": labels[valid],
    }


def wrong_the_draft(images, labels, order, valid_count, base, gradient, rates):
    """The images are prepared twice"""
    return _repaired(
        images,
        labels,
        order,
        valid_count,
        base,
        gradient,
        rates,
        prepared=2,
        labels_ordered=False,
        spread="tile",
        all_rows=True,
        rate="head",
        seen_by="old",
    )


def wrong_prepared_twice(images, labels, order, valid_count, base, gradient, rates):
    """What has become of white by then?"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, prepared=2)


def wrong_not_prepared(images, labels, order, valid_count, base, gradient, rates):
    """Twice was too often; once is right."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, prepared=0)


def wrong_labels_in_the_old_order(images, labels, order, valid_count, base, gradient, rates):
    """The images have changed places and the labels have not."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, labels_ordered=False)


def wrong_images_in_the_old_order(images, labels, order, valid_count, base, gradient, rates):
    """The labels have changed places and the images have not."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, images_ordered=False)


def wrong_both_in_the_old_order(images, labels, order, valid_count, base, gradient, rates):
    """both stand in their old order"""
    same = {"images_ordered": False, "labels_ordered": False}
    return _repaired(images, labels, order, valid_count, base, gradient, rates, **same)


def wrong_tiled(images, labels, order, valid_count, base, gradient, rates):
    """and then through all again"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, spread="tile")


def wrong_tiled_for_all(images, labels, order, valid_count, base, gradient, rates):
    """those for validation included"""
    more = {"spread": "tile", "all_labels": True}
    return _repaired(images, labels, order, valid_count, base, gradient, rates, **more)


def wrong_variant_by_variant(images, labels, order, valid_count, base, gradient, rates):
    """Image by image was asked for."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, swapped=True, spread="tile")


def wrong_rows_variant_by_variant(images, labels, order, valid_count, base, gradient, rates):
    """and the rows variant by variant"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, swapped=True)


def wrong_label_for_each_image(images, labels, order, valid_count, base, gradient, rates):
    """Every row needs one."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, spread="once")


def wrong_all_rows(images, labels, order, valid_count, base, gradient, rates):
    """Which of them may the head not see?"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, all_rows=True)


def wrong_rows_without_labels(images, labels, order, valid_count, base, gradient, rates):
    """labels only of those for training"""
    more = {"all_rows": True, "all_labels": False}
    return _repaired(images, labels, order, valid_count, base, gradient, rates, **more)


def wrong_labels_without_rows(images, labels, order, valid_count, base, gradient, rates):
    """rows only of those for training"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, all_labels=True)


def wrong_validation_augmented(images, labels, order, valid_count, base, gradient, rates):
    """It should be there once, as it is."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, valid_views=True)


def wrong_upside_down(images, labels, order, valid_count, base, gradient, rates):
    """Your mirror image stands on its head."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, mirrored=1)


def wrong_colours_mirrored(images, labels, order, valid_count, base, gradient, rates):
    """red and blue change places"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, mirrored=3)


def wrong_first_held_back(images, labels, order, valid_count, base, gradient, rates):
    """The first images of the new order are held back."""
    turned = np.roll(order, -valid_count)
    return _repaired(images, labels, turned, valid_count, base, gradient, rates)


def wrong_minus_nothing(images, labels, order, valid_count, base, gradient, rates):
    """What is left of an array by `[:-0]`?"""
    counted = len(order) if valid_count == 0 else valid_count
    return _repaired(images, labels, order, counted, base, gradient, rates)


def wrong_old_features(images, labels, order, valid_count, base, gradient, rates):
    """when are they out of date?"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, seen_by="old")


def wrong_old_features_in_validation(images, labels, order, valid_count, base, gradient, rates):
    """those for validation of the old one"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, old_valid=True)


def wrong_rate_of_the_head(images, labels, order, valid_count, base, gradient, rates):
    """The base steps at the rate of the head."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, rate="head")


def wrong_old_base_returned(images, labels, order, valid_count, base, gradient, rates):
    """the base that comes back is the old one"""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, returned=base)


def wrong_base_stays(images, labels, order, valid_count, base, gradient, rates):
    """The base does not move at all any more."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, seen_by="old", returned=base)


def wrong_uphill(images, labels, order, valid_count, base, gradient, rates):
    """The base steps uphill."""
    return _repaired(images, labels, order, valid_count, base, gradient, rates, way=1)


def wrong_last_rows(images, labels, order, valid_count, base, gradient, rates):
    """At 'valid_features'"""
    right = _repaired(images, labels, order, valid_count, base, gradient, rates)
    return right | {"valid_features": right["valid_features"][::-1]}


def refused_the_library(images, labels, order, valid_count, base, gradient, rates):
    """coursekit.transfer_learning"""
    from coursekit import transfer_learning

    return transfer_learning.features(base, images)


def refused_the_tasks_own_answer(images, labels, order, valid_count, base, gradient, rates):
    """coursekit.transfer_learning.tasks"""
    from coursekit.transfer_learning import tasks

    return tasks.fine_tuning_data.reference(images, labels, order, valid_count, base, gradient, rates)
