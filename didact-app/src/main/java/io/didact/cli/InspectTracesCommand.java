package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.data.StudentFormat;
import io.didact.data.TeacherFormat;
import io.didact.recipe.RewardFile;
import io.didact.recipe.inspection.Inspection;
import io.didact.recipe.inspection.TokenScoring;
import io.didact.recipe.inspection.TraceSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code didact inspect-traces}. */
@Command(
    name = "inspect-traces",
    sortOptions = false,
    description = {
      "Look at explanations of a problem side by side, token by token: coloured by how little the"
          + " student or the teacher expected them, or by KL_k, with the reward as a tree.%n",
      "In:  sets of explanations: a stage's directory (its rollouts), a run's (all its stages with"
          + " traces), a rollout log, or a file with `question`, `solution` and `trace`."
          + " What has the same question and solution is one problem.",
      "     A stage with `tokenValues: true` has kept what the page shows. For what lacks it, such"
          + " as an expert's traces, give --teacher and --student: both read it.",
      "Out: one HTML file that needs no network; its name on stdout."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact inspect-traces runs/quickstart",
      "  didact inspect-traces before=runs/q/traces-pre-rl after=runs/q/traces-rlt \\",
      "    expert=expert.jsonl --teacher runs/q/rlt/model --student runs/q/reward-student/model \\",
      "    --config recipes/quickstart.yaml --stage rlt"
    })
final class InspectTracesCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]SET",
      description = "Directories and files, shown side by side in this order.")
  List<String> sets = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "traces.html",
      description = "The page (default ${DEFAULT-VALUE}).")
  Path output = Path.of("");

  @Option(names = "--title", paramLabel = "TEXT", description = "Of the page (default Traces).")
  String title = "Traces";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most so many problems; 0 for all (default ${DEFAULT-VALUE}).")
  int limit;

  @Option(
      names = "--teacher",
      paramLabel = "DIR",
      description =
          "Teacher that reads what has no values of its tokens: directory in Hugging Face layout,"
              + " or ORG/NAME[@REVISION] once pulled.")
  Optional<Path> teacher = Optional.empty();

  @Option(names = "--student", paramLabel = "DIR", description = "Student, likewise.")
  Optional<Path> student = Optional.empty();

  @Mixin RewardOptions reward = new RewardOptions();

  @Spec CommandSpec spec;

  InspectTracesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (teacher.isPresent() != student.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "give both --teacher and --student, or none of them");
    }
    if (limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit must be ≥ 0, was " + limit);
    }
    List<TraceSet> found = TraceSet.of(sets);
    if (teacher.isEmpty()) {
      write(found, Optional.empty());
    } else {
      score(found, teacher.get(), student.orElseThrow());
    }
    console.out().println(output);
    return 0;
  }

  private void score(List<TraceSet> found, Path teacherPath, Path studentPath)
      throws ConfigException, IOException {
    RewardFile asked = reward.read(List.of());
    reward.with(
        teacherPath,
        studentPath,
        asked,
        console,
        (teacherModel, studentModel, scorer) -> {
          teacherModel.requireSameTokens(studentModel);
          write(
              found,
              Optional.of(
                  new TokenScoring(
                      new TeacherFormat(
                          asked.format().joined(teacherModel.template()), teacherModel.tokenizer()),
                      new StudentFormat(
                          asked.format().joined(studentModel.template()), studentModel.tokenizer()),
                      scorer,
                      teacherModel.tokenizer())));
        });
  }

  private void write(List<TraceSet> found, Optional<TokenScoring> scoring) throws IOException {
    new Inspection(title, found, scoring, limit, console::remark).write(output);
  }
}
