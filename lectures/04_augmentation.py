# %% [markdown]
# # More from few images
#
# A network wants thousands of images, each with its label. You have two hundred. Turn them, shift them, light them
# anew: that is **augmentation**. It costs hardly anything, helps a lot, and can spoil everything.
#
# **Time**: 90 minutes, quiz included. **Hardware**: any laptop, no GPU, no network. **To predict honestly**, clear the
# stored outputs first: *Edit > Clear Outputs of All Cells*.
#
# **You will be able to**
#
# - *compute* where a point goes when its image is turned, shifted and mirrored;
# - *choose* transforms that keep the label, for your own data;
# - *implement* pasting, a balanced sampler and a vote of several views;
# - *diagnose* a score that is too good: copies in the test set, a class that hardly occurs.
#
# Three questions, which the summary answers:
#
# 1. AlexNet had fifty times more parameters than images. Why did it work all the same?
# 2. Which transforms may you use on which images?
# 3. When does a score deceive you?

# %% tags=["nbval-ignore-output"]
import tempfile
import warnings
from pathlib import Path

from coursekit import augmentation, data, device, quiz
from coursekit.augmentation import Augment, Parameters, experiments, figures, measured
from coursekit.augmentation.quiz import questions
from coursekit.figures import show

print(device.start())  # the first import of Keras takes some seconds
import keras
import numpy as np
import pandas as pd
from IPython.display import clear_output
from PIL import Image
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

# %% [markdown]
# ## A hungry network
#
# **ImageNet**, 2012: 1.2 million training images, and people have said for each which of 1,000 classes it is.
# **AlexNet**: 61 million parameters. A convolution is one small sum at many places, which graphics cards do at once:
# two of them, with 3 GB each, took five to six days for some 90 epochs.
#
# **Predict.** A label picks one of 1,000 classes. How many bits is that for each parameter: 10, 1, or a fifth?

# %%
images, classes, weights = 1_200_000, 1000, 60_965_224
{
    "bits of label a parameter": round(float(images * np.log2(classes) / weights), 2),
    "images a second": round(90 * images / (5.5 * 24 * 60 * 60)),
}

# %% [markdown]
# A fifth. Tempting: 10, as in one label. Such a network can learn its images by heart and fail on others: it
# **overfits**. So its authors made more images: from each, of 256×256 pixels, a square of 224×224, mirrored or not.
#
# **Predict.** The square's corner has 32 places across, and 32 down. How many images does one become?

# %% tags=["nbval-ignore-output"]
survey = data.sealions(count=240)
show(figures.crops(survey.images[3]))

# %% [markdown]
# 2·32·32 = 2,048, by their count (33 places would fit). Tempting: 64. But they are nearly the same image, as the
# authors say. They also shifted the colours: more than a point off the error. For testing they averaged over ten crops.
#
# ## What a label costs
#
# In the western Aleutian Islands, Steller sea lions have become 94 % fewer in thirty years, said NOAA in 2017, and
# asked the public on Kaggle for a program that counts them. By hand it is slow: in images some 5,000 pixels wide, taken
# from the air, mark each animal, in five classes by sex and age. Our survey is simulated, with the same classes.
#
# **Predict.** Three seconds a mark, 1,000 such images: a day of work, a week, or a month? And which classes would you
# mix up?

# %% tags=["nbval-ignore-output"]
show(figures.samples(survey, 6))
animals = len(survey.scenes.annotations) / len(survey.scenes)
hours = 1000 * animals * 3 / 60 / 60
print(f"{animals:.0f} animals an image, {hours / 8:.0f} days of 8 hours")

# %% [markdown]
# A month, without a second look. Tempting: a day, as a mark is quick. And one has to know: males, females and
# juveniles differ in size, pups in colour.
#
# ## From folders to batches
#
# Images mostly lie in class folders. Keras' old `ImageDataGenerator` read them (`flow_from_directory`) and
# augmented them.
#
# **Predict.** One of 48 files is damaged. When do you learn that, and which?

