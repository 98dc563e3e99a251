package io.didact.recipe;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.eval.Evaluation;
import io.didact.eval.Evaluator;
import io.didact.eval.JudgedAnswer;
import io.didact.rollout.RolloutCollector;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Evaluation on problems in tags. */
record EvalJob(StageContext context, EvalStage stage) {

  /** What it came to, or nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    List<Problem> problems = context.distinctProblems(stage.source());
    try (LoadedModel model = context.load(stage.model());
        RolloutEngine engine = context.machine().engine().open(model, context.workers())) {
      StudentFormat format = new StudentFormat(model.joined(stage.tags()), model.tokenizer());
      TokenIds opening = model.tokenizer().encodeContinuation(stage.opening());
      RolloutCollector collector =
          new RolloutCollector(
              engine,
              problem -> TokenIds.concat(format.prompt(problem), opening),
              stage.sampling().of(model, format),
              stage.samplesPerProblem(),
              context.seed());
      Evaluator evaluator =
          new Evaluator(
              collector,
              format,
              model.tokenizer(),
              stage.checker().orElse(Checker.EXACT).of(problems));
      Optional<List<List<JudgedAnswer>>> parts =
          new Parts<List<JudgedAnswer>>(
                  context,
                  problems.size(),
                  stage.problemsPerPart(),
                  stage.samplesPerProblem(),
                  stage.sampling().maxNewTokens())
              .run(new Judging(evaluator, problems));
      if (parts.isEmpty()) {
        return Optional.empty();
      }
      Evaluation evaluation =
          evaluator.evaluation(parts.get().stream().flatMap(List::stream).toList());
      return Optional.of(
          StageEnd.of(
              figures(evaluation), next -> evaluation.write(next.resolve("answers.jsonl"))));
    }
  }

  private final class Judging implements Parts.Work<List<JudgedAnswer>> {
    private final Evaluator evaluator;
    private final List<Problem> problems;
    private final Map<String, Problem> byId;

    Judging(Evaluator evaluator, List<Problem> problems) {
      this.evaluator = evaluator;
      this.problems = problems;
      this.byId =
          problems.stream()
              .collect(Collectors.toMap(Problem::id, Function.identity(), (a, b) -> a));
    }

    @Override
    public Parts.Made<List<JudgedAnswer>> make(
        int part, int from, int to, GenerationListener listener) throws IOException {
      List<JudgedAnswer> answers = evaluator.answers(part, problems.subList(from, to), listener);
      return new Parts.Made<>(
          answers, next -> JudgedAnswer.write(Parts.file(next, part, ending()), answers));
    }

    @Override
    public List<JudgedAnswer> load(int part) throws IOException {
      return JudgedAnswer.read(Parts.file(context.directory(), part, ending()), byId);
    }

    @Override
    public String ending() {
      return "answers.jsonl";
    }
  }

  private Map<String, Double> figures(Evaluation evaluation) {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("accuracy", evaluation.accuracy().value());
    named.put("low", evaluation.accuracy().interval().low());
    named.put("high", evaluation.accuracy().interval().high());
    named.put("n", (double) evaluation.accuracy().n());
    named.put("tokens", evaluation.meanTokens());
    named.put("truncated", evaluation.truncated());
    named.put("formatted", evaluation.formatted());
    return named;
  }
}
