/**
 * Claims: what a recipe says before it runs that will come out, and whether it did.
 *
 * <p>Start with {@link io.didact.recipe.claim.Claim}, as YAML has it, and {@link
 * io.didact.recipe.claim.ClaimResult}, its test. {@link io.didact.recipe.claim.ClaimsFile} keeps
 * what was claimed when.
 */
@NullMarked
package io.didact.recipe.claim;

import org.jspecify.annotations.NullMarked;
