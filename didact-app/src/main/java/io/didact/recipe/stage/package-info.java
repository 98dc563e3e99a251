/**
 * Stages, each a record of its settings with the job that does its work.
 *
 * <p>A {@link io.didact.recipe.stage.Stage} is one of {@link io.didact.recipe.stage.SftStage},
 * {@link io.didact.recipe.stage.RlStage}, {@link io.didact.recipe.stage.TracesStage}, {@link
 * io.didact.recipe.stage.ScoreStage}, {@link io.didact.recipe.stage.SelectStage}, {@link
 * io.didact.recipe.stage.RefineStage} and {@link io.didact.recipe.stage.EvalStage}; it runs in a
 * {@link io.didact.recipe.stage.StageContext}. Problems come from a {@link
 * io.didact.recipe.stage.Source}; what an evaluation asks is a {@link io.didact.recipe.stage.Task}
 * put as a {@link io.didact.recipe.stage.Profile} says. {@link io.didact.recipe.stage.BuiltIn}
 * names the rewards, algorithms and engines that come with Didact.
 */
@NullMarked
package io.didact.recipe.stage;

import org.jspecify.annotations.NullMarked;
