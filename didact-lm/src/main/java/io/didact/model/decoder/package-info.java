/**
 * Decoder language models.
 *
 * <p>{@link io.didact.model.decoder.DecoderConfig} is {@code config.json}, {@link
 * io.didact.model.decoder.Variations} what a {@link io.didact.model.decoder.ModelFamily} does
 * differently; {@link io.didact.model.decoder.Parameters} holds all weights in one flat buffer,
 * {@link io.didact.model.decoder.ShardedWeights} a rank's part of frozen ones; {@link
 * io.didact.model.decoder.Decoder} computes hidden states with a given {@link
 * io.didact.model.decoder.Attention}; {@link io.didact.model.decoder.LogProbHead} turns them into
 * log-probabilities without a [tokens, vocabulary] matrix. {@link
 * io.didact.model.decoder.Trainable} is what training changes, {@link
 * io.didact.model.decoder.Reference} what a policy is held near to. {@link
 * io.didact.model.decoder.MemoryEstimate} says what work with a model takes.
 *
 * <p>Adapters: {@link io.didact.model.decoder.LoraShape} says which matrices have one, {@link
 * io.didact.model.decoder.LoraWeights} holds its numbers, {@link
 * io.didact.model.decoder.AdaptedParameters} is a model with one.
 */
@NullMarked
package io.didact.model.decoder;

import org.jspecify.annotations.NullMarked;
