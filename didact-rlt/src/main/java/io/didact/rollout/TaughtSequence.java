package io.didact.rollout;

import io.didact.data.ScoringSequence;
import io.didact.engine.Scorer;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.List;

/**
 * One explanation as teacher and student see it: the same think tokens in two contexts.
 *
 * @param teacherPrompt what the teacher read before it wrote
 * @param student the student's view, think and solution marked
 * @param closed whether the teacher wrote the closing tag
 */
public record TaughtSequence(TokenIds teacherPrompt, ScoringSequence student, boolean closed) {
  public TaughtSequence {
    if (teacherPrompt.isEmpty()) {
      throw new IllegalArgumentException("the teacher's prompt has no tokens");
    }
  }

  /** Think and solution for the student to predict. */
  Scorer.Request studentView() {
    return new Scorer.Request(student.ids(), List.of(student.think(), student.solution()));
  }

  /** Think for the teacher to predict. */
  Scorer.Request teacherView() {
    TokenIds think = student.ids().slice(student.think());
    return new Scorer.Request(
        TokenIds.concat(teacherPrompt, think), TokenSpan.at(teacherPrompt.size(), think.size()));
  }

  /** Think in both views. */
  Scorer.Pair thinkInBoth() {
    return new Scorer.Pair(teacherView(), new Scorer.Request(student.ids(), student.think()));
  }
}
