/**
 * Judging answers: finding the answer in a response and comparing it with the expected one.
 *
 * <p>{@link io.didact.answers.AnswerJudge} is the entry. An {@link
 * io.didact.answers.AnswerKind} says where answers of a kind are looked for and how they are
 * compared; an {@link io.didact.answers.AnswerExtractor} tries {@link
 * io.didact.answers.ExtractionRule}s in order; {@link io.didact.answers.math.Equivalence}
 * compares mathematics. docs/answers.md tells exactly what is done, with sources.
 */
@NullMarked
package io.didact.answers;

import org.jspecify.annotations.NullMarked;