# %%
holder = tempfile.TemporaryDirectory()
folder = Path(holder.name)
for number, (image, label) in enumerate(zip(*survey.test, strict=True)):
    place = folder / survey.classes[label]
    place.mkdir(exist_ok=True)
    Image.fromarray(np.rint(255 * image).astype(np.uint8)).save(place / f"{number}.png")
broken = folder / "pups" / "35.png"
broken.write_bytes(broken.read_bytes()[:2000])  # as when a download has stopped

reading = {}
try:
    for _ in keras.utils.image_dataset_from_directory(folder, image_size=(96, 96), verbose=False):
        pass
except Exception as problem:
    reading["Keras"] = str(problem).partition("}} ")[2].splitlines()[0]
with warnings.catch_warnings(record=True):
    read = data.from_directory(folder)
holder.cleanup()
reading["data.from_directory"] = f"{read.report.problems['where'][0]}: {len(read)} images left"
reading

# %% [markdown]
# Keras' loader opens a file when training reaches it, stops there, and names none. Ours opens all first.
# Tempting: at once, and by name.
#
# `Augment` has most of the old generator's options, by the same names. Some differ:

# %%
pd.set_option("display.max_colwidth", None)
options = pd.DataFrame(augmentation.MIGRATION).set_index("option")
some = "cval", "channel_shift_range", "flow", "flow_from_directory", "validation_split"
options.loc[list(some)]

# %% [markdown]
# **Predict.** `augment.flow` hands out those 47 images, turned and mirrored at random, for ten epochs. How
# many different ones does a network see? How many are kept?

# %%
augment = Augment(rotation_range=180, horizontal_flip=True, fill_mode="reflect")
batches = augment.flow(*read.train, batch_size=16, seed=0, shuffle=False)
seen = set()
for _ in range(10):
    batches.on_epoch_begin()
    for images, _ in batches:
        seen |= {image.tobytes() for image in images}
len(seen), "different images"

# %% [markdown]
# 470; kept are 47. Tempting: augmentation makes a dataset larger. It draws each image anew, each time.
#
# ## Which transforms keep the label
#
# **Predict.** A digit; a sea lion from above; a wafer, on which dots mark the chips that failed; a traffic light. Which
# may you turn by any angle? Enlarge? Shift? Recolour?

# %% tags=["nbval-ignore-output"]
digits, wafers = data.digits(size=28), data.wafers(1000)
show(figures.labels_kept_and_lost(digits, survey, wafers))

# %%
reader = KNeighborsClassifier(3).fit(digits.train.images.reshape(1415, -1), digits.train.labels)
sixes = digits.test.images[digits.test.labels == 6]
said = {}
for angle in (0, 15, 180):
    drawn = Parameters.identity(len(sixes), 1)._replace(rotation=np.full(len(sixes), angle))
    turned = Augment(fill_mode="constant").apply(sixes, drawn)
    read_as = reader.predict(turned.reshape(len(sixes), -1)).tolist()
    said[f"{angle}°"] = {label: read_as.count(label) for label in sorted(set(read_as))}
print("test sixes, turned, are read as:", said)
for what in ("digits", "sealions", "wafers"):
    trained = measured(what).groupby("transforms", sort=False)["accuracy"].mean()
    print(f"CNNs trained on {what} so, mean of 5 seeds, on new ones:", trained.round(2).to_dict())

