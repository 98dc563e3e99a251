/**
 * What evaluations left: {@link io.didact.recipe.evaluation.EvaluationRun} opens one, {@link
 * io.didact.recipe.evaluation.EvaluationReport} makes its page, {@link
 * io.didact.recipe.evaluation.Rescoring} grades it again, and {@link
 * io.didact.recipe.evaluation.ComparisonReport} sets two side by side.
 */
@NullMarked
package io.didact.recipe.evaluation;

import org.jspecify.annotations.NullMarked;
