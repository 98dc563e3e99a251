package io.didact.recipe;

import io.didact.algorithm.GroupAdvantage;
import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.distill.TeacherFigures;
import io.didact.distill.TraceChoice;
import io.didact.distill.TraceCollector;
import io.didact.engine.GenerationListener;
import io.didact.rollout.RolloutLog;
import io.didact.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Collecting a teacher's traces as a stage. */
record TracesJob(StageContext context, TracesStage stage) {

  /** The figures, or nothing where a stop was asked for. */
  Optional<Map<String, Double>> run() throws IOException {
    List<Problem> problems = context.problems(stage.problems());
    try (Classroom room =
        Classroom.open(
            context,
            stage.teacher(),
            stage.student(),
            stage.format(),
            stage.reward(),
            stage.sampling(),
            stage.samplesPerProblem())) {
      context.tellOfSolutions(problems, room.student().joined(stage.format()));
      TraceCollector collector =
          new TraceCollector(
              room.collector(), room.format(), room.reward(), stage.teacher().name());
      Optional<List<TeacherFigures>> parts =
          new Parts<TeacherFigures>(
                  context,
                  problems.size(),
                  stage.problemsPerPart(),
                  stage.samplesPerProblem(),
                  stage.sampling().maxNewTokens())
              .run(new Collecting(collector, problems));
      return parts.isEmpty() ? Optional.empty() : Optional.of(finish(parts.get()));
    }
  }

  /** A part leaves its rollouts, its kept traces, and last its figures. */
  private final class Collecting implements Parts.Work<TeacherFigures> {
    private final TraceCollector collector;
    private final List<Problem> problems;

    Collecting(TraceCollector collector, List<Problem> problems) {
      this.collector = collector;
      this.problems = problems;
    }

    @Override
    public TeacherFigures make(int part, int from, int to, GenerationListener listener)
        throws IOException {
      TraceCollector.Collected collected =
          collector.collect(part, problems.subList(from, to), listener);
      new RolloutLog(context.directory().resolve("rollouts"))
          .write(part + 1, collected.groups(), GroupAdvantage.WITH_STD);
      Trace.write(traces(part), choice().ofEach(collected.traces()).stream());
      AtomicFiles.writeText(
          file(part), JsonMapper.shared().writeValueAsString(collected.figures()));
      return collected.figures();
    }

    @Override
    public TeacherFigures load(int part) throws IOException {
      return JsonMapper.shared().readValue(Files.readString(file(part)), TeacherFigures.class);
    }

    @Override
    public Path file(int part) {
      return Parts.file(context.directory(), part, "json");
    }
  }

  private Path traces(int part) {
    return Parts.file(context.directory(), part, "traces.jsonl");
  }

  private Map<String, Double> finish(List<TeacherFigures> parts) throws IOException {
    List<Trace> kept = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      kept.addAll(Trace.readAll(traces(part)));
    }
    TeacherFigures figures = TeacherFigures.of(parts);
    if (kept.isEmpty()) {
      throw new IOException(
          "stage %s: none of %d explanations was kept; the choice is %s"
              .formatted(
                  context.name(), figures.n(), stage.choice().name().toLowerCase(Locale.ROOT)));
    }
    Trace.write(context.directory().resolve(StageContext.TRACES), kept.stream());
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("reward", figures.reward());
    named.put("rSs", figures.rSs());
    named.put("rKl", figures.rKl());
    named.put("length", figures.length());
    named.put("closed", figures.closed());
    named.put("tagged", figures.tagged());
    named.put("sampled", (double) figures.n());
    named.put("kept", (double) kept.size());
    return named;
  }

  private TraceChoice choice() {
    return switch (stage.choice()) {
      case ALL -> TraceChoice.all();
      case CLOSED -> TraceChoice.closed();
      case BEST -> TraceChoice.bestOf(stage.samplesPerProblem());
    };
  }
}