# %% [markdown]
# 38 sixes, judged by their nearest neighbours: a tilt leaves them sixes, a half-turn makes 35 of them a 9. Tempting: "a
# turned 6 is still a 6". A CNN that trained with such turns reads 67 % of new digits, without any 89 %; tilts do not
# help it either. On sea lions turns and light help, from less than half right to more than 70 %; zoom or strong colour
# shifts on top take much of that back. On wafers turns help, from 77 to 86 %; with shifts on top it is 51 %.
#
# Ask: *could this image have been taken, with this label?* A wafer may turn, but on it the
# place *is* the class: no shift. Where size tells a juvenile from an adult, no zoom. Where colour is the class, no
# other hue.
#
# ## One matrix
#
# **Predict.** Turn a 4 by 90° and shift it by 7 to the right; or shift first, then turn. Is it the same?

# %% tags=["nbval-ignore-output"]
show(figures.turn_and_shift(digits.images[digits.labels == 4][0]))

# %% [markdown]
# No. Shifted first, the middle lies 7 to the right; the turn takes that to 7 up: row 13.5 − 7 = 6.5.
#
# Each transform is a matrix that moves a point $(x, y, 1)$, and their order counts. `Augment` has this one, from right
# to left: rotation, shift $T$, shear, zoom, perspective, flip, each about the middle of the image:
#
# $$\begin{pmatrix} x' \\ y' \\ 1 \end{pmatrix} \sim F\, P\, Z\, S\, T\, R \begin{pmatrix} x \\ y \\ 1 \end{pmatrix}
# \qquad (\sim \text{: divided by the third number})$$
#
# The inverse of their product tells where each new pixel came from; there four pixels are blended. That is a
# **resampling**.
#
# **Predict.** Turn a patch by 22.5°, four times, each with a resampling. How much of its fine detail (how far pixels
# differ from neighbours) is left: all, three quarters, less than half? And turned once by 90°?


# %% tags=["nbval-ignore-output"]
def turned(image, angle, times=1):
    drawn = Parameters.identity(1)._replace(rotation=np.array([angle]))
    for _ in range(times):
        image = Augment(fill_mode="reflect").apply(image[None], drawn)[0]
    return image


patch = survey.images[60]
versions = {
    "np.rot90": np.rot90(patch),
    "once by 90°": turned(patch, 90.0),
    "twice by 45°": turned(patch, 45.0, 2),
    "four times by 22.5°": turned(patch, 22.5, 4),
}
assert np.array_equal(versions["once by 90°"], versions["np.rot90"])
show(figures.resampled(versions))

# %% [markdown]
# Less than half: each resampling blurs what the one before has blurred. Turned once by 90°, each pixel falls on
# another: all is there. Tempting: all, as the angles add up. So multiply first, resample once.
#
# ## Labels that move
#
# A point has to move with its image, and so has a mask: which pixels are animal.
#
# **Predict.** In a patch of 96×96 an animal is at row 10, column 20. Where is it when the patch is mirrored left to
# right? And where a shift leaves the patch empty, what will `fill_mode="reflect"` show?


# %% tags=["nbval-ignore-output"]
def marked(patch):  # rows and columns of the marks on a patch
    tid, row, column = survey.details.loc[patch, ["tid", "row", "col"]]
    marks = survey.scenes.annotations
    marks = marks.loc[marks["tid"] == tid, ["row", "col"]].to_numpy() - [row - 48, column - 48]
    return marks[((marks >= 0) & (marks < 96)).all(axis=1)]


which = 213  # a female in a crowd
as_it_is, bent = Parameters.identity(1), [[[0.15, 0], [-0.1, 0.1], [0, -0.1], [-0.1, 0]]]
draws = {
    "turned by 30°": as_it_is._replace(rotation=np.array([30.0])),
    "shifted": as_it_is._replace(shift=np.array([[25.0, -18.0]])),
    "bent, mirrored": as_it_is._replace(flip=np.array([[1.0, 0.0]]), perspective=np.array(bent)),
}
mask = augmentation.foreground(survey.images[which], box=(14, 30, 84, 66))
show(figures.following(survey.images[which], marked(which), mask, draws))
mirrored = as_it_is._replace(flip=np.array([[1.0, 0.0]]))
print("mirrored:", augment.points([[[10, 20]]], mirrored, 96, 96)[0].positions)

