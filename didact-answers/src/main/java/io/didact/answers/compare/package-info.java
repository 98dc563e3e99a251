/**
 * Whether two answers say the same.
 *
 * <p>{@link io.didact.answers.compare.Equivalence} is the entry: it reads both and asks {@code
 * NodeEquality}, which takes them apart. {@code ListEquality} compares items, {@code Relations} and
 * {@code RealSets} what relations say, {@code Names} and {@code Quantities} what is named and
 * measured. Numbers and functions come to {@code ScalarEquality}: as fractions, as quotients of
 * polynomials, then by their values to 60 and 120 digits ({@code NumericEquality}).
 *
 * <p>A {@link io.didact.answers.compare.Comparison} says same, different or undecided, and why.
 * Every rule is symmetric.
 */
@NullMarked
package io.didact.answers.compare;

import org.jspecify.annotations.NullMarked;
