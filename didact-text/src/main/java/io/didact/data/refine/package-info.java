/**
 * Traces written anew by rules. A {@link io.didact.data.refine.TextRule} makes a text of a text or
 * says why it cannot ({@link io.didact.data.refine.Refined}); start with it.
 */
@NullMarked
package io.didact.data.refine;

import org.jspecify.annotations.NullMarked;
