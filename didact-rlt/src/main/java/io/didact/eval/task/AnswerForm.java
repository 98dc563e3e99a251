package io.didact.eval.task;

import io.didact.eval.answer.AnswerJudge;
import io.didact.eval.answer.AnswerKind;
import io.didact.eval.answer.Judgement;

/** What an answer is, which decides how it is found in a response and compared. */
public enum AnswerForm {
  /** Mathematics as models write it. */
  MATH {
    @Override
    Judgement judge(String response, String expected) {
      return AnswerJudge.of(AnswerKind.MATH).judge(response, expected);
    }
  },
  /** A whole number. */
  INTEGER {
    @Override
    Judgement judge(String response, String expected) {
      return AnswerJudge.of(AnswerKind.INTEGER).judge(response, expected);
    }
  },
  /** The letter of a choice. */
  CHOICE {
    @Override
    Judgement judge(String response, String expected) {
      return AnswerJudge.of(AnswerKind.CHOICE).judge(response, expected);
    }
  },
  /** The expected text, letter by letter. */
  EXACT {
    @Override
    Judgement judge(String response, String expected) {
      return AnswerJudge.of(AnswerKind.EXACT).judge(response, expected);
    }
  },
  /** An expression that solves a countdown; what is expected is the puzzle. */
  COUNTDOWN {
    @Override
    Judgement judge(String response, String expected) {
      return CountdownJudge.judge(response, expected);
    }
  };

  abstract Judgement judge(String response, String expected);
}
