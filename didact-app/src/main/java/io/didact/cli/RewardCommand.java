package io.didact.cli;

import io.didact.algorithm.RewardBreakdown;
import io.didact.config.ConfigException;
import io.didact.recipe.RewardFile;
import io.didact.rollout.ExplanationScorer;
import io.didact.rollout.TaughtSequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code didact reward}. */
@Command(
    name = "reward",
    sortOptions = false,
    description = {
      "What a teacher's explanation is worth to a student: reward = r_SS − λ·r_KL + penalty.%n",
      "In, one a line, as token ids:",
      "  {\"teacherPrompt\":[…],\"studentPrompt\":[…],\"think\":[…],\"between\":[…],"
          + "\"solution\":[…],\"tail\":[…],\"closed\":true}",
      "The teacher sees teacherPrompt + think; the student sees studentPrompt + think + between + "
          + "solution + tail.%n",
      "Or as text, put into both views by --format (both directories need a tokenizer.json):",
      "  {\"question\":\"…\",\"solution\":\"…\",\"explanation\":\"…\"}",
      "`closed` (did the teacher write its closing tag?) is true where it is left out.%n",
      "Out, one a line:",
      "  {\"reward\":…,\"scores\":{\"r_SS\":…,\"r_KL\":…,\"penalty\":…},\"terms\":[{\"name\":…,\"value\":…,"
          + "\"explain\":…}]}",
      "The terms' values add up to the reward."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  echo '{\"question\":\"a=3 b=a+4. b\",\"solution\":\"7\",\"explanation\":\"3+4=7\"}' |",
      "    didact reward --teacher runs/t/model --student runs/s/model --format small --explain",
      "  With a run's own reward, but for λ:",
      "    didact reward --teacher DIR --student DIR --config runs/t/config.yaml lambda=1"
    })
final class RewardCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--teacher",
      required = true,
      paramLabel = "DIR",
      description =
          "Teacher: directory in Hugging Face layout, or ORG/NAME[@REVISION] once pulled.")
  Path teacher;

  @Option(
      names = "--student",
      required = true,
      paramLabel = "DIR",
      description = "Student, likewise.")
  Path student;

  @Parameters(
      index = "0..*",
      paramLabel = "key=value",
      description = {
        "Keys of a stage's `reward`, values in YAML: lambda=0 solution='{sum: 1}' estimator=k3 "
            + "teacherTerm=false penalty=-5 … What is not given is the config's, or the paper's."
      })
  List<String> settings = List.of();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Divides both models' logits; > 0 (default 0.7).")
  Optional<String> temperature = Optional.empty();

  @Mixin RewardOptions reward = new RewardOptions();

  @Option(
      names = "--explain",
      description = "Also write each reward as a tree of its terms to stderr.")
  boolean explain;

  @Mixin JsonLines lines = new JsonLines();

  RewardCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    List<String> all = new ArrayList<>();
    temperature.ifPresent(value -> all.add("sampling.temperature=" + value));
    settings.forEach(each -> all.add("reward." + each));
    RewardFile asked = reward.read(all);
    reward.with(
        teacher,
        student,
        asked,
        console,
        (teacherModel, studentModel, scorer) -> {
          TaughtLine parser = new TaughtLine(teacherModel, studentModel, asked.format());
          lines.answer(
              console, (line, number) -> row(scorer, parser.parse(new Fields(line), number)));
        });
    return 0;
  }

  private Row row(ExplanationScorer scorer, TaughtSequence sequence) {
    RewardBreakdown breakdown = scorer.score(List.of(sequence)).get(0).reward();
    if (explain) {
      console.err().print(breakdown.explain());
    }
    return Row.of(breakdown);
  }

  private record Row(double reward, Map<String, Double> scores, List<Term> terms) {
    record Term(String name, double value, String explain) {}

    static Row of(RewardBreakdown breakdown) {
      return new Row(
          breakdown.total(),
          breakdown.scores(),
          breakdown.terms().stream()
              .map(term -> new Term(term.name(), term.value(), term.explain()))
              .toList());
    }
  }
}
