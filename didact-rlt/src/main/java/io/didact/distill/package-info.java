/**
 * From a teacher to what a student learns from.
 *
 * <p>A {@link io.didact.distill.TraceCollector} lets a teacher explain problems and keeps each
 * explanation as an {@link io.didact.data.Trace} with its reward; a {@link
 * io.didact.distill.TraceChoice} keeps some of a problem's traces (all, the closed ones, the best
 * of n), a {@link io.didact.distill.TraceRanking} orders them by reward, so that one student can be
 * trained per rank. Start with {@link io.didact.distill.TraceCollector}.
 */
@NullMarked
package io.didact.distill;

import org.jspecify.annotations.NullMarked;
