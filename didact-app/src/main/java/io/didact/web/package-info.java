/**
 * Pages that are served to this machine while something goes on: {@link io.didact.web.WatchServer}
 * shows runs. A {@code WatchedRun} is what a run's directory is like at one moment, a {@code
 * WatchedStage} what a stage's is; a {@code WatchPage} makes a page of them. The page of a run's
 * explanations is served as it lies there.
 */
@NullMarked
package io.didact.web;

import org.jspecify.annotations.NullMarked;
