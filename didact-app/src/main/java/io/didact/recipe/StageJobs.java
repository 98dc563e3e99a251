package io.didact.recipe;

import io.didact.algorithm.GroupAdvantage;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.StudentFormat;
import io.didact.data.TeacherFormat;
import io.didact.data.Trace;
import io.didact.data.synthetic.Documents;
import io.didact.distill.TeacherFigures;
import io.didact.distill.TraceChoice;
import io.didact.distill.TraceCollector;
import io.didact.engine.Generator;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.eval.AnswerChecker;
import io.didact.eval.Evaluation;
import io.didact.eval.Evaluator;
import io.didact.rollout.AnswerReward;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.TeachingReward;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.text.Tokenizer;
import io.didact.train.EpochOrder;
import io.didact.train.ExampleSource;
import io.didact.train.GrpoTrainer;
import io.didact.train.SftOptions;
import io.didact.train.SftTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * Does a stage: puts together the parts that its settings name and runs them.
 *
 * <p>Each method reads from top to bottom; a result is the stage's figures, or nothing where a stop
 * was asked for.
 */
final class StageJobs {
  private final StageContext context;

  StageJobs(StageContext context) {
    this.context = context;
  }

  Optional<Map<String, Double>> run(Stage stage) throws IOException {
    if (stage instanceof SftStage sft) {
      return sft(sft);
    }
    if (stage instanceof RltStage rlt) {
      return rlt(rlt);
    }
    if (stage instanceof GrpoStage grpo) {
      return grpo(grpo);
    }
    if (stage instanceof TracesStage traces) {
      return traces(traces);
    }
    return eval((EvalStage) stage);
  }

