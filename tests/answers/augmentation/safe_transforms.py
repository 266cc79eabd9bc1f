"""Answers to `safe_transforms(dataset)`."""

HARMFUL = {
    "digits": {"mirror", "half-turn", "any turn", "large shift"},
    "wafers": {"large shift", "any size", "swap", "noise"},
    "sea lions": {"large shift", "any size", "strong blur"},
}
SAFE = {
    "digits": ["small turn", "small shift", "brightness"],
    "wafers": ["mirror", "half-turn", "any turn"],
    "sea lions": ["mirror", "half-turn", "any turn", "small shift", "brightness"],
}


def right_table(dataset):
    return SAFE[dataset]


def right_as_a_set(dataset):
    return set(SAFE[dataset])


def right_in_another_order(dataset):
    if dataset == "digits":
        return ("brightness", "small shift", "small turn")
    return sorted(SAFE[dataset], reverse=True)


def wrong_everything(dataset):
    """“mirror” does not keep every label of the digits. Mirrored, a 3 opens to the right"""
    return SAFE[dataset] + sorted(HARMFUL[dataset])


def wrong_half_turn(dataset):
    """Turned by 180°, one digit stands there as another one."""
    return [*SAFE[dataset], "half-turn" if dataset == "digits" else "large shift"]


def wrong_any_turn(dataset):
    """Any angle means 180° as well"""
    return [*SAFE[dataset], "any turn" if dataset == "digits" else "large shift"]


def wrong_large_shift(dataset):
    """loses half of itself"""
    return [*SAFE[dataset], "large shift"]


def wrong_two_too_many(dataset):
    """(One more of your transforms is not safe here.)"""
    return [*SAFE[dataset], *sorted(HARMFUL[dataset])[:2]]


def wrong_one_left_out(dataset):
    """What you chose keeps every label, but more would."""
    return SAFE[dataset][1:]


def wrong_nothing(dataset):
    """You choose none, but some are safe."""
    return []


def wrong_names_of_my_own(dataset):
    """“horizontal flip” is not among the transforms on offer for the digits"""
    return [*SAFE[dataset], "horizontal flip"]


def wrong_dictionary(dataset):
    """Return a list of names"""
    return dict.fromkeys(SAFE[dataset], True)


def wrong_text(dataset):
    """Return a list of names"""
    return ", ".join(SAFE[dataset])


def wrong_whole_table(dataset):
    """Return a list of names"""
    return SAFE


def refused_asking_the_check(dataset):
    """coursekit.augmentation.tasks.effects"""
    from coursekit.augmentation.tasks import effects

    return effects.safe(dataset)
