package io.didact.recipe;

import io.didact.data.countdown.CountdownPuzzle;
import io.didact.data.synthetic.Domain;
import io.didact.eval.AnswerChecker;
import io.didact.eval.DomainAnswer;
import io.didact.eval.ExactAnswer;

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
  };

  abstract AnswerChecker make();
}
