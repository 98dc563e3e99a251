package io.didact.recipe;

import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.engine.Scorer;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.TeachingReward;
import java.io.IOException;

/**
 * A teacher who explains, and the student who says what the explanations are worth.
 *
 * @param format the teacher's view
 * @param collector samples the teacher's explanations
 * @param reward asks the student
 */
record Classroom(
    LoadedModel teacher,
    LoadedModel student,
    TeacherFormat format,
    RolloutCollector collector,
    TeachingReward reward,
    Scorer teacherScorer,
    Scorer studentScorer)
    implements AutoCloseable {

  /** Loads both models; teacher and student must share a tokenizer. */
  static Classroom open(
      StageContext context,
      ModelRef teacherRef,
      ModelRef studentRef,
      TagFormat tags,
      RewardSettings settings,
      SamplingSettings sampling,
      int samplesPerProblem)
      throws IOException {
    Machine machine = context.recipe().machine();
    LoadedModel teacher = context.load(teacherRef);
    LoadedModel student = context.load(studentRef);
    teacher.requireSameTokens(student);
    Scorer teacherScorer = teacher.scorer(context.workers(), machine.tokensPerMicroBatch());
    Scorer studentScorer = student.scorer(context.workers(), machine.tokensPerMicroBatch());
    TeacherFormat format = new TeacherFormat(teacher.joined(tags), teacher.tokenizer());
    RolloutCollector collector =
        new RolloutCollector(
            teacher.engine(context.workers(), machine),
            format::prompt,
            sampling.forTeacher(teacher, format),
            samplesPerProblem,
            context.seed());
    TeachingReward reward =
        new TeachingReward(
            settings.toReward(sampling.temperature()),
            format,
            new StudentFormat(student.joined(tags), student.tokenizer()),
            studentScorer,
            teacherScorer);
    return new Classroom(teacher, student, format, collector, reward, teacherScorer, studentScorer);
  }

  @Override
  public void close() {
    collector.engine().close();
    teacherScorer.close();
    studentScorer.close();
    student.close();
    teacher.close();
  }
}
