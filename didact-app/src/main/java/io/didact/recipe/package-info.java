/**
 * Recipes: a YAML file names stages, and the runner does them in order.
 *
 * <p>Start with {@link io.didact.recipe.Recipe}, the file as a record. {@link
 * io.didact.recipe.RecipeFile} reads it and finds all that is wrong before anything runs. {@link
 * io.didact.recipe.RecipeRunner} skips what is done, resumes what was interrupted, and writes the
 * {@link io.didact.recipe.RunSummary} and the report.
 */
@NullMarked
package io.didact.recipe;

import org.jspecify.annotations.NullMarked;
