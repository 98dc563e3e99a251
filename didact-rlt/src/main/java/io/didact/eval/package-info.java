/**
 * How right answers are, and how sure that is.
 *
 * <p>{@link io.didact.eval.task} asks a model and grades what it says. What comes out is a {@link
 * io.didact.eval.SampleRow} a response, the rows of {@code samples.jsonl}. A {@link
 * io.didact.eval.SampleSet} has them problem by problem, without the texts. A {@link
 * io.didact.eval.Metric} is a mean over its problems, an {@link io.didact.eval.Estimate} its value
 * with a 95 % interval: {@link io.didact.eval.WilsonInterval} where every problem is a trial, else
 * {@link io.didact.eval.ClusterBootstrap}. A {@link io.didact.eval.Comparison} pairs two runs by
 * problem, with {@link io.didact.eval.SignFlipTest} and {@link io.didact.eval.McNemarTest}. Start
 * with {@link io.didact.eval.SampleRow}.
 */
@NullMarked
package io.didact.eval;

import org.jspecify.annotations.NullMarked;
