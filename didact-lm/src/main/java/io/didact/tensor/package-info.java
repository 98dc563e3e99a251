/**
 * The only package that knows libtorch: tensors, their lifetimes, element types and worker threads.
 *
 * <p>Every {@link io.didact.tensor.Tensor} made inside a {@link io.didact.tensor.TensorScope} dies
 * with it; {@link io.didact.tensor.TensorScope#keep} lets one out. Long-lived storage (parameters,
 * optimizer state, caches) is {@link io.didact.tensor.Tensor#owned owned} and closed by its holder.
 * {@link io.didact.tensor.Device} is where tensors lie. {@link io.didact.tensor.Gradients} switches
 * recording off where nothing is trained. {@link io.didact.tensor.Workers} are threads with one
 * intra-op thread each, which on small models beat libtorch's own threading. {@link
 * io.didact.tensor.ProcessGroup} is the processes that train together, and {@link
 * io.didact.tensor.Partition} how they share out a row of numbers.
 */
@NullMarked
package io.didact.tensor;

import org.jspecify.annotations.NullMarked;
