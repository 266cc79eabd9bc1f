"""`from_directory` reads class folders as Keras does where files are plain, and names every file that is not."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image

from coursekit import data
from coursekit.data import directory
from coursekit.errors import CourseError

HEIGHT, WIDTH = 20, 30


def picture(seed=0, height=HEIGHT, width=WIDTH):
    """Noise of six rows and columns, enlarged: JPEG keeps it well, and no two corners are alike."""
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def plain_folder(folder, classes=("cats", "dogs"), count=3):
    for place, name in enumerate(classes):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            picture(10 * place + number).save(folder / name / f"{number}.png")
    return folder


def quiet(*arguments, **options):
    """The dataset, without the warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", data.DataWarning)
        return data.from_directory(*arguments, **options)


def floats(image):
    return np.asarray(image, dtype=np.float32) / 255


# --- plain files ---


def test_plain_files_are_what_keras_reads(tmp_path, keras):
    plain_folder(tmp_path, ("wolves", "10 apes", "apes"), count=11)  # 10.png comes before 2.png
    ours = data.from_directory(tmp_path)
    theirs = keras.utils.image_dataset_from_directory(
        str(tmp_path), image_size=(HEIGHT, WIDTH), batch_size=None, shuffle=False, verbose=False
    )
    images, labels = zip(*((np.asarray(image), int(label)) for image, label in theirs), strict=True)
    assert list(ours.classes) == theirs.class_names
    assert ours.labels.tolist() == list(labels)
    # Whole numbers divided once: no tolerance is needed.
    np.testing.assert_array_equal(ours.images, np.stack(images) / np.float32(255))
    assert ours.report.ok
    assert ours.report.counts.loc["total", "total"] == 33


def test_why_the_files_are_not_left_to_keras(tmp_path, keras):
    """What the docstring says of Keras' loader: when this fails, it has become better, and ours may use it."""
    plain_folder(tmp_path, ("cats", "dogs"), count=1)
    plain_folder(tmp_path / "cats", ("nested",), count=1)
    (tmp_path / "empty").mkdir()
    turned = picture(height=WIDTH, width=HEIGHT).transpose(Image.Transpose.ROTATE_90)
    turned.save(tmp_path / "dogs" / "1.png", exif=rotated())
    (tmp_path / "dogs" / "2.png").write_bytes(encoded("PNG")[:-200])
    theirs = keras.utils.image_dataset_from_directory(
        str(tmp_path), image_size=(HEIGHT, WIDTH), batch_size=None, shuffle=False, verbose=False
    )
    assert theirs.class_names == ["cats", "dogs", "empty"]
    seen = iter(theirs)
    images = [np.asarray(next(seen)[0]) for _ in range(4)]  # cats/0, cats/nested/0, dogs/0, dogs/1
    np.testing.assert_array_equal(images[3], np.asarray(turned))  # not turned upright
    with pytest.raises(Exception, match="Invalid PNG data") as error:
        next(seen)
    assert "2.png" not in str(error.value)


def test_parts_become_the_split_and_what_lies_beside_is_said(tmp_path):
    for part in ("train", "Validation", "test"):
        plain_folder(tmp_path / part, count={"train": 3, "Validation": 2, "test": 1}[part])
    plain_folder(tmp_path / "notes")
    dataset = data.from_directory(tmp_path)
    assert dataset.split.tolist() == ["train"] * 6 + ["valid"] * 4 + ["test"] * 2
    assert dataset.valid.labels.tolist() == [0, 0, 1, 1]
    assert dataset.report.counts.columns.tolist() == ["train", "valid", "test", "total"]
    assert dataset.report.problems[["where", "kind", "action"]].to_numpy().tolist() == [
        ["notes/", "beside the parts", "ignored"]
    ]
    assert dataset.details["file"][0] == "train/cats/0.png"


def test_a_class_called_test_is_a_class(tmp_path):
    assert data.from_directory(plain_folder(tmp_path, ("test", "train"))).classes == ("test", "train")


