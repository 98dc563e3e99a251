package io.didact.cli;

import io.didact.data.Explanation;
import io.didact.data.Problem;
import io.didact.data.ScoringSequence;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.recipe.model.LoadedModel;
import io.didact.rollout.TaughtSequence;
import io.didact.text.TokenIds;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines of {@code didact reward}, as ids or as text, → what the models are asked. */
final class TaughtLine {
  private final LoadedModel teacher;
  private final LoadedModel student;
  private final TagFormat format;
  private @Nullable TeacherFormat teacherFormat;
  private @Nullable StudentFormat studentFormat;

  TaughtLine(LoadedModel teacher, LoadedModel student, TagFormat format) {
    this.teacher = teacher;
    this.student = student;
    this.format = format;
  }

  /**
   * @throws IllegalArgumentException where a field is missing or wrong
   */
  TaughtSequence parse(Fields line, int number) throws IOException {
    return line.has("question") ? ofText(line, number) : ofIds(line);
  }

  private TaughtSequence ofIds(Fields line) {
    int inBoth = Math.min(teacher.vocabSize(), student.vocabSize());
    TokenIds teacherPrompt = notEmpty(line, "teacherPrompt", teacher.vocabSize());
    ScoringSequence sequence =
        ScoringSequence.of(
            notEmpty(line, "studentPrompt", student.vocabSize()),
            line.ids("think", inBoth),
            line.ids("between", student.vocabSize()),
            notEmpty(line, "solution", student.vocabSize()),
            line.ids("tail", student.vocabSize()));
    return new TaughtSequence(teacherPrompt, sequence, line.flag("closed", true));
  }

  private static TokenIds notEmpty(Fields line, String name, int known) {
    TokenIds ids = line.ids(name, known);
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("`" + name + "` must have at least one token");
    }
    return ids;
  }

  /** The explanation's ids are those that the teacher would write before its closing tag. */
  private TaughtSequence ofText(Fields line, int number) throws IOException {
    Problem problem =
        new Problem("line-" + number, line.text("question"), line.text("solution"), null, null);
    String explanation = line.text("explanation");
    TeacherFormat asTeacher = teacherFormat();
    Explanation parsed = asTeacher.thought(asTeacher.target(explanation));
    return new TaughtSequence(
        asTeacher.prompt(problem),
        studentFormat().sequence(problem, parsed.think()),
        line.flag("closed", true) && parsed.closed());
  }

  private TeacherFormat teacherFormat() throws IOException {
    TeacherFormat made = teacherFormat;
    if (made == null) {
      made = new TeacherFormat(format.joined(teacher.template()), teacher.tokenizer());
      teacherFormat = made;
    }
    return made;
  }

  private StudentFormat studentFormat() throws IOException {
    StudentFormat made = studentFormat;
    if (made == null) {
      made = new StudentFormat(format.joined(student.template()), student.tokenizer());
      studentFormat = made;
    }
    return made;
  }
}
