/**
 * The models of a run, and the machine that they run on: how YAML names a model ({@link
 * io.didact.recipe.model.ModelRef}), a model in memory ({@link
 * io.didact.recipe.model.LoadedModel}), who samples from it ({@link
 * io.didact.recipe.model.EngineSettings}), and what a model that was made says of itself.
 */
@NullMarked
package io.didact.recipe.model;

import org.jspecify.annotations.NullMarked;
