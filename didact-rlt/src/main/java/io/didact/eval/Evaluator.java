package io.didact.eval;

import io.didact.data.Problem;
import io.didact.data.StudentAnswer;
import io.didact.data.StudentFormat;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a model problems and judges its answers.
 *
 * @param collector samples from the model, after {@code format}'s prompt; where it takes several
 *     samples a problem the accuracy is avg@n
 * @param format finds the answer in what was sampled
 * @param tokenizer makes text of it
 * @param checker says whether it is right
 */
public record Evaluator(
    RolloutCollector collector, StudentFormat format, Tokenizer tokenizer, AnswerChecker checker) {
  /** Ends of the bootstrap's interval are then stable to about a tenth of its width. */
  private static final int RESAMPLES = 2000;

  /**
   * Asks each problem as many times as the collector samples.
   *
   * @param problems at least one
   */
  public Evaluation evaluate(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("there are no problems to evaluate on");
    }
    List<JudgedAnswer> answers = new ArrayList<>();
    List<boolean[]> right = new ArrayList<>();
    for (RolloutGroup group : collector.collect(0, problems)) {
      boolean[] ofProblem = new boolean[group.rollouts().size()];
      for (int sample = 0; sample < ofProblem.length; sample++) {
        JudgedAnswer answer = judge(group.problem(), sample, group.rollouts().get(sample));
        ofProblem[sample] = answer.correct();
        answers.add(answer);
      }
      right.add(ofProblem);
    }
    return new Evaluation(answers, accuracy(answers, right));
  }

  private JudgedAnswer judge(Problem problem, int sample, Rollout rollout) {
    StudentAnswer answer = format.parse(rollout.completion());
    return new JudgedAnswer(
        problem,
        sample,
        rollout.seed(),
        tokenizer.decode(rollout.completion()),
        answer.solution(),
        answer.formatted(),
        answer.formatted() && checker.correct(problem, answer.solution()),
        rollout.completion().size(),
        rollout.finish());
  }

  private Accuracy accuracy(List<JudgedAnswer> answers, List<boolean[]> right) {
    return collector.rolloutsPerProblem() == 1
        ? Accuracy.of((int) answers.stream().filter(JudgedAnswer::correct).count(), answers.size())
        : Accuracy.of(right, new ClusterBootstrap(RESAMPLES, collector.seed()));
  }
}
