package io.didact.recipe;

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
  /** It is any legal expression that hits the target. */
  COUNTDOWN {
    @Override
    AnswerChecker make() {
      return new DomainAnswer(Domain.COUNTDOWN);
    }
  };

  abstract AnswerChecker make();
}
