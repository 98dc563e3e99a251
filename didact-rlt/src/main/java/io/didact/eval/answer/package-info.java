/**
 * Judging answers: finding the answer in a response and comparing it with the expected one.
 *
 * <p>{@link io.didact.eval.answer.AnswerJudge} is the entry. An {@link
 * io.didact.eval.answer.AnswerKind} says where answers of a kind are looked for and how they are
 * compared; an {@link io.didact.eval.answer.AnswerExtractor} tries {@link
 * io.didact.eval.answer.ExtractionRule}s in order; {@link io.didact.eval.answer.math.Equivalence}
 * compares mathematics. docs/answers.md tells exactly what is done, with sources.
 */
@NullMarked
package io.didact.eval.answer;

import org.jspecify.annotations.NullMarked;
