"""The survey is read as it lies on disk, and every impossible annotation is named."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from PIL import Image

from coursekit import data
from coursekit.data.sealion_classes import CLASSES, class_name
from coursekit.errors import CourseError

HEIGHT, WIDTH = 200, 300


def quiet(function, *arguments, **options):
    """The result, without the warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", data.DataWarning)
        return function(*arguments, **options)


def noise(seed, height=HEIGHT, width=WIDTH):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def write_scenes(folder, annotations, numbers=(7,), header="tid,cls,row,col,class_name"):
    folder.mkdir(parents=True)
    for number in numbers:
        Image.fromarray(noise(number)).save(folder / f"{number}.png")
    (folder / "annotations.csv").write_text("\n".join([header, *annotations, ""]), encoding="utf-8")
    return folder


def write_survey(folder, names=CLASSES, parts=(("train", 6), ("valid", 2)), size=32):
    for part, count in parts:
        for place, name in enumerate(names):
            (folder / part / name).mkdir(parents=True)
            for number in range(count):
                image = Image.fromarray(noise(1000 * len(part) + 100 * place + number, size, size))
                image.save(folder / part / name / f"{number}.png")
    return folder


# --- the real survey ---


def test_the_real_survey(shared_data):
    survey = data.sealions(shared_data / "sealions", on_problem="raise")
    assert survey.images.shape == (480, 96, 96, 3)
    assert survey.classes == CLASSES
    assert np.bincount(survey.train.labels).tolist() == [60] * 6
    assert np.bincount(survey.valid.labels).tolist() == [20] * 6
    index = survey.details["file"].tolist().index("valid/pups/71.png")
    path = shared_data / "sealions" / "valid" / "pups" / "71.png"
    np.testing.assert_array_equal(np.rint(survey.images[index] * 255), np.asarray(Image.open(path)))
    assert survey.classes[survey.labels[index]] == "pups"

    (scene,) = survey.scenes
    assert (scene.tid, scene.height, scene.width) == (20, 3328, 4992)
    # The counts of the file, as `cut -d, -f5 annotations.csv | sort | uniq -c` gives them.
    assert scene.counts() == {
        "adult_females": 31, "subadult_males": 21, "adult_males": 7, "juveniles": 4, "pups": 1,
    }  # fmt: skip
    assert scene.image().shape == (3328, 4992, 3)


def test_real_patches_cut_at_annotations_overlap_as_their_places_say(shared_data):
    patches = data.patches(data.scenes(shared_data / "sealions" / "scenes"), backgrounds=20)
    assert len(patches) == 84
    by_place, by_pixel = data.overlaps(patches), data.overlaps(patches, "pixels")
    strip = 96 - np.maximum(by_place["row_shift"].abs(), by_place["col_shift"].abs())
    pairs = [set(map(tuple, table[["a", "b", "row_shift", "col_shift"]].to_numpy().tolist()))
             for table in (by_place[strip >= 6], by_pixel)]  # fmt: skip
    assert pairs[0] == pairs[1]
    assert len(pairs[0]) > 60


# --- patches ---


def test_other_spellings_and_odd_folders(tmp_path):
    spelled = ["Adult males", "subadult-male", "adultfemales", "Juvenile", "PUP", "background"]
    write_survey(tmp_path, spelled)
    (tmp_path / "train" / "walrus").mkdir()
    with pytest.warns(data.DataWarning, match="1 unknown class, left out: train/walrus/") as caught:
        survey = data.sealions(tmp_path)
    assert caught[0].filename == __file__, "the warning points to the reader's line and not into the package"
    assert survey.classes == CLASSES
    assert np.bincount(survey.train.labels).tolist() == [6] * 6
    assert survey.report.problems["kind"].tolist() == ["unknown class"]
    assert survey.scenes is None
    assert class_name("walrus") == "walrus"


def test_size_and_splits(tmp_path):
    write_survey(tmp_path)
    whole, small = data.sealions(tmp_path), data.sealions(tmp_path, 16)
    # Halving with bilinear antialiasing is a fixed weighted mean: a flat mean stays.
    assert small.images.shape == (48, 16, 16, 3)
    np.testing.assert_allclose(small.images.mean(axis=(1, 2)), whole.images.mean(axis=(1, 2)), atol=0.02)
    pillow = Image.fromarray(np.rint(whole.images[0] * 255).astype(np.uint8)).resize((16, 16), 2)
    np.testing.assert_allclose(small.images[0], np.asarray(pillow) / 255, atol=1.01 / 255)
    for split in ("groups", "random"):
        divided = data.sealions(tmp_path, 16, split, seed=1)
        assert (divided.split == "valid").sum() == 12
        assert (divided.split != whole.split).any()
        assert divided.details["file"].tolist() == whole.details["file"].tolist()
    with pytest.raises(CourseError, match="Nobody knows from which scenes"):
        data.sealions(tmp_path, split="scene")
    for arguments, says in (({"split": "place"}, "no shared pixels"), ({"size": 0}, "size"), ({"size": "96"}, "size")):
        with pytest.raises(ValueError, match=says):
            data.sealions(tmp_path, **arguments)


