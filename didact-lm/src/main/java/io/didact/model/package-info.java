/**
 * Decoder language models in the layout of Hugging Face checkpoints.
 *
 * <p>{@link io.didact.model.DecoderConfig} is {@code config.json}, {@link
 * io.didact.model.Variations} what a {@link io.didact.model.ModelFamily} does differently; {@link
 * io.didact.model.Parameters} holds all weights in one flat buffer; {@link io.didact.model.Decoder}
 * computes hidden states with a given {@link io.didact.model.Attention}; {@link
 * io.didact.model.LogProbHead} turns them into log-probabilities without a [tokens, vocabulary]
 * matrix. {@link io.didact.model.Checkpoint} reads and writes directories. {@link
 * io.didact.model.Inspection} says what is in one and what is wrong with it, and {@link
 * io.didact.model.MemoryEstimate} what work with a model takes; neither loads weights.
 */
@NullMarked
package io.didact.model;

import org.jspecify.annotations.NullMarked;
