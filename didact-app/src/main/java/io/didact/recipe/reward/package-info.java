/**
 * Rewards as YAML chooses them. A {@link io.didact.recipe.reward.RewardSettings} makes its reward
 * from the models that a {@link io.didact.recipe.reward.RewardContext} gives it.
 */
@NullMarked
package io.didact.recipe.reward;

import org.jspecify.annotations.NullMarked;