def test_size_color_mode_classes_and_aliases(tmp_path):
    plain_folder(tmp_path, ("cat", "dogs"))
    dataset = data.from_directory(
        tmp_path, (8, 12), color_mode="grayscale", classes=["dogs", "cats"], aliases={"cat": "cats"}
    )
    assert dataset.images.shape == (6, 8, 12, 1)
    assert dataset.classes == ("dogs", "cats")
    assert dataset.labels.tolist() == [1, 1, 1, 0, 0, 0]
    expected = picture(0).resize((12, 8), Image.Resampling.BILINEAR).convert("L")
    np.testing.assert_array_equal(dataset.images[0, ..., 0], floats(expected))
    assert dataset.details[["height", "width"]].to_numpy()[0].tolist() == [HEIGHT, WIDTH]


def test_what_was_read_goes_on_into_keras(tmp_path, keras):
    """The two lines that `Part` promises; the images that arrive are those that were read, with their labels."""
    import tensorflow as tf

    dataset = data.from_directory(plain_folder(tmp_path))
    pipeline = tf.data.Dataset.from_tensor_slices(tuple(dataset.train)).shuffle(1000, seed=0).batch(4)
    seen = [pair for images, labels in pipeline for pair in zip(images.numpy(), labels.numpy(), strict=True)]
    assert sorted((image.tobytes(), label) for image, label in seen) == sorted(
        (image.tobytes(), label) for image, label in zip(*dataset.train, strict=True)
    )
    darker = pipeline.map(lambda images, labels: (images / 2, labels))
    model = keras.Sequential([keras.layers.Input((HEIGHT, WIDTH, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(*dataset.train, validation_data=dataset.train, verbose=0)
    assert np.isfinite(model.evaluate(darker, verbose=0))


# --- files that are not plain, but readable ---


def sixteen_bit_colour():
    """A PNG of 16 bits a value, written by hand: Pillow cannot."""
    values = np.random.default_rng(1).integers(0, 2**16, (HEIGHT, WIDTH, 3)).astype(">u2")
    raw = b"".join(b"\0" + row.tobytes() for row in values)

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(
        b"IEND", b""
    ), values


def rotated():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    return exif


GREY_16 = np.random.default_rng(2).integers(0, 2**16, (HEIGHT, WIDTH)).astype(np.uint16)
SEE_THROUGH = np.dstack([np.asarray(picture()), np.full((HEIGHT, WIDTH), 51, np.uint8)])  # 20 % opaque


def readable():
    """File name, how it is written, what is said of it, what it must become, and how exactly."""
    rgb, upright = picture(), picture(height=WIDTH, width=HEIGHT)
    png16, values16 = sixteen_bit_colour()
    ink = Image.fromarray(255 - np.asarray(rgb)).split()
    cmyk = Image.merge("CMYK", (*ink, Image.new("L", rgb.size, 0)))
    over_white = 0.2 * floats(rgb) + 0.8
    sideways = upright.transpose(Image.Transpose.ROTATE_90)
    palette = rgb.quantize(16)
    grey = np.repeat((GREY_16 / 65_535).astype(np.float32)[..., np.newaxis], 3, axis=-1)
    fraction = np.random.default_rng(3).random((HEIGHT, WIDTH), dtype=np.float32)
    half = 0.5 / 255 + 1e-6
    return [
        ("cmyk.tif", cmyk.save, "CMYK", floats(rgb), half),
        ("cmyk.jpg", lambda path: cmyk.save(path, quality=100), "CMYK", floats(rgb), 0.06),
        ("palette.png", palette.save, "palette", floats(palette.convert("RGB")), 0),
        ("grey16.png", lambda path: Image.fromarray(GREY_16).save(path), "16-bit", grey, 1e-7),
        ("grey16.tif", lambda path: Image.fromarray(GREY_16).save(path), "16-bit", grey, 1e-7),
        ("colour16.png", lambda path: path.write_bytes(png16), "16-bit", values16 / 65_535, 1 / 255),
        ("colour16.ppm", lambda path: path.write_bytes(b"P6 %d %d 65535\n" % (WIDTH, HEIGHT) + values16.tobytes()),
         "16-bit", values16 / 65_535, 1 / 255),
        ("animated.gif", lambda path: palette.save(path, save_all=True, append_images=[picture(7)]), "several frames",
         floats(palette.convert("RGB")), 0),
        ("animated.png", lambda path: rgb.save(path, save_all=True, append_images=[picture(7)]), "several frames",
         floats(rgb), 0),
        ("sideways.png", lambda path: sideways.save(path, exif=rotated()), "rotated by EXIF", floats(upright), 0),
        ("sideways.jpg", lambda path: sideways.save(path, exif=rotated(), quality=100, subsampling=0),
         "rotated by EXIF", floats(upright), 0.06),
        ("sideways.tif", lambda path: sideways.save(path, exif=rotated()), "rotated by EXIF", floats(upright), 0),
        ("glass.png", lambda path: Image.fromarray(SEE_THROUGH).save(path), "transparent", over_white, 2 * half),
        ("grey.png", lambda path: rgb.convert("L").save(path), "greyscale",
         np.repeat(floats(rgb.convert("L"))[..., np.newaxis], 3, axis=-1), 0),
        ("bits.png", lambda path: rgb.convert("1").save(path), "black and white",
         np.repeat(np.asarray(rgb.convert("1"), np.float32)[..., np.newaxis], 3, axis=-1), 0),
        ("float.tif", lambda path: Image.fromarray(fraction).save(path), "floating point",
         np.repeat(fraction[..., np.newaxis], 3, axis=-1), 0),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "write", "kind", "expected", "tolerance"), readable(), ids=lambda v: str(v)[:14])
def test_unusual_files_are_converted_and_named(tmp_path, name, write, kind, expected, tolerance):
    """Truth: the pixels that were written, converted here by definition (16 bits / 65,535, ink = 1 - colour, ...)."""
    (tmp_path / "odd").mkdir()
    write(tmp_path / "odd" / name)
    with pytest.warns(data.DataWarning, match=f"{kind}.*odd/{name}"):
        dataset = data.from_directory(tmp_path)
    assert dataset.images.shape == (1, *expected.shape)
    np.testing.assert_allclose(dataset.images[0], expected, rtol=0, atol=tolerance)
    # One or two things can be odd about it (a GIF is animated and has a palette); all are said of the same file.
    assert set(dataset.report.problems["where"]) == {f"odd/{name}"}
    assert kind in dataset.report.problems["kind"].tolist()
    assert set(dataset.report.problems["action"]) == {"converted"}


def test_an_opaque_alpha_channel_is_nothing_to_report(tmp_path):
    (tmp_path / "a").mkdir()
    picture().convert("RGBA").save(tmp_path / "a" / "0.png")
    np.testing.assert_array_equal(data.from_directory(tmp_path).images[0], floats(picture()))


# --- files that cannot be used ---


def encoded(form, image=None):
    buffer = io.BytesIO()
    (image or picture()).save(buffer, form)
    return buffer.getvalue()


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x55]) + content[middle + 1 :]


BROKEN = {
    "truncated.png": (encoded("PNG")[:-200], "damaged"),
    "no_end.png": (encoded("PNG")[:-14], "damaged"),
    "truncated.jpg": (encoded("JPEG")[:-100], "damaged"),
    "truncated.gif": (encoded("GIF")[:-200], "damaged"),
    "flipped.png": (flipped(encoded("PNG")), "damaged"),
    "empty.png": (b"", "damaged"),
    "text.jpg": (b"<html>404 not found</html>", "damaged"),
    "bomb.png": (encoded("PNG", Image.new("1", (12_000, 9_000))), "too large"),
    # A program in PostScript: Pillow would hand it to Ghostscript to be run.
    "script.png": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 30 20\n%%EndComments\nshowpage\n%%EOF\n", "damaged"),
    "phone.heic": (b"\0\0\0\x18ftypheic", "format not read"),
    "notes.txt": (b"labels are final", "not an image"),
}


@pytest.fixture
def zoo(tmp_path):
    """Two good images, every broken file, and all that else may lie in a folder."""
    plain_folder(tmp_path, ("a",), count=2)
    for name, (content, _) in BROKEN.items():
        (tmp_path / "a" / name).write_bytes(content)
    range_unknown = Image.fromarray(np.full((HEIGHT, WIDTH), 700, np.float32))
    range_unknown.save(tmp_path / "a" / "degrees.tif")
    picture(0, 9, 9).save(tmp_path / "a" / "small.png")
    picture().convert("L").save(tmp_path / "a" / "grey.png")
    (tmp_path / "a" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "a" / "Thumbs.db").write_bytes(b"x")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / "empty").mkdir()
    plain_folder(tmp_path / "a" / "more", ("deep",))
    picture().save(tmp_path / "stray.png")
    return tmp_path


