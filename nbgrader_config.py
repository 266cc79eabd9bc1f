"""nbgrader's settings for the course: the text of solutions is built by `coursekit build` first."""

c = get_config()  # noqa: F821  (Jupyter's configuration loader puts it there)

c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# A cell may build and train a small Keras model; nbgrader's own limit of 30 s is too short for a slow laptop.
c.ExecutePreprocessor.timeout = 180
c.ExecutePreprocessor.startup_timeout = 120
# On a machine that grades many at once, outputs arrive late; that is no fault of the submission.
c.ExecutePreprocessor.iopub_timeout = 30

# An unanswered task must say so, not fail with a message about something else.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.ClearSolutions.text_stub = "*Write your answer here.*"