# %% [markdown]
# Column 75. Tempting: 76, as 96 − 20; but the last column is 95. Points that have left are struck off, or the network
# must find what is not there. And "reflect" has made parts of animals that nobody marked: to count, fill with a
# constant.
#
# ## Try it: the gallery
#
# **A question to answer with it:** digits, *Other images*, rotation off. Which two check marks make a 6 a 9?
#
# **A limit to find:** sea lions. Does an animal ever lie on other ground, or raise its head?

# %% tags=["nbval-ignore-output"]
gallery = augmentation.try_out(survey, wafers, digits)
gallery

# %% tags=["nbval-ignore-output"]
gallery.change(dataset=2, page=1, horizontal_flip=True, vertical_flip=True)
six = gallery.picture.drawn.images[2]
half_turn = np.rot90(digits.images[6], 2)
assert any(np.allclose(draw, half_turn) for draw in six)
show(gallery.figure())

# %% [markdown]
# Both mirrors: together they are a half-turn. And no: transforms vary the *picture*, never the scene. For that one has
# to cut.
#
# ## On other ground
#
# Cut animals out, and paste them onto empty ground: crowds and rare classes, label and mask included. A pixel becomes
# $m\,a + (1 - m)\,g$: mask, animal and ground.
#
# **Predict.** A hard edge, a soft one, one with a shadow; and Poisson blending, which keeps the animal's edges but fits
# its colours to the ground. Which would you train with?

# %% tags=["nbval-ignore-output"]
which = np.flatnonzero(survey.labels == 1)[6]
ground, shadow = survey.images[survey.labels == 5], augmentation.Shadow(rows=3, columns=3)
mask = augmentation.foreground(survey.images[which])
show(figures.pasted(survey.images[which], mask, ground[6], 20, 20, shadow))

chosen = [np.flatnonzero(survey.labels == label)[6] for label in (1, 2, 3)]
masks = [augmentation.foreground(image) for image in survey.images[chosen]]
targets = list(map(augmentation.cut_out, survey.images[chosen], masks))
turns = Augment(rotation_range=180, horizontal_flip=True, fill_mode="reflect")
mix = augmentation.Superimpose(targets, (1, 2, 3), augment=turns, count=(1, 3), shadow=shadow)
made = mix(ground[:4], seed=0)
show(figures.composites(made.images, made.points, made.labels, survey.classes))

# %% [markdown]
# We would take the soft edge with the shadow. A hard edge is a mark that no photograph has, and a network may learn it
# instead of the animal. Tempting: Poisson, as no seam is left. But its colour has gone, too, and almost the animal.
#
# Then *look*: could the last image have been taken? And `foreground` guesses the mask, wrongly where an animal has the
# colour of its ground.
#
# ## Learned by heart
#
# A small CNN, 144 training patches of 32×32 pixels, and 96 others to judge by. 300 steps from the same first weights:
# once with the patches as they are, once turned, shifted and lit anew each time.
#
# **Predict.** Guessing gives 17 %. Which part of the training patches is right in the end, which part of the others?
# With augmentation, does the first number rise or fall?


# %% tags=["nbval-ignore-output"]
def small(*parts):
    images = np.concatenate([part.images for part in parts])
    pixels = images.reshape(-1, 32, 3, 32, 3, 3).mean(axis=(2, 4))  # means of 3×3 pixels
    return data.Part(pixels, np.concatenate([part.labels for part in parts]))


known, others = small(survey.train), small(survey.valid, survey.test)
curves = experiments.overfitting(known, others, 6, steps=300, every=30)
clear_output(wait=True)  # of the progress
show(figures.learning(curves, "other patches"))

