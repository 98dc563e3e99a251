/**
 * From a teacher to what a student learns from.
 *
 * <p>A {@link io.didact.distill.TraceCollector} lets a teacher explain problems and keeps each
 * explanation as an {@link io.didact.data.Trace} with its reward; a {@link
 * io.didact.distill.TraceChoice} keeps some of a problem's traces (all, the closed ones, the best
 * of n). A {@link io.didact.distill.TraceSelection} chooses later, by rank within a problem, also
 * among several sets. Start with {@link io.didact.distill.TraceCollector}.
 */
@NullMarked
package io.didact.distill;

import org.jspecify.annotations.NullMarked;
