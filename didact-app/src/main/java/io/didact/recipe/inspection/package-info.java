/**
 * Looking at explanations token by token: {@link io.didact.recipe.inspection.TraceSet} reads what
 * runs left and what comes from elsewhere, {@link io.didact.recipe.inspection.TokenScoring} asks
 * the models where a set has no values of its tokens, and {@link
 * io.didact.recipe.inspection.Inspection} writes the page.
 */
@NullMarked
package io.didact.recipe.inspection;

import org.jspecify.annotations.NullMarked;
