package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.text.CharacterTokenizer;
import io.didact.text.Tokenizer;
import org.junit.jupiter.api.Test;

class ViewsTest {
  /** What the base model reads is what teacher and student are trained and scored on later. */
  @Test
  void documentsAreTheSmallFormat() {
    Tokenizer tokenizer = CharacterTokenizer.small().tokenizer();
    StudentFormat student = new StudentFormat(TagFormat.small(), tokenizer);
    TeacherFormat teacher = new TeacherFormat(TagFormat.small(), tokenizer);
    for (Domain domain : Domain.values()) {
      TaskSource source = TaskSource.of(domain, Split.TRAIN, 1);
      for (int i = 0; i < 100; i++) {
        Task task = source.task(i);
        Explained explained = Style.STEP.explain(task, Seeds.random(i));
        Problem problem = source.problem(i).withTrace(explained.text());
        assertThat(tokenizer.encode(Views.student(task.question(), explained)))
            .isEqualTo(student.example(problem).ids());
        assertThat(tokenizer.encode(Views.teacher(task.question(), task.solution(), explained)))
            .isEqualTo(teacher.example(problem).ids());
      }
    }
  }

  @Test
  void everyDocumentCanBeWritten() {
    Tokenizer tokenizer = CharacterTokenizer.small().tokenizer();
    for (Mix<Style> styles : java.util.List.of(Mixes.skill(), Mixes.base(), Mixes.expert())) {
      new Documents(Mixes.documents(), styles, 0.5, 4)
          .first(2000)
          .forEach(text -> assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text));
    }
  }
}
