"""Samples and surveys: from the answers of some to a population, with the error that the design has."""

from palermo.estimate._samples._calibrate import Weighting, post_stratify, rake
from palermo.estimate._samples._columns import Columns
from palermo.estimate._samples._list_experiment import ListExperiment, list_experiment
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._randomised import forced_response, unrelated_question, warner
from palermo.estimate._samples._rds import Recruits, rds
from palermo.estimate._samples._rds_diagnose import RdsDiagnosis
from palermo.estimate._samples._read import read_known, read_table, read_totals
from palermo.estimate._samples._report import (
    SampleReport,
    report_rds,
    report_scale_up,
    report_survey,
)
from palermo.estimate._samples._results import SampleEstimate
from palermo.estimate._samples._scale_up import KnownGroup, ScaleUp, scale_up
from palermo.estimate._samples._survey import Survey, survey
from palermo.estimate._samples._venues import venue_weights
from palermo.estimate._samples._visibility import visibility

__all__ = [
    "SAMPLE_METHODS",
    "Columns",
    "KnownGroup",
    "ListExperiment",
    "RdsDiagnosis",
    "Recruits",
    "SampleEstimate",
    "SampleReport",
    "ScaleUp",
    "Survey",
    "Weighting",
    "forced_response",
    "list_experiment",
    "post_stratify",
    "rake",
    "rds",
    "read_known",
    "read_table",
    "read_totals",
    "report_rds",
    "report_scale_up",
    "report_survey",
    "scale_up",
    "survey",
    "unrelated_question",
    "venue_weights",
    "visibility",
    "warner",
]
