/**
 * Expressions and what they are worth, exactly where that can be.
 *
 * <p>{@link io.didact.answers.compute.Node} is what an answer says, as a tree; {@code Parts} walks
 * it, {@code Variables} tells what is in it. An expression is reckoned in three ways, each for what
 * the one before leaves:
 *
 * <ol>
 *   <li>{@code Rationals}: as a fraction.
 *   <li>{@code Algebra}: as a {@code Form}, a quotient of {@code Polynomial}s over roots, π, e and
 *       i.
 *   <li>{@code Evaluator}: at a {@code Point}, to as many digits as are asked for, with {@code
 *       Elementary} functions of {@code Complex} numbers.
 * </ol>
 *
 * <p>{@code Budget} counts the work in steps of about one multiplication of 60-digit numbers.
 */
@NullMarked
package io.didact.answers.compute;

import org.jspecify.annotations.NullMarked;
