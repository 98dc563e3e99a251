/**
 * Inference: writing samples and scoring given tokens.
 *
 * <p>Start at {@link io.didact.engine.RolloutEngine}, the type that whoever samples asks, and
 * {@link io.didact.engine.LocalEngine}, its form in this process. {@link io.didact.engine.Scorer}
 * gives the log-probability of tokens in spans of given sequences. Both deal their work to the
 * workers of {@link io.didact.tensor.Workers}, always in the same way. Both see changes of the
 * weights at once, because their decoders are views of {@link io.didact.model.decoder.Parameters}.
 * {@link io.didact.engine.Sampling} says how tokens are chosen; everything random in a sample comes
 * from its own seed.
 *
 * <p>Inside: a {@code GenerationWorker} holds rows of samples in flight. {@code SharedPrompt} is a
 * prompt's keys and values, computed once ({@code Prefix}) and held once for all of its samples.
 * {@code BlockCache} holds those of the samples, in blocks of a {@code BlockPool}. {@code
 * DecodeStep} is the attention of one step over ragged rows; {@code Sampler} chooses tokens.
 *
 * <p>Training shares two parts with the scorer: {@link io.didact.engine.MicroBatches} splits
 * sequences into passes by tokens, and {@link io.didact.engine.ScoringPack} is one pass with the
 * rows and targets of its spans.
 */
@NullMarked
package io.didact.engine;

import org.jspecify.annotations.NullMarked;
