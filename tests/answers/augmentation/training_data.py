"""Answers to `training_data(images, points, order, turns, test_count)`."""

import numpy as np


def _turned_point(point, turns, size):
    row, column = point
    for _ in range(turns):
        row, column = size - 1 - column, row
    return row, column


def _prepared(
    images,
    points,
    order,
    turns,
    test_count,
    images_order=lambda order: order,
    points_order=lambda order: order,
    copied=lambda count, total: count,
    points_copied=lambda count, total: count,
    turn=lambda turns, k: turns[k],
    point_turn=lambda turns, k: turns[k],
    point=_turned_point,
    scale=lambda images, count: (images[:count].mean(), images[:count].std()),
):
    """The draft with its doubtful lines as parameters; repaired, as they stand here."""
    images, points = images[images_order(order)], points[points_order(order)]
    total, size = len(images), images.shape[1]
    count = total - test_count
    copies = [np.rot90(images[k], turn(turns, k)) for k in range(copied(count, total))]
    copied_points = [point(points[k], point_turn(turns, k), size) for k in range(points_copied(count, total))]
    mean, deviation = scale(images, count)
    return {
        "train_images": (np.concatenate([images[:count], copies]) - mean) / deviation,
        "train_points": np.concatenate([points[:count], copied_points]),
        "test_images": (images[count:] - mean) / deviation,
        "test_points": points[count:],
    }


def _all(count, total):
    return total


def _as_given(order):
    return slice(None)


def _first(turns, k):
    return turns[0]


def _as_it_was(point, turns, size):
    return point


def _of_all(images, count):
    return images.mean(), images.std()


def right_repaired_draft(*case):
    return _prepared(*case)


def right_statistics_with_the_copies(images, points, order, turns, test_count):
    """Parts first, then copies, then the mean of all that is trained on: turning changes no mean."""
    train, test = order[: len(order) - test_count], order[len(order) - test_count :]
    pictures, places = list(images[train]), list(points[train])
    size = images.shape[1]
    for picture, (row, column), turn in zip(images[train], points[train], turns, strict=False):
        pictures.append(np.rot90(picture, turn))
        places.append(
            [(row, column), (size - 1 - column, row), (size - 1 - row, size - 1 - column), (column, size - 1 - row)][
                turn
            ]
        )
    pictures, places = np.array(pictures), np.array(places)
    mean, deviation = pictures.mean(), pictures.std()
    return {
        "test_images": (images[test] - mean) / deviation,
        "test_points": points[test],
        "train_images": (pictures - mean) / deviation,
        "train_points": places,
    }


def right_as_lists(*case):
    return {name: value.tolist() if value.size else value for name, value in _prepared(*case).items()}


def wrong_draft_as_it_was(*case):
    """That is still what the draft gives."""
    return _prepared(
        *case,
        points_order=_as_given,
        copied=_all,
        points_copied=_all,
        turn=_first,
        point=_as_it_was,
        scale=_of_all,
    )


def wrong_points_not_shuffled(*case):
    """an animal's point now belongs to another image"""
    return _prepared(*case, points_order=_as_given)


def wrong_points_shuffled_back(*case):
    """Images and points are shuffled in two different orders."""
    return _prepared(*case, points_order=np.argsort)


def wrong_nothing_shuffled(*case):
    """both stand in their old order"""
    return _prepared(*case, images_order=_as_given, points_order=_as_given)


def wrong_shuffled_back(*case):
    """Which image does `order[0]` call to the front?"""
    return _prepared(*case, images_order=np.argsort, points_order=np.argsort)


def wrong_points_left_behind(*case):
    """the animal has moved away under its point"""
    return _prepared(*case, point=_as_it_was)


def wrong_points_clockwise(*case):
    """the other way round than the images"""
    return _prepared(*case, point=lambda point, turns, size: _turned_point(point, -turns % 4, size))


def wrong_same_turn_for_all_images(*case):
    """All copies are turned alike, by 1. Each of them has its own number"""
    return _prepared(*case, turn=_first)


def wrong_same_turn_for_all(*case):
    """All copies are turned alike, by 1, and their points with them."""
    return _prepared(*case, turn=_first, point_turn=_first)


def wrong_same_turn_for_all_points(*case):
    """Each copy is turned by its own number, and its point by that of the first one."""
    return _prepared(*case, point_turn=_first)


def wrong_turns_shuffled(images, points, order, turns, test_count):
    """To which image does the text say that `turns[0]` belongs?"""
    return _prepared(images, points, order, turns[order], test_count)


