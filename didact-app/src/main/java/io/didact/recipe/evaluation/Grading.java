package io.didact.recipe.evaluation;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.ConfigWriter;
import io.didact.eval.SampleRow;
import io.didact.eval.task.AnswerRule;
import io.didact.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the samples of a run were graded, as the run's {@code grading.yaml}: all that grading them
 * again needs.
 *
 * @param answer the rule, with the tags of a student's responses as the model's template joins them
 */
public record Grading(AnswerRule answer) {
  private static final String FILE = "grading.yaml";

  /** The same response, graded by the rule. */
  public SampleRow grade(SampleRow sample) {
    int choices = sample.choices().size();
    return sample.graded(answer.grade(sample.response(), sample.expected(), choices));
  }

  public void write(Path run) throws IOException {
    AtomicFiles.writeText(
        run.resolve(FILE),
        "# How the responses in samples.jsonl are graded\n" + ConfigWriter.yaml(this, run));
  }

  /** That of a run, as it stands there. */
  static Grading read(Path run) throws IOException {
    try {
      return read(run, List.of());
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * That of a run with other settings.
   *
   * @param overrides {@code key=value}, such as {@code answer.form=integer}
   */
  static Grading read(Path run, List<String> overrides) throws IOException, ConfigException {
    return ConfigReader.parse(
        Files.readAllBytes(run.resolve(FILE)),
        run.resolve(FILE).toString(),
        run,
        Grading.class,
        overrides);
  }
}