# --- scenes ---

WRONG = {
    "7,0,200,10,adult_males": ("outside of the image", "row 200, col 10 in 200×300"),
    "7,0,10,-1,adult_males": ("outside of the image", "row 10, col -1 in 200×300"),
    "7,9,10,10,walrus": ("unknown class", "cls is '9', known are 0 to 4"),
    "7,,10,10,walrus": ("unknown class", "class_name is 'walrus'"),
    "7,0,10,10,pups": ("contradiction", "cls 0 is adult_males, class_name says pups"),
    "7,0,ten,10,adult_males": ("no number", "row is 'ten'"),
    "7,0,nan,10,adult_males": ("no number", "row is 'nan'"),
    "7,0,10.5,10,adult_males": ("no whole number", "row is 10.5"),
    "7,,11,10,": ("no class", "tid 7, row 11, col 10"),
    "8,0,10,10,adult_males": ("no such scene", "tid 8"),
    "7,4,199,299,pups": ("annotation given twice", "7,4,199,299,pups"),
    "7,4,12,13": ("wrong number of values", "4 values for 5 columns"),
    "7,4,12,13,pups,x": ("wrong number of values", "6 values for 5 columns"),
}
RIGHT = ["7,4,199,299,pups", "7,0,0,0,Adult males", "7,2,50.0,60,", " 7 ,, 51 , 61 , juvenile ", ""]


def test_impossible_annotations_are_named_by_line_and_the_rest_is_read(tmp_path):
    scenes = quiet(data.scenes, write_scenes(tmp_path / "scenes", [*RIGHT, *WRONG], numbers=(7, 30)))
    assert scenes.annotations.to_numpy().tolist() == [
        [7, 4, 199, 299, "pups"],
        [7, 0, 0, 0, "adult_males"],
        [7, 2, 50, 60, "adult_females"],
        [7, 3, 51, 61, "juveniles"],
    ]
    assert [str(kind) for kind in scenes.annotations.dtypes[:4]] == ["int64"] * 4
    expected = [
        (f"annotations.csv:{line}", kind, detail, "left out")
        for line, (kind, detail) in enumerate(WRONG.values(), start=2 + len(RIGHT))
    ]
    assert list(scenes.report.found) == expected
    assert [len(scene.annotations) for scene in scenes] == [4, 0], "a scene without animals stays"
    assert scenes.report.counts.loc["pups"].tolist() == [1, 0, 1]
    np.testing.assert_array_equal(scenes[0].image(), noise(7))
    with pytest.raises(CourseError, match=r"13 problems, so nothing was read"):
        data.scenes(tmp_path / "scenes", on_problem="raise")
    with pytest.warns(data.DataWarning, match="2 outside of the image, left out: annotations.csv:7"):
        data.scenes(tmp_path / "scenes")


def test_a_value_too_many_in_the_first_row_leaves_the_others_right(tmp_path):
    """pandas takes the first column of all rows for an index then, and every row counts as wrong."""
    scenes = quiet(data.scenes, write_scenes(tmp_path / "scenes", ["7,4,12,13,pups,x", "7,4,14,15,pups"]))
    assert scenes.annotations.to_numpy().tolist() == [[7, 4, 14, 15, "pups"]]
    assert [problem.where for problem in scenes.report.found] == ["annotations.csv:2"]


def test_odd_files_beside_the_scenes(tmp_path):
    folder = write_scenes(tmp_path / "scenes", RIGHT)
    (folder / "8.jpg").write_bytes(b"")
    Image.fromarray(noise(9)).save(folder / "07.png")
    (folder / "readme.txt").write_bytes(b"x")
    Image.new("1", (12_000, 9_000)).save(folder / "9.png")
    problems = quiet(data.scenes, folder).report.problems
    assert dict(zip(problems["where"], problems["kind"], strict=True)) == {
        "7.png": "number given twice", "8.jpg": "damaged", "9.png": "too large", "readme.txt": "no scene",
    }  # fmt: skip


def test_a_scene_is_opened_when_asked_and_says_what_happened_to_its_file(tmp_path):
    folder = write_scenes(tmp_path / "scenes", RIGHT)
    (scene,) = data.scenes(folder)
    whole = (folder / "7.png").read_bytes()
    (folder / "7.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CourseError, match=r"7.png cannot be read: damaged"):
        scene.image()
    Image.fromarray(noise(7, 10, 10)).save(folder / "7.png")
    with pytest.raises(CourseError, match="has changed its size"):
        scene.image()
    (folder / "7.png").unlink()
    with pytest.raises(CourseError, match="No such file"):
        scene.image()


def test_a_scene_on_its_side_is_read_upright(tmp_path):
    folder = write_scenes(tmp_path / "scenes", ["7,0,299,199,adult_males"])
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(noise(7)).save(folder / "7.png", exif=exif)
    (scene,) = data.scenes(folder)
    assert (scene.height, scene.width, len(scene.annotations)) == (WIDTH, HEIGHT, 1)
    np.testing.assert_array_equal(scene.image(), np.rot90(noise(7), -1))


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("tid,cls,x,y", r"lacks row, col; it has tid, cls, x, y"),
        ("tid,row,col", "lacks cls or class_name"),
        ('tid,"cls', "cannot be read"),
        ("tid;cls;row;col", r"lacks tid, row, col.*; it has tid;cls;row;col.\n.*commas between"),
        ("", "lacks tid, row, col, cls or class_name; it has 1, 2, 3"),
    ],
)
def test_a_file_of_annotations_that_is_none_is_refused(tmp_path, header, says):
    with pytest.raises(CourseError, match=says):
        data.scenes(write_scenes(tmp_path / "scenes", ["1,2,3"], header=header))


