/**
 * Measures the three heavy jobs of a step of teacher training on given token ids: sampling, scoring
 * and updating, and the whole step, each through the classes that training uses.
 *
 * <p>Start with {@link io.didact.bench.BenchJob}; {@link io.didact.bench.Workload} is what is done,
 * {@link io.didact.bench.Classroom} who does it, {@link io.didact.bench.Floor} what it takes at
 * least.
 */
@NullMarked
package io.didact.bench;

import org.jspecify.annotations.NullMarked;
