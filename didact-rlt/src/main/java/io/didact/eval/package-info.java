/**
 * Whether answers are right, and how sure the resulting figures are.
 *
 * <p>An {@link io.didact.eval.Evaluator} asks a model problems and gives an {@link
 * io.didact.eval.Evaluation}. An {@link io.didact.eval.AnswerChecker} decides about one answer;
 * {@link io.didact.eval.Accuracy} counts them, with a 95 % interval: {@link
 * io.didact.eval.WilsonInterval} for one answer per problem, {@link
 * io.didact.eval.ClusterBootstrap} for several. {@link io.didact.eval.McNemarTest} compares two
 * models on the same problems, {@link io.didact.eval.PearsonCorrelation} relates two figures,
 * {@link io.didact.eval.Summary} gives mean and spread over seeds. Answers in natural language and
 * mathematics are judged by the package {@code answer}. Start with {@link
 * io.didact.eval.Evaluator}.
 */
@NullMarked
package io.didact.eval;

import org.jspecify.annotations.NullMarked;
