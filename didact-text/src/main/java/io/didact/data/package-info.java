/**
 * Problems, traces, and the formats in which teacher and student see them.
 *
 * <p>{@link io.didact.data.Problem} is a question q with its known solution s. A {@link
 * io.didact.data.TagFormat} says as data how the two roles see it; {@link
 * io.didact.data.TeacherFormat} makes the teacher's prompt and cuts the {@link
 * io.didact.data.Explanation} t out of what it sampled; {@link io.didact.data.StudentFormat}
 * splices the same ids into the student's {@link io.didact.data.ScoringSequence} and reads a {@link
 * io.didact.data.StudentAnswer}. A {@link io.didact.data.LabelledSequence} is what SFT learns from.
 *
 * <p>Files are {@link io.didact.data.Jsonl}: {@link io.didact.data.Problems} of questions, {@link
 * io.didact.data.Trace}s of what a teacher wrote, which are problems again. {@link
 * io.didact.data.AsideFile} writes any file so that it is complete or not there; {@link
 * io.didact.data.Seeds} makes every random draw from its coordinates.
 */
@NullMarked
package io.didact.data;

import org.jspecify.annotations.NullMarked;
