/**
 * What a recipe would take before it runs: {@code didact run RECIPE --plan}. Each stage says what
 * work it asks of models ({@link io.didact.recipe.stage.Work}); {@link
 * io.didact.recipe.plan.RecipeForecast} tells it what it may expect of models and data. {@link
 * io.didact.recipe.plan.Job} makes operations, bytes and time of it, {@link
 * io.didact.recipe.plan.StageMemory} what has to be held. Start at {@link
 * io.didact.recipe.plan.RecipePlan}.
 */
@NullMarked
package io.didact.recipe.plan;

import org.jspecify.annotations.NullMarked;