EXPECTED = {f"a/{name}": kind for name, (_, kind) in BROKEN.items()} | {
    "a/degrees.tif": "unknown range",
    "a/small.png": "other size",
    "a/grey.png": "greyscale",
    "a/.DS_Store": "hidden",
    "a/Thumbs.db": "hidden",
    ".ipynb_checkpoints": "hidden",
    "empty/": "class without images",
    "a/more/": "nested folder",
    "stray.png": "outside of the class folders",
}


def test_everything_odd_is_named_with_its_kind_and_the_rest_is_read(zoo):
    dataset = quiet(zoo)
    problems = dataset.report.problems
    assert dict(zip(problems["where"], problems["kind"], strict=True)) == EXPECTED
    assert len(problems) == len(EXPECTED), "something is named twice"
    assert sorted(dataset.details["file"]) == ["a/0.png", "a/1.png", "a/grey.png"]
    assert dataset.classes == ("a",)
    actions = problems.set_index("where")["action"]
    assert actions["a/grey.png"] == "converted"
    assert set(actions[["a/.DS_Store", "a/Thumbs.db", ".ipynb_checkpoints"]]) == {"ignored"}
    details = problems.set_index("where")["detail"]
    assert details["a/more/"] == "3 images in it"
    assert details["a/small.png"] == "9×9, not 20×30; from_directory with size= reads all"
    assert details["a/bomb.png"] == "9,000×12,000 pixels"
    assert details["a/empty.png"] == "an empty file"
    assert details["a/script.png"] == "not an image inside"