# %% tags=["nbval-ignore-output"]
plain, augmented = (curves[curves["augmentation"] == name] for name in ("none", "with"))
assert plain["train_accuracy"].iloc[-1] > 0.97 > augmented["train_accuracy"].iloc[-1]
assert plain["valid_accuracy"].iloc[-1] + 0.1 < augmented["valid_accuracy"].iloc[-1]
assert plain["valid_loss"].iloc[-1] > augmented["valid_loss"].iloc[-1] + 0.1
trainings = measured("training")
trainings = trainings[trainings["patches"] == "simulated"]
reached = trainings.groupby(["augmentation", "images"])["test_accuracy"].mean()
assert reached["with", 60] > reached["none", 480]
show(figures.hunger(trainings, chance=1 / 6))

# %% [markdown]
# As they are, all training patches are right, and not half of the others. Augmented, the first number falls: no
# image is left to learn by heart. Tempting: the higher training accuracy is the better network.
#
# Second figure, five seeds for each point: 60 augmented patches do as well as 480 as they are. With more patches
# less is gained.
#
# ## A sister in the test
#
# **Predict.** 300 digits with labels drawn by lot: there is nothing to learn. Somebody makes five versions of each,
# shuffles them, and keeps a fifth as the test. What does a nearest neighbour score: 10 %, 50 %, 90 %?

# %%
some = data.digits().train.images[:300]
by_lot = np.random.default_rng(0).integers(10, size=len(some))
tilts = Augment(rotation_range=10, zoom_range=0.1, fill_mode="constant")


def five(images, labels):
    return np.concatenate([tilts(images, epoch=epoch) for epoch in range(5)]), np.tile(labels, 5)


def score(learnt, test, labels, truth):
    nearest = KNeighborsClassifier(1).fit(learnt.reshape(len(learnt), -1), labels)
    return f"{nearest.score(test.reshape(len(test), -1), truth):.0%}"


a_fifth = {"test_size": 0.2, "random_state": 0}
scores = {"augment, then split": score(*train_test_split(*five(some, by_lot), **a_fifth))}
learnt, test, labels, truth = train_test_split(some, by_lot, **a_fifth)
more, more_labels = five(learnt, labels)
scores["split, then augment"] = score(more, test, more_labels, truth)
scores

# %% [markdown]
# 90 %, of nothing: nearly every digit of the test has a sister in training, with its label. Tempting: 10 %, as no two
# versions are equal. So split first, then augment the training part alone.
#
# **Predict.** The same mistake with 120 patches, five slightly changed copies of each, and a CNN. How far are its own
# test and a new survey apart?

# %% tags=["nbval-ignore-output"]
copies, reached = measured("copies").query("transforms == 'slight' and copies == 5"), {}
for order, own in copies.groupby("order"):
    reached[f"{order}: own test"] = own["valid_accuracy"]
    reached[f"{order}: new survey"] = own["test_accuracy"]
show(figures.runs(reached, "right", 1 / 6))

# %% [markdown]
# Nearly all right, says its own test; of new patches, half. (A bit above the honest split, perhaps as it learnt from
# 120 patches, not 96.) With 20 strongly changed copies the gap was 6 points: easily overlooked. Patches of a
# survey may share pixels, too: `data.leakage` tells which.
#
# ## A class that hardly occurs
#
# **Predict.** Of 1,000 wafers, 852 have no defect. A "model" always says *none*. What is its accuracy on the test
# wafers? And the mean **recall**, where the recall of a class is the part of it that is found?

# %%
truth = wafers.test.labels
always = np.full(len(truth), wafers.classes.index("none"))
recalls = [np.mean(always[truth == label] == label) for label in np.unique(truth)]
found = {"accuracy": np.mean(always == truth), "mean recall": np.mean(recalls)}
{name: round(float(value), 3) for name, value in found.items()}

# %% [markdown]
# 85 %, and a ninth: 100 % of one class, nothing of eight. Tempting: 85 % is not bad.
#
# `balanced` draws every class equally often. The rare maps come again and again, so they need augmentation.
#
# **Predict.** Which classes gain, which lose? Does it matter whether the maps are turned or only mirrored?

