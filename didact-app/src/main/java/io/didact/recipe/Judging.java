package io.didact.recipe;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.ConfigWriter;
import io.didact.eval.AnswerEquality;
import io.didact.eval.SampleRow;
import io.didact.eval.task.AnswerRule;
import io.didact.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the samples of a run were judged, as the run's {@code judging.yaml}: all that judging them
 * again needs.
 *
 * @param task its name
 * @param profile its name
 * @param answer the rule
 */
public record Judging(String task, String profile, AnswerRule answer) {
  private static final String FILE = "judging.yaml";

  /** The same response, judged by the rule. */
  SampleRow judge(SampleRow sample) {
    int choices = sample.choices().size();
    return sample.judged(answer.judge(sample.response(), sample.expected(), choices));
  }

  void write(Path run) throws IOException {
    AtomicFiles.writeText(
        run.resolve(FILE),
        "# How the responses in samples.jsonl are judged\n" + ConfigWriter.yaml(this, run));
  }

  /**
   * Which answers in a run are the same: those that its rule finds equal, or, where the run is none
   * on a task, those that are spelled alike.
   *
   * @throws IOException naming the file, where it cannot be read
   */
  static AnswerEquality equality(Path run) throws IOException {
    if (!Files.exists(run.resolve(FILE))) {
      return AnswerEquality.SPELLING;
    }
    try {
      return read(run, List.of()).answer().equality();
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads that of a run.
   *
   * @param overrides {@code key=value}, such as {@code answer.form=integer}
   * @throws IOException where the directory is no run of a task
   */
  static Judging read(Path run, List<String> overrides) throws IOException, ConfigException {
    if (!Files.exists(run.resolve(FILE))) {
      throw new IOException(
          run
              + (Files.isDirectory(run)
                  ? " is no evaluation on a task (there is no " + FILE + ")"
                  : ": there is no such directory"));
    }
    return ConfigReader.parse(
        Files.readAllBytes(run.resolve(FILE)),
        run.resolve(FILE).toString(),
        run,
        Judging.class,
        overrides);
  }
}
