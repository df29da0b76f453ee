# Cifra: `make` lists what there is to do. Everything is installed into virtual environments inside this folder.

PYTHON ?= python3
VENV := .venv
OLD_VENV := .venv-tflite-runtime# the runtime of older Raspberry Pi systems, in its own environment: it needs NumPy 1
PY := $(VENV)/bin/python
PIP := -m pip --disable-pip-version-check
CIFRA := --editable .

# make export MODEL=tiny, DATA=generated (without MNIST), SEED=2, EPOCHS=40, QUICK=1 (under three minutes, for a look),
# STRATEGY=mirrored (all GPUs) or multiworker (the machines in TF_CONFIG), FORCE=1 (replace a better model).
# MODEL=page: the network that sees the page; RESUME=FILE (a checkpoint), MINUTES=115 (then it stops; the same goes on)
export_options = $(if $(MODEL),--model $(MODEL)) $(if $(DATA),--data $(DATA)) $(if $(STRATEGY),--strategy $(STRATEGY)) \
	$(if $(SEED),--seed $(SEED)) $(if $(EPOCHS),--epochs $(EPOCHS)) $(if $(QUICK),--quick) $(if $(FORCE),--force) \
	$(if $(RESUME),--resume $(RESUME)) $(if $(MINUTES),--minutes $(MINUTES))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup pi service service-remove demo run serve test lint export evaluate report scenes-report steady bench soak \
	load pi-test pi-count clean

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: sees-picamera2 $(VENV)/.edge ## install the edge side into .venv (no TensorFlow)

pi: ## the same on a Raspberry Pi, with what it needs from apt, and a check at the end
	@PYTHON='$(PYTHON)' edge/pi/setup.sh
	@$(MAKE) --no-print-directory setup
	@$(PY) -m edge doctor

service: $(VENV)/.edge ## read at boot, under systemd; options in /etc/default/cifra (SERVE=1: with the page; DRY_RUN=1 only tells)
	@VENV_PYTHON='$(PY)' edge/pi/service.sh install $(if $(SERVE),--serve) $(if $(DRY_RUN),--dry-run)

service-remove: ## remove that service, but for its recordings and options (DRY_RUN=1 only tells)
	@edge/pi/service.sh remove $(if $(DRY_RUN),--dry-run)

demo: $(VENV)/.edge ## read the bundled pictures and clip, no camera needed
	$(PY) -m edge read edge/samples --annotate demo
	$(PY) -m edge live edge/samples/clip.avi --headless

run: $(VENV)/.edge ## read from the camera, or from the bundled clip where there is none
	$(PY) -m edge live

serve: $(VENV)/.serve ## the page of the camera, to draw on and to read pictures, at http://127.0.0.1:8000/
	$(PY) -m edge serve

test: $(VENV)/.dev $(VENV)/.train old-runtime ## run the tests, in every runtime that can be had here
	$(PY) -m pytest $(TESTS)

lint: $(VENV)/.dev ## check style and types
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

export: $(VENV)/.train ## train, quantise, check and write it into models/ (MODEL= DATA= SEED= EPOCHS= QUICK=1 STRATEGY= FORCE=1)
	@$(needs_tensorflow)
	$(PY) -m train export $(export_options)

evaluate: $(VENV)/.train ## measure the shipped model
	$(PY) -m train evaluate

report: $(VENV)/.train ## write report/digits.html: how the model was made, what is in it, how good it is (MODEL=)
	$(PY) -m train report $(if $(MODEL),--model $(MODEL))

scenes-report: $(VENV)/.train ## read synthetic pages, score them by condition, write report/scenes.html (SCENES=1000, MODEL=)
	$(PY) -m train scenes-report $(if $(SCENES),--scenes $(SCENES)) $(if $(MODEL),--model $(MODEL))

steady: $(VENV)/.train ## read rendered clips, print how right and quick the steady number is (CLIPS=40 of each kind)
	$(PY) -m train steady $(if $(CLIPS),--clips $(CLIPS)) $(if $(SEED),--seed $(SEED))

bench: $(VENV)/.edge ## measure the speed of reading on this machine
	$(PY) -m edge bench

soak: $(VENV)/.edge ## read 100,000 frames and see that memory, threads and files do not grow; half an hour (FRAMES=)
	$(PY) tests/soak.py $(FRAMES)

load: $(VENV)/.dev ## fifty viewers and twenty readings a second: see that capture, memory and viewers hold; two minutes (SECONDS=)
	$(PY) tests/load.py $(SECONDS)

# 77: it cannot be done on this machine, which they say.
pi-test: $(VENV)/.edge ## test on Raspberry Pi OS, 64 bit, emulated: as root on a Debian PC; ten to twenty minutes
	PYTHON=$(PY) tests/arm64/test.sh || [ $$? -eq 77 ]

pi-count: $(VENV)/.edge ## count the instructions of a reading on a Raspberry Pi, emulated likewise
	PYTHON=$(PY) tests/arm64/count.sh || [ $$? -eq 77 ]

clean: ## remove what make made (never a model)
	rm -rf $(VENV) $(OLD_VENV) .pi models/.training demo report build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find edge train tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- environments: each stamp says "installed, and it loads"