def test_no_damage_stops_the_reading(tmp_path):
    """400 files with bytes changed, cut out or put in: each is read or named, and nothing else happens."""
    random = np.random.default_rng(0)
    (tmp_path / "a").mkdir()
    whole = [(form, encoded(form, picture().convert(mode)))
             for form, mode in (("PNG", "RGB"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("GIF", "P"),
                                ("BMP", "RGB"), ("WEBP", "RGB"), ("PPM", "L"))]  # fmt: skip
    for number in range(400):
        form, content = whole[number % len(whole)]
        at = int(random.integers(len(content) if number % 3 else 60))
        some = random.integers(0, 256, random.integers(1, 9), dtype=np.uint8).tobytes()
        damaged = content[:at] + some + content[at + (0, 1, len(some), 20)[number % 4] :]
        (tmp_path / "a" / f"{number}.{form.lower()}").write_bytes(damaged)
    dataset = quiet(tmp_path, size=8)
    left_out = dataset.report.problems.query("action == 'left out'")
    assert len(dataset) + len(left_out) == 400
    assert set(left_out["kind"]) <= {"damaged", "too large"}
    assert 50 < len(left_out) < 350


def test_skip_leaves_out_what_would_be_converted(zoo):
    dataset = quiet(zoo, on_problem="skip")
    assert sorted(dataset.details["file"]) == ["a/0.png", "a/1.png"]
    assert dataset.report.problems.set_index("where")["action"]["a/grey.png"] == "left out"


def test_raise_names_all_and_reads_nothing_but_forgives_hidden_files(zoo, tmp_path_factory):
    with pytest.raises(CourseError) as error:
        data.from_directory(zoo, on_problem="raise")
    serious = {kind for kind in EXPECTED.values() if kind != "hidden"}
    assert all(kind in error.value.problem for kind in serious)
    assert "DS_Store" not in error.value.problem
    count = sum(kind != "hidden" for kind in EXPECTED.values())
    assert f"{zoo.as_posix()}: {count} problems, so nothing was read." in error.value.problem
    assert "repair" in error.value.remedy

    tidy = plain_folder(tmp_path_factory.mktemp("tidy"))
    (tidy / "cats" / ".DS_Store").write_bytes(b"x")
    assert len(data.from_directory(tidy, on_problem="raise")) == 6


def test_the_report_reads_well_and_is_no_markup(zoo):
    evil = zoo / "a" / "<img src=x onerror=alert(1)>.png"
    if os.name != "nt":  # Windows forbids such names itself
        evil.write_bytes(b"")
        (zoo / "a" / "line\nbreak.png").write_bytes(b"")
    report = quiet(zoo).report
    text = str(report)
    assert "3 images read of" in text
    assert "more" in text, "a long list is cut, with the count"
    assert "<img" not in report._repr_html_()
    assert "line\nbreak" not in text
    assert "2 hidden" not in text
    assert "3 hidden, ignored: .ipynb_checkpoints, a/.DS_Store, a/Thumbs.db" in text


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    plain_folder(tmp_path)
    opened = Image.open

    def denied(path, **options):  # as for a file of someone else; root, who runs many a test, may read all
        if path.name == "0.png" and path.parent.name == "cats":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, **options)

    monkeypatch.setattr(Image, "open", denied)
    assert "1 damaged, left out: cats/0.png (Permission denied)" in str(quiet(tmp_path).report)


