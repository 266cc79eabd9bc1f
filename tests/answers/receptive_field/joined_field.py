"""Answers to `joined_field(branches)`."""


def _span(branch):
    """First and last pixel of unit 0."""
    first = last = 0
    for kernel, stride, padding, dilation in branch[::-1]:
        first, last = first * stride - padding, last * stride - padding + (kernel - 1) * dilation
    return first, last


def _spans(branches):
    return [_span(branch) for branch in branches]


def right_ends_and_centres(branches):
    spans = _spans(branches)
    start, end = min(first for first, _ in spans), max(last for _, last in spans)
    return end - start + 1, start, len({(first + last) / 2 for first, last in spans}) == 1


def right_forwards_as_a_list(branches):
    fields = []
    for branch in branches:
        size, jump, start = 1, 1, 0
        for kernel, stride, padding, dilation in branch:
            size += (kernel - 1) * dilation * jump
            start -= padding * jump
            jump *= stride
        fields.append((start, size))
    begin = min(start for start, _ in fields)
    end = max(start + size for start, size in fields)
    centres = [start + (size - 1) / 2 for start, size in fields]
    return [end - begin, begin, all(abs(centre - centres[0]) < 1e-6 for centre in centres)]


def wrong_size_of_the_largest(branches):
    """The size is that of the largest branch."""
    _, start, aligned = right_ends_and_centres(branches)
    return max(last - first + 1 for first, last in _spans(branches)), start, aligned


def wrong_largest_branch(branches):
    """Size and start are those of the largest branch."""
    first, last = max(_spans(branches), key=lambda span: span[1] - span[0])
    return last - first + 1, first, right_ends_and_centres(branches)[2]


def wrong_sum_of_sizes(branches):
    """You added the sizes of the branches."""
    _, start, aligned = right_ends_and_centres(branches)
    return sum(last - first + 1 for first, last in _spans(branches)), start, aligned


def wrong_one_stack(branches):
    """as if they were one stack"""
    _, start, aligned = right_ends_and_centres(branches)
    return 1 + sum(last - first for first, last in _spans(branches)), start, aligned


def wrong_overlap(branches):
    """as soon as a single branch does"""
    spans = _spans(branches)
    start, end = max(first for first, _ in spans), min(last for _, last in spans)
    return max(end - start + 1, 0), start, right_ends_and_centres(branches)[2]


def wrong_latest_start(branches):
    """Your start is that of the branch that begins last."""
    size, _, aligned = right_ends_and_centres(branches)
    return size, max(first for first, _ in _spans(branches)), aligned


def wrong_no_shortcut(branches):
    """You left out the branch without layers."""
    return right_ends_and_centres([branch for branch in branches if branch])


def wrong_always(branches):
    """Compare where the centres of the branches lie"""
    return (*right_ends_and_centres(branches)[:2], True)


def wrong_never(branches):
    """Compare where the centres of the branches lie"""
    return (*right_ends_and_centres(branches)[:2], False)


def wrong_same_start(branches):
    """begin in different places"""
    return (*right_ends_and_centres(branches)[:2], len({first for first, _ in _spans(branches)}) == 1)


def wrong_same_size(branches):
    """A small branch and a large one are aligned"""
    return (*right_ends_and_centres(branches)[:2], len({last - first for first, last in _spans(branches)}) == 1)


def wrong_opposite(branches):
    """says the opposite each time"""
    size, start, aligned = right_ends_and_centres(branches)
    return size, start, not aligned


def wrong_word(branches):
    """True or False was asked for"""
    size, start, aligned = right_ends_and_centres(branches)
    return size, start, "yes" if aligned else "no"


def wrong_first_start(branches):
    """Your start is that of the first branch."""
    size, _, aligned = right_ends_and_centres(branches)
    return size, _span(branches[0])[0], aligned


def wrong_last_minus_first(branches):
    """Your size is the last pixel minus the first."""
    size, start, aligned = right_ends_and_centres(branches)
    return size - 1, start, aligned


def wrong_clipped(branches):
    """even where it lies in front of the image"""
    size, start, aligned = right_ends_and_centres(branches)
    return size, max(start, 0), aligned


def wrong_order(branches):
    """the size comes first"""
    size, start, aligned = right_ends_and_centres(branches)
    return start, size, aligned


def _centres(branches):
    return [(first + last) / 2 for first, last in _spans(branches)]


def wrong_second_branch_only(branches):
    """There may be more than two branches"""
    centres = _centres(branches)
    return (*right_ends_and_centres(branches)[:2], centres[0] == centres[1])


def wrong_first_and_last(branches):
    """The branches between the first and the last"""
    centres = _centres(branches)
    return (*right_ends_and_centres(branches)[:2], centres[0] == centres[-1])


def wrong_mean(branches):
    """have the right place for their mean"""
    centres = _centres(branches)
    return (*right_ends_and_centres(branches)[:2], centres[0] == sum(centres) / len(centres))


def wrong_rounded_down(branches):
    """Half a pixel apart is not the same place."""
    centres = {first + (last - first) // 2 for first, last in _spans(branches)}
    return (*right_ends_and_centres(branches)[:2], len(centres) == 1)


def wrong_rounded_up(branches):
    """Half a pixel apart is not the same place."""
    centres = {first + (last - first + 1) // 2 for first, last in _spans(branches)}
    return (*right_ends_and_centres(branches)[:2], len(centres) == 1)


def right_one_and_zero(branches):
    size, start, aligned = right_ends_and_centres(branches)
    return size, start, int(aligned)


def refused_calculator(branches):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    fields = []
    for branch in branches:
        built = [network.Input((None, None, 1))]
        for kernel, stride, padding, dilation in branch:
            built += [
                network.ZeroPad(padding),
                network.Conv(1, kernel, dilation_rate=dilation),
                network.MaxPool(1, strides=stride),
            ]
        fields.append(receptive_field.of(built))
    begin = min(field.start[0] for field in fields)
    end = max(field.start[0] + field.size[0] for field in fields)
    return end - begin, begin, len({field.centre()[0] for field in fields}) == 1
