/**
 * Models on disk, in the layout of Hugging Face.
 *
 * <p>{@link io.didact.model.checkpoint.Checkpoint} reads and writes directories, {@link
 * io.didact.model.checkpoint.Safetensors} files of weights. {@link
 * io.didact.model.checkpoint.Inspection} says what is in a directory and what is wrong with it; it
 * loads no weights. {@link io.didact.model.checkpoint.AllWeights} is what training changes, with
 * its form in a checkpoint; {@link io.didact.model.checkpoint.LowRankWeights} is an {@link
 * io.didact.model.checkpoint.Adapter} that training changes.
 */
@NullMarked
package io.didact.model.checkpoint;

import org.jspecify.annotations.NullMarked;
