package io.didact.recipe;

import io.didact.data.Problem;
import io.didact.data.countdown.CountdownPuzzle;
import io.didact.data.synthetic.Domain;
import io.didact.eval.AnswerChecker;
import io.didact.eval.DomainAnswer;
import io.didact.eval.ExactAnswer;
import io.didact.eval.answer.AnswerJudge;
import io.didact.eval.answer.AnswerKind;
import io.didact.eval.answer.Verdict;
import java.io.IOException;
import java.util.List;

/** How an answer is judged. */
public enum Checker {
  /** It is the expected answer, letter by letter. */
  EXACT {
    @Override
    AnswerChecker make() {
      return new ExactAnswer();
    }
  },
  /** It is the last digit that the chain comes to. */
  CHAIN {
    @Override
    AnswerChecker make() {
      return new DomainAnswer(Domain.CHAIN);
    }
  },
  /** It is any legal expression that hits the target, modulo 10. */
  COUNTDOWN {
    @Override
    AnswerChecker make() {
      return new DomainAnswer(Domain.COUNTDOWN);
    }
  },
  /** It is an expression of all the numbers that comes to the target. */
  INTEGER_COUNTDOWN {
    @Override
    AnswerChecker make() {
      return (problem, answer) ->
          CountdownPuzzle.parse(problem.expectedAnswer()).fault(answer).isEmpty();
    }
  },
  /** It is the expected answer as mathematics, by {@link AnswerJudge}. */
  MATH {
    @Override
    AnswerChecker make() {
      return judged(AnswerKind.MATH);
    }
  },
  /** It is the expected whole number. */
  INTEGER {
    @Override
    AnswerChecker make() {
      return judged(AnswerKind.INTEGER);
    }
  },
  /** It is the letter of the expected choice. */
  CHOICE {
    @Override
    AnswerChecker make() {
      return judged(AnswerKind.CHOICE);
    }
  };

  abstract AnswerChecker make();

  /**
   * The checker of these problems.
   *
   * @throws IOException naming a problem whose expected answer this checker cannot compare with
   */
  final AnswerChecker of(List<Problem> problems) throws IOException {
    AnswerChecker checker = make();
    for (Problem problem : problems) {
      try {
        checker.correct(problem, "");
      } catch (IllegalArgumentException e) {
        throw new IOException("problem " + problem.id() + ": " + e.getMessage(), e);
      }
    }
    return checker;
  }

  /** What is not decided counts as wrong. */
  private static AnswerChecker judged(AnswerKind kind) {
    AnswerJudge judge = AnswerJudge.of(kind);
    return (problem, answer) ->
        judge.judge(answer, problem.expectedAnswer()).verdict() == Verdict.CORRECT;
  }
}
