package io.didact.eval;

import io.didact.data.Problem;
import io.didact.data.StudentAnswer;
import io.didact.data.StudentFormat;
import io.didact.engine.GenerationListener;
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
  /**
   * Asks each problem as many times as the collector samples.
   *
   * @param part which part of a larger evaluation this is; samples of other parts are other samples
   * @param problems at least one
   * @param listener hears of tokens and of finished answers
   * @return the answers, problem by problem
   */
  public List<JudgedAnswer> answers(
      long part, List<Problem> problems, GenerationListener listener) {
    List<JudgedAnswer> answers = new ArrayList<>();
    for (RolloutGroup group : collector.collect(part, problems, listener)) {
      for (int sample = 0; sample < group.rollouts().size(); sample++) {
        answers.add(judge(group.problem(), sample, group.rollouts().get(sample)));
      }
    }
    return answers;
  }

  /** Asks all problems at once. */
  public Evaluation evaluate(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("there are no problems to evaluate on");
    }
    return evaluation(answers(0, problems, GenerationListener.NONE));
  }

  /**
   * What the answers come to.
   *
   * @param answers problem by problem, as many for each as the collector samples
   */
  public Evaluation evaluation(List<JudgedAnswer> answers) {
    int samples = collector.rolloutsPerProblem();
    List<boolean[]> right = new ArrayList<>();
    for (int at = 0; at < answers.size(); at += samples) {
      boolean[] ofProblem = new boolean[samples];
      for (int i = 0; i < samples; i++) {
        ofProblem[i] = answers.get(at + i).correct();
      }
      right.add(ofProblem);
    }
    return new Evaluation(answers, Accuracy.of(right, ClusterBootstrap.STANDARD));
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
}
