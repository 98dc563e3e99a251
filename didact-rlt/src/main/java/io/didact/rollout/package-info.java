/**
 * From problems to scored groups of completions: the way of one RL step up to its rewards.
 *
 * <p>{@link io.didact.rollout.RolloutCollector} samples a {@link io.didact.rollout.RolloutGroup}
 * for each problem; a {@link io.didact.rollout.RolloutReward} gives each completion its reward
 * ({@link io.didact.rollout.TeachingReward} is the method's, {@link io.didact.rollout.AnswerReward}
 * the ordinary one; {@link io.didact.rollout.ExplanationScorer} asks both models about explanations
 * from anywhere); {@link io.didact.rollout.RolloutLog} keeps them.
 */
@NullMarked
package io.didact.rollout;

import org.jspecify.annotations.NullMarked;
