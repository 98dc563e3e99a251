/**
 * The run directory: what a training run leaves on disk, so that a kill at any moment loses
 * nothing, and damage is noticed.
 *
 * <p>Start with {@link io.didact.run.RunDirectory}: one process at a time has it ({@link
 * io.didact.run.RunLock}), and files that go together change in one moment, when the {@link
 * io.didact.run.Manifest} that names them is put in place. {@link io.didact.run.FileSum} is what it
 * says of a file; {@link io.didact.run.Verification} compares. {@link io.didact.run.Checkpoints}
 * are directories that are either whole or not there, because {@link io.didact.run.AtomicFiles}
 * writes them aside, syncs them, and renames them; {@link io.didact.run.MetricsLog} and {@link
 * io.didact.run.TensorBoardWriter} hold the metrics of each step; {@link io.didact.run.Provenance}
 * says what the run was made of, by {@link io.didact.run.Sha256}; {@link io.didact.run.StopSignal}
 * turns Ctrl-C into "end at the next good moment, and save".
 */
@NullMarked
package io.didact.run;

import org.jspecify.annotations.NullMarked;
