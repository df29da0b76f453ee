"""`python -m train`: export a model, evaluate the shipped one, report on it, on scenes, on clips; render samples."""

from __future__ import annotations

import argparse
import logging
import math
import sys
from dataclasses import replace
from pathlib import Path

from edge.errors import CifraError
from train.recipe import QUICK, SCHEDULES, Data, Recipe

MODELS = Path(__file__).parent.parent / "models"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 done, 1 it failed for a reason that was said, 130 broken off."""
    parser = argparse.ArgumentParser(prog="cifra-train", description="Train, export and measure the networks.")
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="train a network and write it into models/, if it passes every check")
    networks = ("digits", "tiny", "page")
    export.add_argument("--model", choices=networks, default="digits", help="which network (default: digits)")
    export.add_argument(
        "--data", choices=("mnist", "generated"), help="digits to train on (default: mnist, or generated without it)"
    )
    export.add_argument("--seed", type=int, default=1, help="of everything that is drawn by lot (default: 1)")
    export.add_argument("--epochs", type=_positive, help="of float training (default: those of the shipped model)")
    export.add_argument("--quick", action="store_true", help="a short training, three minutes on two cores; page: ten")
    export.add_argument("--resume", type=Path, metavar="FILE", help="page: a checkpoint to go on from")
    export.add_argument("--minutes", type=_positive, help="page: after which it stops, to go on another time")
    export.add_argument("--force", action="store_true", help="replace the model in place even if it is better")
    export.add_argument("--models", type=Path, default=MODELS, metavar="DIR", help="where it is written")
    export.add_argument(
        "--strategy", choices=("mirrored", "multiworker"), help="train on all devices, or on the machines in TF_CONFIG"
    )
    export.add_argument("--limit", type=_positive, help=argparse.SUPPRESS)  # only so many digits: for the tests
    evaluate = commands.add_parser("evaluate", help="measure a model as the int8 file run by edge")
    evaluate.add_argument("--model", default="digits", help="a shipped name or a path (default: digits)")
    evaluate.add_argument(
        "--update", action="store_true", help="write the figures into tests/metrics.json, unless one is worse"
    )
    report = commands.add_parser("report", help="write a page that shows how a model was made and how good it is")
    report.add_argument("--model", default="digits", help="a shipped name or a path (default: digits)")
    report.add_argument("--out", type=Path, metavar="FILE", help="where to (default: report/NAME.html)")
    scenes = commands.add_parser("scenes-report", help="read synthetic scenes and score them condition by condition")
    scenes.add_argument("--scenes", type=_positive, default=1000, metavar="N", help="how many (default: 1000)")
    scenes.add_argument("--model", default="digits", help="a shipped name or a path (default: digits)")
    scenes.add_argument(
        "--out", type=Path, default=Path("report/scenes.html"), metavar="FILE", help="default: report/scenes.html"
    )
    steady = commands.add_parser("steady", help="read rendered clips, tell how right and quick the steady number is")
    steady.add_argument("--clips", type=_positive, default=40, metavar="N", help="of each kind (default: 40)")
    steady.add_argument("--seed", type=int, default=2, help="of all clips (default: 2)")
    steady.add_argument("--model", default="digits", help="a shipped name or a path (default: digits)")
    pages = commands.add_parser("pages", help="write a sheet of composed pages held apart, with their truth drawn")
    pages.add_argument("--count", type=_positive, default=48, metavar="N", help="how many (default: 48)")
    pages.add_argument(
        "--out", type=Path, default=Path("report/pages.png"), metavar="FILE", help="default: report/pages.png"
    )
    commands.add_parser("fonts", help="fetch more fonts of print, 509 MB once, for the pages that are composed")
    commands.add_parser("samples", help="render the pictures and the clip in edge/samples anew")
    options = parser.parse_args(arguments)
    if options.command == "evaluate" and options.update and options.model != "digits":
        parser.error("--update is for the shipped model: leave --model out")
    if options.command == "export":
        _refuse_mixture(parser, options)
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stderr)
    logging.getLogger("absl").setLevel(logging.WARNING)  # how TensorFlow saves and shards is for nobody to read here
    try:
        if options.command == "export":
            return _export_page(options) if options.model == "page" else _export(options)
        if options.command == "evaluate":
            from train.evaluate import print_figures

            return print_figures(options.model, options.update)
        if options.command == "report":
            from train.report import write_report

            print(f"Written: {write_report(options.model, options.out)}")
            return 0
        if options.command == "scenes-report":
            from train.report.scenes import write_scenes_report

            print(write_scenes_report(options.scenes, options.model, options.out))
            print(f"Written: {options.out}")
            return 0
        if options.command == "steady":
            from train.steady import measure_steady, table

            print(table(measure_steady(options.clips, options.seed, options.model)))
            return 0
        if options.command == "pages":
            from train.page.composed import FIRST, held_apart
            from train.synth.contact_sheet import write_sheet
            from train.synth.material import load

            write_sheet(held_apart(options.count, load(held_out=True)), FIRST, options.out)
            print(f"Written: {options.out}")
            return 0
        if options.command == "fonts":
            from train.synth.fetch_fonts import fetch_fonts, fetched_fonts

            folder = fetch_fonts()
            print(f"{len(fetched_fonts(folder))} fonts lie in {folder}")
            return 0
        from train.samples import main as render

        render()
        return 0
    except CifraError as error:
        print(f"cifra-train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        goes_on = "nothing was replaced; the same command goes on from here"
        print(f"cifra-train: broken off{', ' + goes_on if options.command == 'export' else ''}", file=sys.stderr)
        return 130


def _export(options: argparse.Namespace) -> int:
    try:
        from train.make_model import data_at_hand, make_model
    except ImportError as error:
        raise _no_tensorflow(error) from error
    data, why_not = (options.data, "") if options.data else data_at_hand()
    if why_not:
        print(
            f"{why_not}\nTraining goes on without MNIST, on generated digits. The model will be less good, and stand "
            "beside the shipped one, not in its place.",
            flush=True,
        )
    result = make_model(
        _recipe(options, data), options.models, limit=options.limit, strategy=options.strategy, force=options.force
    )
    print(result.report)
    return 0 if result.passed else 1


def _export_page(options: argparse.Namespace) -> int:
    try:
        from train.page.make_page import Wish, make_page
    except ImportError as error:
        raise _no_tensorflow(error) from error
    command = f"python -m train export --model page --seed {options.seed}" + " --quick" * options.quick
    wish = Wish(options.seed, options.quick, options.resume, options.minutes or math.inf, options.force, command)
    result = make_page(wish, options.models)
    if result is None:
        return 0  # it was stopped, as was asked for
    print(result.report)
    return 0 if result.passed else 1


def _refuse_mixture(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """The page network is trained on pages, step by step; the digit network on digits, epoch by epoch."""
    page = options.model == "page"
    wrong = ("data", "epochs", "strategy", "limit") if page else ("resume", "minutes")
    for name in wrong:
        if getattr(options, name) is not None:
            parser.error(f"--{name} is not for {'the page network' if page else 'a digit network'}: leave it out")


def _no_tensorflow(error: ImportError) -> CifraError:
    return CifraError(
        f"training needs TensorFlow, which cannot be imported here ({error}). Install it with "
        "pip install 'cifra[train]', on a Python from 3.10 to 3.13."
    )


def _recipe(options: argparse.Namespace, data: Data) -> Recipe:
    schedule = QUICK if options.quick else SCHEDULES[data]
    if options.epochs:
        schedule = replace(schedule, epochs=options.epochs)
    words = ["python -m train export", f"--model {options.model}", f"--data {data}", f"--seed {options.seed}"]
    words += [f"--{name} {value}" for name in ("epochs", "limit") if (value := getattr(options, name))]
    command = " ".join(words + ["--quick"] * options.quick)  # where it is written is left out
    return Recipe(options.model, data, schedule, options.seed, command, options.quick)


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return number


if __name__ == "__main__":
    sys.exit(main())
