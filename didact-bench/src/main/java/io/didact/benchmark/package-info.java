/**
 * JMH micro-benchmarks of the hot pieces, one class each, on one thread and a model that is small
 * enough to be at hand ({@link io.didact.benchmark.TinyModel}). {@code didact bench} measures whole
 * jobs; this is for looking into one of them.
 *
 * <p>The sampler is no public class: its benchmark stands in its package, as its test does.
 */
@NullMarked
package io.didact.benchmark;

import org.jspecify.annotations.NullMarked;