def test_folders_without_scenes_are_refused(tmp_path):
    with pytest.raises(CourseError, match="is no folder"):
        data.scenes(tmp_path / "missing")
    with pytest.raises(CourseError, match="no readable scene"):
        data.scenes(tmp_path)
    Image.fromarray(noise(1)).save(tmp_path / "1.png")
    with pytest.raises(CourseError, match=r"There is no .*annotations.csv"):
        data.scenes(tmp_path)
    (tmp_path / "annotations.csv").write_bytes(b"\n\n")
    with pytest.raises(CourseError, match=r"annotations.csv is empty"):
        data.scenes(tmp_path)
    (tmp_path / "annotations.csv").write_bytes("tid,cls\n7,männlich".encode("latin-1"))
    with pytest.raises(CourseError, match=r"annotations.csv cannot be read: .*utf-8"):
        data.scenes(tmp_path)


def test_where_the_survey_is_if_not_in_that_folder(tmp_path):
    """One folder too high, as archives unpack; and whole scenes alone."""
    write_survey(tmp_path / "up" / "unpacked" / "lions", parts=(("train", 1),))
    with pytest.raises(CourseError, match=r"no class folders in .*\nThere are some in .*up/unpacked/lions: give that"):
        data.sealions(tmp_path / "up" / "unpacked")
    with pytest.raises(CourseError, match=r"no class folders in .*\nEach class needs a folder"):
        data.sealions(tmp_path / "up")  # two folders too high: a guess would have to look everywhere
    write_scenes(tmp_path / "alone" / "scenes", ["7,4,50,60,pups"])
    with pytest.raises(CourseError, match=r"data.patches\(data.scenes\('.*alone/scenes'\)\) cuts"):
        data.sealions(tmp_path / "alone")
    assert len(data.patches(data.scenes(tmp_path / "alone" / "scenes"), 32)) == 1


# --- cutting ---


def test_patches_are_cut_around_the_points_and_backgrounds_between_them(tmp_path):
    rows = ["7,4,50,60,pups", "7,0,184,284,adult_males", "7,1,185,100,subadult_males", "30,2,16,16,adult_females"]
    scenes = data.scenes(write_scenes(tmp_path / "scenes", rows, numbers=(7, 30)))
    with pytest.warns(data.DataWarning, match="too near to the border.*scene 7, row 185, col 100"):
        patches = data.patches(scenes, 32, backgrounds=9, seed=3)
    assert patches.details.columns.tolist() == ["tid", "row", "col"]
    assert np.bincount(patches.labels).tolist() == [1, 0, 1, 0, 1, 9]
    pictures, animals = {7: noise(7), 30: noise(30)}, {7: [(50, 60), (184, 284), (185, 100)], 30: [(16, 16)]}
    for image, label, (tid, row, col) in zip(
        patches.images, patches.labels, patches.details.itertuples(index=False), strict=True
    ):
        window = pictures[tid][row - 16 : row + 16, col - 16 : col + 16]
        np.testing.assert_array_equal(np.rint(image * 255), window)
        if label == 5:
            assert not any(abs(row - r) < 32 and abs(col - c) < 32 for r, c in animals[tid])
    empty = patches.details[patches.labels == 5]
    assert empty["tid"].value_counts().to_dict() == {7: 5, 30: 4}
    assert len(data.overlaps(patches)) == 0
    with pytest.raises(CourseError, match="1 problem, so nothing was read"):
        data.patches(scenes, 32, on_problem="raise")


def test_patches_that_do_not_fit_are_refused(tmp_path):
    scenes = data.scenes(write_scenes(tmp_path / "scenes", ["7,4,50,60,pups"]))
    with pytest.raises(CourseError, match="No patch of 256×256 fits"):
        data.patches(scenes, 256)
    with pytest.raises(CourseError, match="no room for 500 patches"):
        data.patches(scenes, 32, backgrounds=500)
    with pytest.raises(CourseError, match="smaller than a patch"):
        data.patches(scenes, 256, backgrounds=1)
    for arguments in ({"size": 1}, {"backgrounds": -1}, {"seed": 0.5}, {"size": True}):
        with pytest.raises(ValueError, match="whole number"):
            data.patches(scenes, **arguments)
