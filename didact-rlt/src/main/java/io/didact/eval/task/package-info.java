/**
 * Evaluation: what is asked, how it is sampled, what is taken for the answer and how that is
 * graded, all of it as records that a run writes down. {@link io.didact.eval.task.Evaluator} does
 * it.
 *
 * <table>
 * <caption>From a row of data to a row of samples</caption>
 * <tr><td>{@link io.didact.eval.task.TaskColumns}</td><td>a data row → {@link
 *     io.didact.eval.task.TaskItem}</td></tr>
 * <tr><td>{@link io.didact.eval.task.ChoiceStyle}</td><td>the order and the look of choices, drawn
 *     once for all items</td></tr>
 * <tr><td>{@link io.didact.eval.task.Asking}</td><td>items → {@link
 *     io.didact.eval.task.Question}, texts with expected answers</td></tr>
 * <tr><td>{@link io.didact.eval.task.PromptWriter}</td><td>a question → the ids that the model
 *     reads</td></tr>
 * <tr><td>{@link io.didact.eval.task.Room}</td><td>prompts → responses, as long as the model has
 *     positions; with {@link io.didact.eval.task.BudgetForcing} in several goes. {@link
 *     io.didact.eval.task.KeptResponses} keeps what is finished</td></tr>
 * <tr><td>{@link io.didact.eval.task.AnswerRule}</td><td>response and expected answer →
 *     verdict</td></tr>
 * <tr><td>{@link io.didact.eval.SampleRow}</td><td>one row of {@code samples.jsonl}</td></tr>
 * </table>
 *
 * <p>A sample depends on the run's seed, its problem's id and its number, on nothing else: not on
 * the other problems, their order, the parts or the batches.
 */
@NullMarked
package io.didact.eval.task;

import org.jspecify.annotations.NullMarked;
