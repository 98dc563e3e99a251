/**
 * Grading answers: finding the answer in a response and comparing it with the expected one. Plain
 * Java without a library.
 *
 * <p>{@link io.didact.answers.AnswerGrader} is the entry. An {@link io.didact.answers.AnswerKind}
 * says where answers of a kind are looked for and how they are compared; an {@link
 * io.didact.answers.AnswerExtractor} tries {@link io.didact.answers.ExtractionRule}s in order;
 * {@link io.didact.answers.compare.Equivalence} compares mathematics. docs/answers.md tells exactly
 * what is done, with sources.
 *
 * <p>The mathematics lies below, each package knowing only those before it: {@code compute} has the
 * expressions and reckons with them, {@code read} makes them of text, {@code compare} says whether
 * two are the same. They are public for each other; only what this package names is for users.
 *
 * <p>The scope is frozen. How answers are found, what the parser reads, and what counts as the same
 * stay as docs/answers.md says. From now on they change for faults only: a wrong verdict, or work
 * without end. An answer of a new notation is undecided, which is no fault.
 */
@NullMarked
package io.didact.answers;

import org.jspecify.annotations.NullMarked;
