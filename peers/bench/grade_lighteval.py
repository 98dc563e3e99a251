"""As `grade_math_verify`, by lighteval's extractive match, with the extraction that its tasks of mathematics have."""

from bench.grading import answer_lines
from lighteval.metrics.dynamic_metrics import MultilingualExtractiveMatchMetric
from lighteval.metrics.utils.extractive_match_utils import ExprExtractionConfig, LatexExtractionConfig
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.requests import Doc

TARGETS = (ExprExtractionConfig(), LatexExtractionConfig(boxed_match_priority=0))
METRIC = MultilingualExtractiveMatchMetric(gold_extraction_target=TARGETS, pred_extraction_target=TARGETS)


def grade(prediction, gold):
    return METRIC.compute(Doc(query="", choices=[gold], gold_index=0), ModelResponse(text=[prediction])) == 1.0


if __name__ == "__main__":
    answer_lines(grade)
