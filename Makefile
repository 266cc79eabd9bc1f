# Everything is done by course.py, which runs where there is no make too: python3 course.py setup | lab | test
.PHONY: setup lab test lock

setup lab test:
	@python3 course.py $@

# For authors, after a change of dependencies in pyproject.toml; needs uv.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
lock:
	$(COMPILE) pyproject.toml --extra pretrained --group build -o requirements.lock
	$(COMPILE) --group test -c requirements.lock -o requirements-test.lock
