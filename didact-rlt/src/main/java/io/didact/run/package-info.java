/**
 * The run directory: what a training run leaves on disk, so that a kill at any moment loses
 * nothing.
 *
 * <p>Start with {@link io.didact.run.Checkpoints}: a checkpoint is a directory that is either whole
 * or not there, because {@link io.didact.run.AtomicFiles} writes it aside, syncs it, and renames
 * it. {@link io.didact.run.RunLock} keeps a second run out; {@link io.didact.run.MetricsLog} and
 * {@link io.didact.run.TensorBoardWriter} hold the figures of each step; {@link
 * io.didact.run.Provenance} says what the run was made of, by {@link io.didact.run.Sha256}; {@link
 * io.didact.run.StopSignal} turns Ctrl-C into "end at the next good moment, and save".
 */
@NullMarked
package io.didact.run;

import org.jspecify.annotations.NullMarked;