def wrong_copies_first(images, points, order, turns, test_count):
    """the copies stand in front"""
    parts = _prepared(images, points, order, turns, test_count)
    half = len(images) - test_count
    return {name: np.roll(value, half, axis=0) if name.startswith("train") else value for name, value in parts.items()}


def wrong_each_image_by_itself(images, points, order, turns, test_count):
    """how bright it was is lost"""
    own = (images - images.mean(axis=(1, 2), keepdims=True)) / images.std(axis=(1, 2), keepdims=True)
    return _prepared(own, points, order, turns, test_count, scale=lambda images, count: (0, 1))


def wrong_leak(*case):
    """among those for training are turned copies of *all*"""
    return _prepared(*case, copied=_all, points_copied=_all)


def wrong_points_of_test_images(*case):
    """their points are still among those for training"""
    return _prepared(*case, points_copied=_all)


def wrong_copies_without_points(*case):
    """There are more images for training than points"""
    return _prepared(*case, copied=_all)


def wrong_test_augmented(images, points, order, turns, test_count):
    """The test has copies, too."""
    parts = _prepared(images, points, order, turns, test_count)
    count, size = len(images) - test_count, images.shape[1]
    own = turns[count:]
    pairs = list(zip(parts["test_images"], parts["test_points"], own, strict=True))
    copies = [np.rot90(image, turn) for image, _, turn in pairs]
    places = [_turned_point(point, turn, size) for _, point, turn in pairs]
    parts["test_images"] = np.array([*parts["test_images"], *copies]).reshape(-1, size, size)
    parts["test_points"] = np.array([*parts["test_points"], *places]).reshape(-1, 2)
    return parts


def wrong_statistics_of_all(*case):
    """Mean and deviation are those of all images."""
    return _prepared(*case, scale=_of_all)


def wrong_statistics_of_each_part(images, points, order, turns, test_count):
    """The test images are normalised by their own mean and deviation"""
    parts = _prepared(images, points, order, turns, test_count)
    if test_count:
        test = parts["test_images"]
        parts["test_images"] = (test - test.mean()) / test.std()
    return parts


def wrong_test_not_normalised(images, points, order, turns, test_count):
    """The test images are not normalised"""
    parts = _prepared(images, points, order, turns, test_count)
    return {**parts, "test_images": images[order][len(images) - test_count :]}


def wrong_nothing_normalised(*case):
    """Nothing is normalised any more."""
    return _prepared(*case, scale=lambda images, count: (0, 1))


def wrong_originals_left_out(images, points, order, turns, test_count):
    """Half of the images for training are missing."""
    parts = _prepared(images, points, order, turns, test_count)
    count = len(images) - test_count
    return {name: value[count:] if name.startswith("train") else value for name, value in parts.items()}


def wrong_test_from_the_beginning(images, points, order, turns, test_count):
    """You hold back the first images for the test."""
    return _prepared(images, points, np.roll(order, -test_count), turns, test_count)


def wrong_only_shuffling_repaired(*case):
    """Wrong: case B, training_data("""
    return _prepared(*case, copied=_all, points_copied=_all, turn=_first, point=_as_it_was, scale=_of_all)


def wrong_leak_and_statistics(*case):
    """Wrong: case D, training_data("""
    return _prepared(*case, copied=_all, points_copied=_all, scale=_of_all)


def wrong_all_but_statistics_and_order(*case):
    """Wrong: case A, training_data("""
    return _prepared(*case, points_order=_as_given, scale=_of_all)


def wrong_copies_interleaved(images, points, order, turns, test_count):
    """At 'train_images' yours is"""
    parts = _prepared(images, points, order, turns, test_count)
    count = len(images) - test_count
    mixed = np.arange(2 * count).reshape(2, count).T.ravel()
    return {name: value[mixed] if name.startswith("train") else value for name, value in parts.items()}


def wrong_tuple(*case):
    """a dict was asked for"""
    return tuple(_prepared(*case).values())


def wrong_statistics_in_the_old_order(images, points, order, turns, test_count):
    """Mean and deviation are those of the first images in the *old* order"""
    result, kept = _prepared(images, points, order, turns, test_count), images[: len(images) - test_count]
    new = images[order][: len(images) - test_count]
    for part in ("train_images", "test_images"):
        values = result[part] * new.std() + new.mean()
        result[part] = (values - kept.mean()) / kept.std()
    return result


def refused_the_tasks_own_answer(images, points, order, turns, test_count):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.training_data.reference(images, points, order, turns, test_count)
