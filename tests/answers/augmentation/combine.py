"""Answers to `combine(posteriors, how)`."""

import numpy as np


def right_loops(posteriors, how):
    result = []
    for image in range(posteriors.shape[1]):
        views = posteriors[:, image]
        mean = views.mean(axis=0)
        if how == "mean":
            result.append(mean.argmax())
            continue
        votes = np.bincount(views.argmax(axis=1), minlength=views.shape[1])
        tied = np.flatnonzero(votes == votes.max())
        result.append(tied[mean[tied].argmax()])
    return np.array(result)


def _votes(posteriors):
    return (posteriors.argmax(axis=2)[..., None] == np.arange(posteriors.shape[2])).sum(axis=0)


def right_sorted(posteriors, how):
    """Votes, then means, then the lower number: what `sorted` does with tuples."""
    mean = posteriors.mean(axis=0)
    votes = _votes(posteriors) if how == "vote" else np.zeros_like(mean)
    return [
        sorted(range(len(own)), key=lambda label, own=own, said=said: (-own[label], -said[label], label))[0]
        for own, said in zip(votes, mean, strict=True)
    ]


def right_vote_with_a_little_of_the_mean(posteriors, how):
    mean = posteriors.mean(axis=0)
    return (_votes(posteriors) + mean / 2 if how == "vote" else mean).argmax(axis=1)


def _decided(posteriors, how, mean=None, vote=None):
    """With a function of one image's views for one of the two ways."""
    function = mean if how == "mean" else vote
    if function is None:
        return right_loops(posteriors, how)
    return np.array([function(posteriors[:, image]) for image in range(posteriors.shape[1])])


def _tied(views):
    votes = np.bincount(views.argmax(axis=1), minlength=views.shape[1])
    return np.flatnonzero(votes == votes.max())


def wrong_mean_only(posteriors, how):
    """You decide by the mean whatever `how` says."""
    return posteriors.mean(axis=0).argmax(axis=1)


def wrong_vote_only(posteriors, how):
    """You decide by vote whatever `how` says."""
    return right_loops(posteriors, "vote")


def wrong_exchanged(posteriors, how):
    """Mean and vote have changed places."""
    return right_loops(posteriors, "vote" if how == "mean" else "mean")


def wrong_axis(posteriors, how):
    """You decide for each view, over all images."""
    return right_loops(posteriors.transpose(1, 0, 2), how)


def wrong_posteriors(posteriors, how):
    """You return a number for each class of each image."""
    return posteriors.mean(axis=0) if how == "mean" else _votes(posteriors)


def wrong_tie_to_the_lower(posteriors, how):
    """you take the first of them"""
    return _decided(posteriors, how, vote=lambda views: np.bincount(views.argmax(axis=1)).argmax())


def wrong_tie_to_the_higher(posteriors, how):
    """you take the last of them"""
    return _decided(posteriors, how, vote=lambda views: _tied(views)[-1])


def wrong_tie_to_a_third(posteriors, how):
    """you give the image to a third one"""
    return _decided(
        posteriors,
        how,
        vote=lambda views: views.mean(axis=0).argmax() if len(_tied(views)) > 1 else _tied(views)[0],
    )


def wrong_equal_means_to_the_higher(posteriors, how):
    """Where two classes have equally many votes and equal means, too, you take the higher one."""

    def vote(views):
        votes, mean = np.bincount(views.argmax(axis=1), minlength=views.shape[1]), views.mean(axis=0)
        return max((votes[label], mean[label], label) for label in range(len(mean)))[-1]

    return _decided(posteriors, how, vote=vote)


def wrong_last_of_equals(posteriors, how):
    """which of two equal ones does it give?"""
    if how == "vote":
        return wrong_equal_means_to_the_higher(posteriors, how)
    return posteriors.mean(axis=0).argsort(axis=1, kind="stable")[:, -1]


def wrong_above_half(posteriors, how):
    """Every view votes."""
    mean = posteriors.mean(axis=0)
    return ((posteriors > 0.5).sum(axis=0) + mean / 2 if how == "vote" else mean).argmax(axis=1)


