/**
 * Training: from batches of sequences to better weights.
 *
 * <p>A {@link io.didact.train.Learner} is a model with its optimizer and state. {@link
 * io.didact.train.BatchGradient} runs sequences forward and backward on all workers with the
 * gradient that a {@link io.didact.algorithm.SequenceLoss} asks for; {@link io.didact.train.AdamW}
 * takes the step. {@link io.didact.train.SftTrainer} and {@link io.didact.train.RlTrainer} are the
 * loops around them. The latter knows neither reward nor algorithm: these are a {@link
 * io.didact.rollout.RolloutReward} and an {@link io.didact.algorithm.Objective}.
 */
@NullMarked
package io.didact.train;

import org.jspecify.annotations.NullMarked;