# %% tags=["nbval-ignore-output"]
trials = measured("imbalance")
classes, seeds = trials.attrs["classes"], trials.attrs["training_maps"]
ways = {"as they come": "plain", "balanced, turned": "balanced sampling, augmentation"}
ways["balanced, mirrored"] = "balanced sampling, flips"
means = trials.groupby("strategy").mean(numeric_only=True)
columns = [f"recall {each}" for each in classes]
recalls = {name: means.loc[way, columns] for name, way in ways.items()}
counts = np.mean(list(seeds.values()), axis=0).astype(int).tolist()
show(figures.recalls(dict(zip(classes, counts, strict=True)), recalls))
drawn = augmentation.balanced(wafers.labels, 900)
print("balanced draws of each class:", np.bincount(wafers.labels[drawn]))
means.loc[["augmentation", *ways.values()], ["accuracy", "mean_recall"]].round(3)

# %% [markdown]
# (Five seeds; 66 % without a defect; recall on 60 new maps of each class.) As they come: 95 % right, 18 % of
# the scratches found. Balanced and turned: most are found, but a third of the flawless wafers is reported, too. Our
# guess: a turn blends dies into greys that no map has. (Without balance, first row, turns did no harm.) Mirrored, a
# die stays a die: mean recall is the best, at the accuracy from before. Tempting: what keeps the label is safe. It
# should keep the look of the data, too.
#
# ## Ask several times
#
# **Test-time augmentation**: show a trained network several views of an image, and take the mean of its answers, or let
# the views vote.
#
# **Predict.** Where will it help: on images of which the network is sure, or unsure? And what does it cost?

# %% tags=["nbval-ignore-output"]
model = experiments.trained(*known, 6, experiments.SEALIONS, steps=300)
once = augmentation.predict(model, others.images, experiments.SEALIONS, n=1)
which = once.posteriors.max(axis=1).argmin()  # the patch of which it is least sure
image = others.images[which]
others_of_it = (experiments.SEALIONS(image[None], epoch=view) for view in range(1, 6))
views = np.concatenate([image[None], *others_of_it])
said = experiments.posteriors(model, views)
show(figures.views(views, said, survey.classes, others.labels[which]))

asked = measured("views")
asked = asked[(asked["augmentation"] == "with") & (asked["transforms"] == "all")]
show(figures.by_certainty(asked))

# %% [markdown]
# On the unsure ones; where it is sure, hardly an answer changes. Tempting: so ask eight times about every image. That
# is eight times the work: spend it where the network hesitates. And only views that keep the label, or a digit upside
# down votes, too.
#
# ## Quiz
#
# Every wrong option is a known mistake.

# %% tags=["nbval-ignore-output"]
quiz.show(questions())

