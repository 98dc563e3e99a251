/**
 * Recipes: a YAML file names stages, each stage is a record of its settings, and the runner does
 * them in order.
 *
 * <p>Start with {@link io.didact.recipe.Recipe}, the file as a record. A {@link
 * io.didact.recipe.Stage} is one of {@link io.didact.recipe.SftStage}, {@link
 * io.didact.recipe.RltStage}, {@link io.didact.recipe.GrpoStage}, {@link
 * io.didact.recipe.TracesStage} and {@link io.didact.recipe.EvalStage}; models and problems that it
 * needs are named by {@link io.didact.recipe.ModelRef} and {@link io.didact.recipe.Source}, what an
 * evaluation asks by {@link io.didact.recipe.Task} and {@link io.didact.recipe.Profile}. {@link
 * io.didact.recipe.RecipeFile} reads it and finds all that is wrong before anything runs. {@link
 * io.didact.recipe.RecipeRunner} skips what is done, goes on with what was cut off, and writes the
 * summary and the report.
 *
 * <p>What evaluations left is opened by {@link io.didact.recipe.EvaluationRun}; {@link
 * io.didact.recipe.EvaluationReport} makes the page of one, {@link
 * io.didact.recipe.ComparisonReport} sets two side by side.
 */
@NullMarked
package io.didact.recipe;

import org.jspecify.annotations.NullMarked;
