/**
 * Problems, traces, and the formats in which teacher and student see them.
 *
 * <p>{@link io.didact.data.Problem} is a question with its known solution; a {@link
 * io.didact.data.TagFormat} says how the two roles see it.
 */
@NullMarked
package io.didact.data;

import org.jspecify.annotations.NullMarked;
