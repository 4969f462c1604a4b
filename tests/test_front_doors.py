"""What each room lists at its front door: a name that comes or goes is a change that others feel.

The rooms `codes` and `cases` have tests of their own.
"""

from importlib import import_module

import pytest

PUBLIC = {
    "errors": """
        CodesError InputError MappingError Message PalermoError ProtectionError QuestionError ReleaseError
        SettingsError UserError catalogue
    """,
    "report": """
        Bar Bars Block Document Facts Interval Intervals Line Lines Note Paragraph Section Table print_document show
        show_share to_html to_json
    """,
    "engine": """
        Arrays Engine Local Spark require_spark spark
    """,
    "harmonise": """
        BrokenRule ColumnQuality ColumnSuggestion ExportLoss ExportReport Exported HarmoniseSettings
        Harmonised Mapping QualityReport Suggestion UnknownValue UnmatchedValue export_vintage harmonise
        ReadValue load_mapping mapping_names suggest_mapping
    """,
    "link": """
        AtThreshold ColumnMerge Contradiction Decision EncodeSettings Fields LinkReport LinkSettings Linked MergeReport
        Merged Name Verdict capture_histories encode is_encoded latin link link_encoded make_key merge_duplicates
        read_decisions read_encodings read_fields read_key read_name read_queue records_of write_decisions
        write_encodings
    """,
    "estimate": """
        Caution Change Diagnosis Estimate Finding Histories KnownSize Lists METHODS Method PairEstimate Panel Rehearsal
        Sample Sensitivity Strata Stratum Variant each_pair lists over_draws ListsReport report_draws report_lists
        source_of KnownGroup ListExperiment RdsDiagnosis Recruits SAMPLE_METHODS SampleEstimate ScaleUp Survey Weighting
        SampleReport Columns read_known read_table read_totals report_rds report_scale_up report_survey
        forced_response list_experiment post_stratify rake rds scale_up survey unrelated_question venue_weights
        visibility warner
        DESIGNS Check Course Difference Effect ImpactReport LeeBounds Plan PowerReport Verdict adjust_p_values
        before_after clusters_needed difference_in_differences interrupted lee_bounds mcnemar minimum_detectable
        paired_shares power report_impact staggered synthetic_control two_groups two_shares wilson CostsReport
        CostsRow Population VictimsReport VictimsRow read_population report_costs report_victims
    """,
    "protect": """
        AttackReport AttackSettings Audit Evaluation EvaluationSettings GROUP_COLUMNS attack audit epsilon_of evaluate
        evidence require_library shadow_releases Planted ShadowSettings plant runs_needed
        Anonymity Attribute Budget ColumnLoss DEFAULT_K DEFAULT_LENGTH LONGEST MEANINGS MOST_EPSILON ColumnRisk
        FINEST attributes_in_words digits_of is_mark labels_of share_done risk_figures rounded_down shown
        utility_figures
        CombinationCounts KAnonymitySettings
        LengthKept LengthRisk MOST_LENGTH Protected ProtectionReport RiskReport RiskSettings
        AttributeRisk GroupRisk MissingAs SensitiveRisk Suda case_group_sizes cases_at_risk check_cases
        assess_risk check_k_anonymity is_rounded Rehearsal rehearsal
        KSynthetic KSyntheticReport KSyntheticSettings SynthesisReport SynthesisSettings Synthesised k_synthesise
        count_combinations k_anonymise private_counts promise published_counts synthesise
        synthesise_parts usual_delta
    """,
    "demo": """
        Demo Sending Spoilt make
    """,
    "release": """
        About Break Change Contribution Coverage DIFFERENTIAL_PRIVACY
        FileEntry K_ANONYMITY K_SYNTHETIC Licence MANIFEST Manifest Privacy PublicKey REPORT
        Release Review USE Way breaks citation list_releases open_release promise_in_words source_of terms_of
    """,
    "series": """
        AGES Conflict DOCUMENT Figure ImportReport Imported Kind RuleBroken SEXES Series Source TOTAL UNKNOWN Unit
        import_estimates import_glotip list_series open_series write_series
    """,
    "tabulate": """
        CONCENTRATED COUNTING MOST_COLUMNS MOST_TOP OTHER SORTS AllOf Answer AnyOf Caution
        Cell Change Clause Condition Not Question answer conditions_of parse_question PREVIOUS columns_of values_read
    """,
    "client": """
        Answered Hub HubError Published Said Understood connect
    """,
    "tabulate.formats": """
        FORMATS Format Wanted document table_as_csv travelling written
    """,
    "tabulate.formats.sdmx": """
        Structure code_id code_of csv_message data_message structure structure_message structure_of structure_xml
    """,
}


@pytest.mark.parametrize("room", PUBLIC)
def test_the_front_door_lists_these_names_and_each_is_there(room):
    door = import_module(f"palermo.{room}")
    assert set(door.__all__) == set(PUBLIC[room].split())
    for name in door.__all__:
        assert getattr(door, name).__doc__ or not callable(getattr(door, name)), name