def wrong_image_for_each_class(posteriors, how):
    """You find an image for each class"""
    return (posteriors.mean(axis=0) if how == "mean" else _votes(posteriors)).argmax(axis=0)


def wrong_majority(posteriors, how):
    """You ask for more than half of the votes"""

    def vote(views):
        votes = np.bincount(views.argmax(axis=1), minlength=views.shape[1])
        if votes.max() > len(views) / 2:
            return votes.argmax()
        tied = np.flatnonzero(votes == votes.max())
        alone = 2 * votes.max() == len(views) and len(tied) == 1
        return tied[0] if alone and views.mean(axis=0).argmax() == tied[0] else views.mean(axis=0).argmax()

    return _decided(posteriors, how, vote=vote)


def wrong_surest_view(posteriors, how):
    """At a tie the single surest view decides in yours."""
    return _decided(posteriors, how, vote=lambda views: _tied(views)[views.max(axis=0)[_tied(views)].argmax()])


def wrong_surer_voters(posteriors, how):
    """over those views alone that voted for it"""

    def vote(views):
        own = views.argmax(axis=1)
        return max(_tied(views), key=lambda label: views[own == label, label].mean())

    return _decided(posteriors, how, vote=vote)


def wrong_mean_over_the_images(posteriors, how):
    """You average over the images."""
    return posteriors.mean(axis=1).argmax(axis=1) if how == "mean" else right_loops(posteriors, how)


def wrong_weighted_votes(posteriors, how):
    """Each view has one vote."""
    return _decided(
        posteriors, how, vote=lambda views: np.bincount(views.argmax(axis=1), weights=views.max(axis=1)).argmax()
    )


def wrong_maximum(posteriors, how):
    """you take the class of the single highest posterior"""
    return _decided(posteriors, how, mean=lambda views: views.max(axis=0).argmax())


def wrong_product(posteriors, how):
    """you multiply the posteriors of the views"""
    return _decided(posteriors, how, mean=lambda views: np.prod(views, axis=0).argmax())


def wrong_logarithms(posteriors, how):
    """you multiply the posteriors of the views"""
    with np.errstate(divide="ignore"):
        logs = np.log(posteriors)
    return logs.sum(axis=0).argmax(axis=1) if how == "mean" else right_loops(posteriors, how)


def wrong_median(posteriors, how):
    """you take the median of the views"""
    return _decided(posteriors, how, mean=lambda views: np.median(views, axis=0).argmax())


def wrong_first_view(posteriors, how):
    """You look at the first view only."""
    return posteriors[0].argmax(axis=-1)


def wrong_over_the_classes(posteriors, how):
    """Every value is zero."""
    return posteriors.mean(axis=2).argmax(axis=0)


def wrong_everything_flat(posteriors, how):
    """an array was asked for"""
    return posteriors.mean(axis=0).argmax()


def wrong_one_hot(posteriors, how):
    """(4,) was wanted"""
    return np.eye(posteriors.shape[2])[right_loops(posteriors, how)]


def wrong_how_misspelt(posteriors, how):
    """Is there a `return` on every way through it?"""
    if how == "mean":
        return right_loops(posteriors, "mean")
    if how == "votes":
        return right_loops(posteriors, "vote")
    return None


def wrong_place_among_those_that_tie(posteriors, how):
    """*place among these*"""
    return _decided(posteriors, how, vote=lambda views: views.mean(axis=0)[_tied(views)].argmax())


def wrong_votes_over_the_images(posteriors, how):
    """You count votes over the images."""
    return right_loops(posteriors.transpose(1, 0, 2), how) if how == "vote" else right_loops(posteriors, how)


def wrong_last_mean(posteriors, how):
    """you take the higher of two classes with equal means"""
    if how == "vote":
        return right_loops(posteriors, how)
    return posteriors.mean(axis=0).argsort(axis=1, kind="stable")[:, -1]


def wrong_votes_times_mean(posteriors, how):
    """You multiply votes and means"""
    mean = posteriors.mean(axis=0)
    return (mean if how == "mean" else _votes(posteriors) * mean).argmax(axis=1)


def refused_the_tasks_own_answer(posteriors, how):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.combine.reference(posteriors, how)
