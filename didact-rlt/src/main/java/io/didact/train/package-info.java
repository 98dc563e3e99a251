/**
 * Training: from batches of sequences to better weights.
 *
 * <p>{@link io.didact.train.TrainableModel} runs sequences forward and backward on all worker lanes
 * with the gradient that a {@link io.didact.algorithm.SequenceLoss} asks for; {@link
 * io.didact.train.AdamW} takes the step. {@link io.didact.train.SftTrainer} and {@link
 * io.didact.train.GrpoTrainer} are the loops around them; a loss is plain arithmetic on
 * log-probabilities and knows no tensors.
 */
@NullMarked
package io.didact.train;

import org.jspecify.annotations.NullMarked;
