package io.didact.answers.example;

import io.didact.answers.AnswerJudge;
import io.didact.answers.AnswerKind;
import io.didact.answers.Judgement;

class Grading {
  private static final AnswerJudge JUDGE = AnswerJudge.of(AnswerKind.MATH);

  static String of(String response, String expected) {
    Judgement judgement = JUDGE.judge(response, expected);
    return judgement.verdict() + " " + judgement.extracted() + " (" + judgement.reason() + ")";
  }
}
