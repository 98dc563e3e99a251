/**
 * Pages that are served to this machine while something goes on: {@link io.didact.web.WatchServer}
 * shows runs.
 */
@NullMarked
package io.didact.web;

import org.jspecify.annotations.NullMarked;
