package io.didact.answers.example;

import io.didact.answers.AnswerGrader;
import io.didact.answers.AnswerKind;
import io.didact.answers.Grade;

class Grading {
  private static final AnswerGrader JUDGE = AnswerGrader.of(AnswerKind.MATH);

  static String of(String response, String expected) {
    Grade grade = JUDGE.grade(response, expected);
    return grade.verdict() + " " + grade.extracted() + " (" + grade.reason() + ")";
  }
}
