/**
 * Mathematics in answers: reading it and comparing it.
 *
 * <p>{@link io.didact.answers.math.Equivalence} is the entry. An answer goes through {@code
 * Lexer} and {@code Parser} to a {@code Node}, and through {@code Normal} to the form in which
 * {@code NodeEquality} compares it: lists and sets item by item, relations by what they say,
 * numbers and functions by {@code ScalarEquality}: as fractions ({@code Rationals}), then as
 * quotients of polynomials over roots ({@code Algebra}, {@code Form}), then by their values to 60
 * and 120 digits ({@code NumericEquality}). {@code Budget} counts the work.
 */
@NullMarked
package io.didact.answers.math;

import org.jspecify.annotations.NullMarked;