def test_most_pixels_are_counted_before_decoding(tmp_path):
    plain_folder(tmp_path)
    picture(0, 40, 60).save(tmp_path / "cats" / "large.png")
    dataset = quiet(tmp_path, size=8, max_pixels=HEIGHT * WIDTH)
    assert len(dataset) == 6
    assert dataset.report.problems["kind"].tolist() == ["too large"]


def test_more_than_memory_holds_is_refused_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(directory, "_MOST_BYTES", 4 * HEIGHT * WIDTH * 3 * 4)
    with pytest.raises(CourseError, match="first 4 fill it"):
        data.from_directory(plain_folder(tmp_path))


# --- the folder itself ---


def test_folders_that_are_no_dataset_are_refused(tmp_path):
    with pytest.raises(CourseError, match=r"missing does not exist \(looked from"):
        data.from_directory(tmp_path / "missing")
    (tmp_path / "file.zip").write_bytes(b"")
    with pytest.raises(CourseError, match="is a file, not a folder"):
        data.from_directory(tmp_path / "file.zip")
    with pytest.raises(CourseError, match="no class folders"):
        data.from_directory(tmp_path)
    (tmp_path / "cats").mkdir()
    (tmp_path / "cats" / "0.png").write_bytes(b"")
    with pytest.raises(CourseError, match=r"no image in them can be read.*\n.*cats/0.png"):
        data.from_directory(tmp_path)
    with pytest.raises(CourseError, match="looked for dogs"):
        data.from_directory(tmp_path, classes=["dogs"])


def test_a_class_that_was_asked_for_and_one_that_was_not(tmp_path):
    dataset = quiet(plain_folder(tmp_path), classes=["dogs", "apes"])
    assert dataset.classes == ("dogs", "apes"), "labels keep their numbers when a folder is missing"
    problems = dataset.report.problems.set_index("where")
    assert problems.loc["cats/", ["kind", "detail"]].tolist() == ["unknown class", "3 images"]
    assert problems.loc["apes/", ["kind", "detail"]].tolist() == ["class without images", "no folder"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"size": 0}, "size must be a positive"),
        ({"size": True}, "size must be a positive"),
        ({"size": (8, 8, 3)}, "size must be a positive"),
        ({"size": 8.0}, "size must be a positive"),
        ({"color_mode": "rgba"}, "color_mode"),
        ({"classes": "cats"}, "list of different names"),
        ({"classes": ["cats", "cats"]}, "list of different names"),
        ({"on_problem": "ignore"}, '"repair"'),
        ({"max_pixels": 0}, "max_pixels"),
    ],
)
def test_bad_arguments_are_refused(tmp_path, arguments, says):
    with pytest.raises(ValueError, match=says):
        data.from_directory(plain_folder(tmp_path), **arguments)


def test_importing_data_stays_light():
    heavy = "{'sklearn', 'PIL', 'keras', 'tensorflow', 'pandas', 'scipy'}"
    code = f"import sys, coursekit.data; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