# edge/pi/plan.py knows what this system needs: an environment that sees the system's picamera2, and what pip has to keep to
# there. The environment's own pip.conf holds every later pip to it, also one typed by hand.
$(VENV)/.made:
	@$(call good_python,$(PYTHON))
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@flags=$$($(PYTHON) edge/pi/plan.py venv) && $(PYTHON) -m venv --clear $$flags $(VENV)
	@$(PYTHON) edge/pi/plan.py pins >$(VENV)/pins.txt
	@if [ -s $(VENV)/pins.txt ]; then printf '[install]\nconstraint = %s\n' '$(abspath $(VENV))/pins.txt' >$(VENV)/pip.conf; fi
	@$(PY) $(PIP) install --quiet 'pip>=21.3' # the first that installs this kind of project editable
	@touch $@

# An environment that was made before picamera2 came does not see it, and is made anew.
.PHONY: sees-picamera2
sees-picamera2:
	@if grep -qs 'system-site-packages = false' $(VENV)/pyvenv.cfg && [ -n "$$($(PYTHON) edge/pi/plan.py venv 2>&-)" ]; then \
		echo "$(VENV) does not see the system's picamera2: it is made anew" && rm -f $(VENV)/.made; \
	fi

# CIFRA is what pip installs: this checkout, or a wheel of it.
$(VENV)/.edge: pyproject.toml $(VENV)/.made
	@arguments=$$($(PY) edge/pi/plan.py pip) && set -x && $(PY) $(PIP) install $$arguments $(CIFRA)
	@$(call opencv_that_loads,$(PY))
	@touch $@

# What `cifra serve` needs besides, by name: pip would look up all the others again, and on 32 bit there is no such LiteRT.
$(VENV)/.serve: $(VENV)/.edge
	$(PY) $(PIP) install $$($(PY) -c "$$extra_serve")
	@touch $@

$(VENV)/.dev: $(VENV)/.edge
	$(PY) $(PIP) install --editable '.[dev,serve]'
	@$(call opencv_that_loads,$(PY))
	@touch $@

$(VENV)/.train: $(VENV)/.edge
	$(PY) $(PIP) install --editable '.[train]'
	@$(call opencv_that_loads,$(PY))
	@$(PY) -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("tensorflow"))' || \
		echo "TensorFlow 2.21 has no wheel for $$($(PY) --version): the training tests are skipped. $(other_python)"
	@touch $@

.PHONY: old-runtime
old-runtime:
	@python=$$($(find_old_python)); \
	if [ -n "$$python" ]; then \
		$(MAKE) --no-print-directory $(OLD_VENV)/.installed OLD_PYTHON=$$python; \
	else \
		echo "tflite-runtime is not tested here: it has wheels for Python 3.10 and 3.11 on Linux, and neither was found."; \
	fi

$(OLD_VENV)/.installed: pyproject.toml
	@echo "Making $(OLD_VENV) with $$($(OLD_PYTHON) --version)"
	@$(OLD_PYTHON) -m venv --clear $(OLD_VENV)
	@$(OLD_VENV)/bin/python $(PIP) install --quiet 'pip>=21.3'
	$(OLD_VENV)/bin/python $(PIP) install --editable '.[tflite-runtime]'
	@$(call opencv_that_loads,$(OLD_VENV)/bin/python)
	@touch $@

define extra_serve
from importlib.metadata import requires
print(*[line.partition(";")[0].replace(" ", "") for line in requires("cifra") if "serve" in line.partition("extra")[2]])
endef
export extra_serve

other_python = Name another Python with 'make clean' and then 'make PYTHON=python3.13 ...'.

# $(1): a Python. Stops with what to do unless it is new enough and can make a virtual environment with pip in it.
define good_python
command -v $(1) >/dev/null || { echo "Cifra needs Python 3.10 or newer, found no $(1). Install python3, or name one that \
is there: make PYTHON=..." >&2; exit 1; }; \
$(1) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Cifra needs Python 3.10 or newer, found \
$$($(1) --version 2>&1) as $(1). Name a newer one: make PYTHON=python3.11 ..." >&2; exit 1; }; \
$(1) -c 'import venv; from ensurepip import version' 2>/dev/null || { echo "Cifra installs itself into a virtual environment, but \
$$($(1) --version) lacks what makes one. On Debian, Ubuntu and Raspberry Pi OS: sudo apt install python3-venv" >&2; exit 1; }
endef

# $(1): a Python. Where libGL is missing, as on servers and in containers, opencv-python does not load; the headless build
# of the same version does. Both own the same files, so both go before the one comes.
define opencv_that_loads
$(1) -c 'import cv2' 2>/dev/null || { \
	version=$$($(1) -c 'from importlib.metadata import version; print(version("opencv-python"))') && \
	echo "opencv-python $$version does not load here ($$($(1) -c 'import cv2' 2>&1 | tail -n 1))." && \
	echo "Taking opencv-python-headless $$version in its place: all is the same but for the window." && \
	$(1) $(PIP) uninstall --quiet --quiet --yes opencv-python opencv-python-headless && \
	$(1) $(PIP) install --quiet --no-deps "opencv-python-headless==$$version" && \
	$(1) -c 'import cv2'; }
endef

# Prints the first Python that tflite-runtime has wheels for. A name on the PATH may be a stub: each is tried.
define find_old_python
[ "$$(uname -s)" = Linux ] && for python in $(PYTHON) python3.11 python3.10 /usr/bin/python3; do \
	if $$python -c 'import sys, venv; from ensurepip import version; sys.exit(sys.version_info[:2] not in [(3, 10), (3, 11)])' 2>/dev/null; \
	then echo $$python; break; fi; \
done
endef

define needs_tensorflow
$(PY) -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("tensorflow"))' || { \
	echo "Training needs TensorFlow 2.21, which has no wheel for $$($(PY) --version). $(other_python)" >&2; exit 1; }
endef