# %% [markdown]
# The same questions on paper:
#
# **1.** From an image of 100×100 pixels you take crops of 90×90, and mirror each left to right. How many
# different ones are there?
#
# - **A** 22
# - **B** 121
# - **C** 200
# - **D** 242
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That moves the crop one way only. Which other way is there?
# - **B** Not quite. Those are the places. What doubles them?
# - **C** Not quite. 100 − 90 is how far the crop can move. In how many places is it, the first one included?
# - **D** Right. 11 places down, 11 across, and two sides. But they are nearly the same image.
#
# </details>
#
# **2.** For which of these may you turn training images by any angle, half-turns included?
#
# - **A** Handwritten digits: their shape stays
# - **B** Sea lions seen from an aeroplane
# - **C** Cars seen from the roadside
# - **D** All: a network does not know the angle
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. The shape stays. But what does a turned 6 say?
# - **B** Right. From above there is no up: an animal lies as it likes, and so did the camera.
# - **C** Not quite. When has the test set a car on its roof?
# - **D** Not quite. It learns what it is shown. Which angles will it meet?
#
# </details>
#
# **3.** An animal is marked in column 20 of an image of 100 columns, counted from 0. The image is mirrored left
# to right. In which column must the mark be?
#
# - **A** −20
# - **B** 20
# - **C** 79
# - **D** 80
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That mirrors about the left edge. About what does the image turn?
# - **B** Not quite. That leaves the mark where the animal was. Labels follow their image.
# - **C** Right. The last column is 99, and it becomes column 0.
# - **D** Not quite. And column 0? It would go where no column is.
#
# </details>
#
# **4.** You make 4 augmented copies of each image, shuffle all copies, and put 20 % aside as the test. Which
# part of the test has a copy of the same image in training?
#
# - **A** 0 %
# - **B** 20 %
# - **C** 80 %
# - **D** 99 %
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. No two copies are equal. But are they of different animals?
# - **B** Not quite. That is the part put aside. Where are its 3 sisters?
# - **C** Not quite. So likely is one sister in training. How likely is it that one of 3 is?
# - **D** Right. All 3 sisters would have to land in the test as well. Split first, then augment.
#
# </details>
#
# **5.** 950 good wafers, 50 with a defect. A balanced sampler draws 1,000 in an epoch, as many of each of the
# two classes. How often does each wafer with a defect come?
#
# - **A** 1
# - **B** 10
# - **C** 19
# - **D** 500
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. That is an epoch without balance. How many of the draws have a defect?
# - **B** Right. 500 draws for 50 wafers: so let no two draws look the same.
# - **C** Not quite. That makes them as many as the 950 good ones. Do all of these still come?
# - **D** Not quite. So often the whole class comes. How many share that?
#
# </details>
#
# **6.** Two classes, three views of an image. The model gives “pup” 90 %, 45 %, 45 %. What do the mean and the
# vote say?
#
# - **A** Both say pup
# - **B** Both say the other class
# - **C** The mean says pup, the vote the other class
# - **D** The mean says the other class, the vote pup
#
# <details><summary>Answers</summary>
#
# - **A** Not quite. Only 1 of three views has the pup first. Who wins the vote?
# - **B** Not quite. The mean for the pup is 60 %. Which class is that?
# - **C** Right. One sure view outweighs two that hardly know. In a vote, it counts as much as they do.
# - **D** Not quite. The other way round. Add the three, then count heads.
#
# </details>
#
# ## Summary
#
# 1. *Fifty times more parameters than images?* Each image came in 2,048 versions; without them AlexNet overfitted, say
#    its authors. Dropout (units switched off at random) helped, too. But these
#    versions are nearly the same image.
# 2. *Which transforms?* Those after which the image could have been taken, with this label. Points and masks follow by
#    the same matrix, and the image is resampled once.
# 3. *When does a score deceive?* When a copy or neighbour of a test image was in training, when it is one number for
#    rare and common classes, and when it is that of the training images.
#
# **Left out**: mixing two images and their labels, transforms chosen by search, images made by a network.
#
# **Sources.** The lesson follows G. Boracchi's lecture on training CNNs with few data, Politecnico di Milano, 2021.
# AlexNet: A. Krizhevsky, I. Sutskever, G. Hinton, NIPS 2012. Sea lions: NOAA Fisheries, *Steller Sea Lion Population
# Count*, Kaggle 2017. GrabCut: C. Rother, V. Kolmogorov, A. Blake, SIGGRAPH 2004. Poisson blending: P. Pérez,
# M. Gangnet, A. Blake, SIGGRAPH 2003. Wafer maps: after M.-J. Wu et al., *IEEE Transactions on Semiconductor
# Manufacturing* 28(1), 2015. Digits: E. Alpaydin, C. Kaynak, UCI Machine Learning Repository, 1998. All figures are the
# course's own.
#
# **Next**: exercise 04. Then lesson 05: evaluation, what a score is worth.
