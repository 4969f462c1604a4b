"""Synthesise a table with pac-synth: runs in the peer's environment. Arguments: CSV in, CSV out, settings as JSON.

All other settings are the Intelligence Toolkit's defaults. Prints processor seconds and peak megabytes as JSON.
"""

import csv
import json
import math
import resource
import sys
import time

import pacsynth
from pacsynth import (
    AccuracyMode,
    Dataset,
    DpAggregateSeededParametersBuilder,
    DpAggregateSeededSynthesizer,
    FabricationMode,
)


def main(path, out, settings):
    """Load, fit, sample, write."""
    pacsynth.set_number_of_threads(1)  # processor seconds are compared; the machine is shared
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    cases = len(rows) - 1
    begun = time.process_time()
    parameters = (
        DpAggregateSeededParametersBuilder()
        .reporting_length(settings["length"])
        .epsilon(settings["epsilon"])
        .delta(1 / (cases * math.log(cases)))
        .percentile_percentage(99)
        .percentile_epsilon_proportion(0.01)
        .number_of_records_epsilon_proportion(0.005)
        .accuracy_mode(AccuracyMode.prioritize_long_combinations())
        .fabrication_mode(getattr(FabricationMode, settings["fabrication"])())
        .empty_value("")
        .weight_selection_percentile(95)
        .use_synthetic_counts(True)
        .build()
    )
    synthesiser = DpAggregateSeededSynthesizer(parameters)
    synthesiser.fit(Dataset(rows))
    made = synthesiser.sample()
    seconds = time.process_time() - begun
    with open(out, "w", encoding="utf-8", newline="") as file:
        # it writes a semicolon inside a value as a word
        csv.writer(file).writerows([[value.replace("<semicolon>", ";") for value in row] for row in made])
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
