/**
 * From a teacher to what a student learns from.
 *
 * <p>A {@link io.didact.distill.TraceCollector} lets a teacher explain problems, or a student
 * answer them, and keeps each thought as an {@link io.didact.data.Trace} with its reward; {@link
 * io.didact.distill.WhenCut} says what becomes of those that the limit cut; a {@link
 * io.didact.distill.TraceChoice} keeps all of a problem's traces or the best of n. A {@link
 * io.didact.distill.TraceSelection} chooses later, by rank within a problem, also among several
 * sets. Start with {@link io.didact.distill.TraceCollector}.
 */
@NullMarked
package io.didact.distill;

import org.jspecify.annotations.NullMarked;