  private Optional<Map<String, Double>> sft(SftStage stage) throws IOException {
    try (LoadedModel model = startOf(stage)) {
      ExampleSource examples;
      int steps;
      if (stage.data() instanceof Source.DocumentsSource documents) {
        examples = documents(documents.documents(), model.tokenizer(), stage.sequencesPerStep());
        steps = stage.steps().orElseThrow();
      } else {
        EpochOrder<LabelledSequence> shuffled =
            new EpochOrder<>(
                examples(stage, stage.data(), model.tokenizer()),
                stage.sequencesPerStep(),
                context.seed());
        examples = shuffled::batch;
        steps = stage.steps().orElseGet(() -> shuffled.batches(stage.epochs()));
      }
      List<LabelledSequence> heldOut =
          stage.heldOut().isPresent()
              ? examples(stage, stage.heldOut().get(), model.tokenizer())
              : List.of();
      SftOptions options =
          new SftOptions(
              steps,
              stage.optimizer().toSchedule(),
              stage.optimizer().toAdamW(),
              context.recipe().machine().tokensPerMicroBatch(),
              stage.evaluateEvery());
      try (SftTrainer trainer =
          new SftTrainer(
              model.checkpoint(),
              model.parameters(),
              options,
              examples,
              heldOut,
              context.workers())) {
        return finished(context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints()));
      }
    }
  }

  private LoadedModel startOf(SftStage stage) throws IOException {
    return stage.architecture().isPresent()
        ? LoadedModel.create(stage.architecture().get(), Seeds.mix(context.seed(), 1))
        : context.load(stage.model().orElseThrow());
  }

  private static ExampleSource documents(Documents documents, Tokenizer tokenizer, int perStep) {
    return step ->
        LongStream.range((long) step * perStep, (long) (step + 1) * perStep)
            .mapToObj(
                index -> {
                  TokenIds ids = tokenizer.encode(documents.document(index));
                  return new LabelledSequence(ids, new TokenSpan(1, ids.size()));
                })
            .toList();
  }

  private List<LabelledSequence> examples(SftStage stage, Source source, Tokenizer tokenizer)
      throws IOException {
    Function<Problem, LabelledSequence> view = view(stage, tokenizer);
    List<LabelledSequence> examples = new ArrayList<>();
    int tooLong = 0;
    for (Problem problem : context.problems(source)) {
      LabelledSequence example = view.apply(problem);
      if (example.ids().size() <= stage.maxTokens()) {
        examples.add(example);
      } else {
        tooLong++;
      }
    }
    if (tooLong > 0) {
      context
          .listener()
          .onMessage(
              "%s: %d of %d examples are longer than %d tokens and are left out"
                  .formatted(
                      context.name(), tooLong, tooLong + examples.size(), stage.maxTokens()));
    }
    return examples;
  }

  private static Function<Problem, LabelledSequence> view(SftStage stage, Tokenizer tokenizer) {
    return switch (stage.view()) {
      case TEACHER -> new TeacherFormat(stage.format(), tokenizer)::example;
      case STUDENT -> new StudentFormat(stage.format(), tokenizer)::example;
      case SOLUTION_ONLY -> {
        StudentFormat format = new StudentFormat(stage.format(), tokenizer);
        yield problem -> format.example(problem, TokenIds.EMPTY);
      }
      case DOCUMENT -> throw new IllegalStateException("documents are not made of problems");
    };
  }

  private Optional<Map<String, Double>> rlt(RltStage stage) throws IOException {
    Machine machine = context.recipe().machine();
    try (LoadedModel teacher = context.load(stage.teacher());
        LoadedModel student = context.load(stage.student());
        Generator generator = teacher.generator(context.workers(), machine.maxRows());
        Scorer teacherScorer = teacher.scorer(context.workers(), machine.tokensPerMicroBatch());
        Scorer studentScorer = student.scorer(context.workers(), machine.tokensPerMicroBatch())) {
      TeacherFormat teacherFormat = new TeacherFormat(stage.format(), teacher.tokenizer());
      TeachingReward reward =
          new TeachingReward(
              stage.reward().toReward(stage.sampling().temperature()),
              teacherFormat,
              new StudentFormat(stage.format(), student.tokenizer()),
              studentScorer,
              teacherScorer);
      RolloutCollector collector =
          new RolloutCollector(
              generator,
              teacherFormat::prompt,
              teacherSampling(stage.sampling(), teacher, teacherFormat),
              stage.grpo().rolloutsPerProblem(),
              context.seed());
      try (GrpoTrainer trainer =
          new GrpoTrainer(
              teacher.checkpoint(),
              teacher.parameters(),
              stage
                  .grpo()
                  .toOptions(
                      stage.optimizer(),
                      stage.sampling().temperature(),
                      machine.tokensPerMicroBatch()),
              problemOrder(stage.problems(), stage.grpo()),
              collector,
              reward,
              new RolloutLog(context.directory().resolve("rollouts")),
              context.workers())) {
        return finished(context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints()));
      }
    }
  }

  private Optional<Map<String, Double>> grpo(GrpoStage stage) throws IOException {
    Machine machine = context.recipe().machine();
    try (LoadedModel model = context.load(stage.model());
        Generator generator = model.generator(context.workers(), machine.maxRows())) {
      StudentFormat format = new StudentFormat(stage.format(), model.tokenizer());
      AnswerChecker checker = stage.checker().make();
      RolloutCollector collector =
          new RolloutCollector(
              generator,
              format::prompt,
              studentSampling(stage.sampling(), model, format),
              stage.grpo().rolloutsPerProblem(),
              context.seed());
      try (GrpoTrainer trainer =
          new GrpoTrainer(
              model.checkpoint(),
              model.parameters(),
              stage
                  .grpo()
                  .toOptions(
                      stage.optimizer(),
                      stage.sampling().temperature(),
                      machine.tokensPerMicroBatch()),
              problemOrder(stage.problems(), stage.grpo()),
              collector,
              new AnswerReward(stage.reward(), format, model.tokenizer(), checker::correct),
              new RolloutLog(context.directory().resolve("rollouts")),
              context.workers())) {
        return finished(context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints()));
      }
    }
  }

  private IntFunction<List<Problem>> problemOrder(Source source, GrpoSettings grpo)
      throws IOException {
    return new EpochOrder<>(context.problems(source), grpo.problemsPerStep(), context.seed())
        ::batch;
  }

  private Optional<Map<String, Double>> traces(TracesStage stage) throws IOException {
    Machine machine = context.recipe().machine();
    List<Problem> problems = context.problems(stage.problems());
    try (LoadedModel teacher = context.load(stage.teacher());
        LoadedModel student = context.load(stage.student());
        Generator generator = teacher.generator(context.workers(), machine.maxRows());
        Scorer teacherScorer = teacher.scorer(context.workers(), machine.tokensPerMicroBatch());
        Scorer studentScorer = student.scorer(context.workers(), machine.tokensPerMicroBatch())) {
      TeacherFormat format = new TeacherFormat(stage.format(), teacher.tokenizer());
      TeachingReward reward =
          new TeachingReward(
              stage.reward().toReward(stage.sampling().temperature()),
              format,
              new StudentFormat(stage.format(), student.tokenizer()),
              studentScorer,
              teacherScorer);
      RolloutCollector collector =
          new RolloutCollector(
              generator,
              format::prompt,
              teacherSampling(stage.sampling(), teacher, format),
              stage.samplesPerProblem(),
              context.seed());
      TraceCollector.Collected collected =
          new TraceCollector(collector, format, reward, stage.teacher().name()).collect(problems);
      List<Trace> kept = choice(stage).ofEach(collected.traces());
      if (kept.isEmpty()) {
        throw new IOException(
            "stage "
                + context.name()
                + ": none of "
                + collected.traces().size()
                + " explanations was kept; the choice is "
                + stage.choice());
      }
      new RolloutLog(context.directory().resolve("rollouts"))
          .write(1, collected.groups(), GroupAdvantage.WITH_STD);
      Trace.write(context.directory().resolve(StageContext.TRACES), kept.stream());
      TeacherFigures figures = collected.figures();
      Map<String, Double> named = new LinkedHashMap<>();
      named.put("reward", figures.reward());
      named.put("rSs", figures.rSs());
      named.put("rKl", figures.rKl());
      named.put("length", figures.length());
      named.put("closed", figures.closed());
      named.put("sampled", (double) figures.n());
      named.put("kept", (double) kept.size());
      return Optional.of(named);
    }
  }

  private static TraceChoice choice(TracesStage stage) {
    return switch (stage.choice()) {
      case ALL -> TraceChoice.all();
      case CLOSED -> TraceChoice.closed();
      case BEST -> TraceChoice.bestOf(stage.samplesPerProblem());
    };
  }

  private Optional<Map<String, Double>> eval(EvalStage stage) throws IOException {
    List<Problem> problems = context.problems(stage.problems());
    try (LoadedModel model = context.load(stage.model());
        Generator generator =
            model.generator(context.workers(), context.recipe().machine().maxRows())) {
      StudentFormat format = new StudentFormat(stage.format(), model.tokenizer());
      TokenIds opening = model.tokenizer().encode(stage.opening());
      RolloutCollector collector =
          new RolloutCollector(
              generator,
              problem -> TokenIds.concat(format.prompt(problem), opening),
              studentSampling(stage.sampling(), model, format),
              stage.samplesPerProblem(),
              context.seed());
      Evaluation evaluation =
          new Evaluator(collector, format, model.tokenizer(), stage.checker().make())
              .evaluate(problems);
      evaluation.write(context.directory().resolve("answers.jsonl"));
      Map<String, Double> named = new LinkedHashMap<>();
      named.put("accuracy", evaluation.accuracy().value());
      named.put("low", evaluation.accuracy().interval().low());
      named.put("high", evaluation.accuracy().interval().high());
      named.put("n", (double) evaluation.accuracy().n());
      named.put("tokens", evaluation.meanTokens());
      named.put("truncated", evaluation.truncated());
      named.put("formatted", evaluation.formatted());
      return Optional.of(named);
    }
  }

  private static Sampling teacherSampling(
      SamplingSettings settings, LoadedModel teacher, TeacherFormat format) throws IOException {
    return settings.toSampling(teacher.endIds(), List.of(format.closingTag()));
  }

  private static Sampling studentSampling(
      SamplingSettings settings, LoadedModel model, StudentFormat format) throws IOException {
    return settings.toSampling(model.endIds(), format.stops());
  }

  private static Optional<Map<String, Double>> finished(boolean finished) {
    return finished ? Optional.of(Map.of()) : Optional.empty();
  }
}
