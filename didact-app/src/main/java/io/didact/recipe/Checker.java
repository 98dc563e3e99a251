package io.didact.recipe;

import io.didact.data.Problem;
import io.didact.data.synthetic.Domain;
import io.didact.eval.AnswerChecker;
import io.didact.eval.DomainAnswer;
import io.didact.eval.ExactAnswer;
import io.didact.eval.task.AnswerRule;
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
      return judged("countdown");
    }
  },
  /** It is the expected answer as mathematics, as {@code didact check} judges it. */
  MATH {
    @Override
    AnswerChecker make() {
      return judged("math");
    }
  },
  /** It is the expected whole number. */
  INTEGER {
    @Override
    AnswerChecker make() {
      return judged("integer");
    }
  },
  /** It is the letter of the expected choice. */
  CHOICE {
    @Override
    AnswerChecker make() {
      return judged("choice");
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
        checker.correct(problem, "0");
      } catch (IllegalArgumentException e) {
        throw new IOException("problem " + problem.id() + ": " + e.getMessage(), e);
      }
    }
    return checker;
  }

  /** What is not decided counts as wrong. */
  private static AnswerChecker judged(String form) {
    AnswerRule rule = AnswerRule.named(form);
    return (problem, answer) -> rule.judge(answer, problem.expectedAnswer()).isCorrect();
  }
}
