package io.didact.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.RltReward;
import io.didact.data.Problem;
import io.didact.data.Problems;
import io.didact.data.Repetition;
import io.didact.data.Trace;
import io.didact.engine.GenerationListener;
import io.didact.engine.LocalEngine;
import io.didact.engine.Scorer;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.TeachingReward;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCollectorTest {
  private static final int SAMPLES = 30;

  @TempDir Path folder;

  @Test
  void everyExplanationIsKeptAsItWasSampled() throws IOException {
    List<Problem> problems = Tiny.problems(2);
    try (Parameters teacher = Tiny.parameters(DType.FLOAT32, 1);
        Parameters student = Tiny.parameters(DType.FLOAT32, 2);
        Workers workers = new Workers(2);
        LocalEngine engine = new LocalEngine(teacher, workers, Tiny.TOKENIZER.size());
        Scorer studentScorer = new Scorer(student, workers, 150);
        Scorer teacherScorer = new Scorer(teacher, workers, 150)) {
      TraceCollector collector =
          new TraceCollector(
              new RolloutCollector(
                  engine, Tiny.TEACHER::prompt, Tiny.sampling(0.7, 10), SAMPLES, 3),
              Tiny.TEACHER,
              new TeachingReward(
                  RltReward.paper(), Tiny.TEACHER, Tiny.STUDENT, studentScorer, teacherScorer),
              "teacher/step-3",
              WhenCut.Simply.KEEP,
              false);
      TraceCollector.Collected collected = collector.collect(0, problems, GenerationListener.NONE);

      List<Trace> traces = collected.traces();
      assertThat(traces).hasSize(2 * SAMPLES);
      double reward = 0;
      double tokens = 0;
      double repetition = 0;
      double closed = 0;
      for (int i = 0; i < traces.size(); i++) {
        Trace trace = traces.get(i);
        Rollout rollout = collected.groups().get(i / SAMPLES).group().rollouts().get(i % SAMPLES);
        TokenIds ids = rollout.completion();
        boolean isClosed = Tiny.closed(ids);
        assertThat(trace.closed()).isEqualTo(isClosed);
        assertThat(trace.think()).isEqualTo(Tiny.think(ids));
        assertThat(trace.problem())
            .isEqualTo(problems.get(i / SAMPLES).withTrace(Tiny.TOKENIZER.decode(trace.think())));
        assertThat(trace.seed()).isEqualTo(rollout.seed());
        assertThat(trace.source()).isEqualTo("teacher/step-3");
        reward += trace.reward().orElseThrow();
        tokens += ids.size();
        repetition += Repetition.of(ids);
        closed += isClosed ? 1 : 0;
      }
      double n = traces.size();
      TeacherMetrics metrics = collected.metrics();
      assertThat(metrics.n()).isEqualTo(2 * SAMPLES);
      assertThat(metrics.reward()).isCloseTo(reward / n, within(1e-9));
      assertThat(metrics.length()).isCloseTo(tokens / n, within(1e-9));
      assertThat(metrics.repetition()).isCloseTo(repetition / n, within(1e-9));
      assertThat(metrics.closed()).isEqualTo(closed / n).isBetween(0.01, 0.99);
      double rSs =
          collected.groups().stream()
              .flatMap(group -> group.rewards().stream())
              .mapToDouble(each -> each.score("r_SS"))
              .average()
              .orElseThrow();
      assertThat(metrics.scores().get("r_SS")).isCloseTo(rSs, within(1e-9));

      Path file = folder.resolve("traces.jsonl");
      Trace.write(file, traces.stream());
      assertThat(Trace.readAll(file)).isEqualTo(traces);
      assertThat(Problems.read(file).stream().map(each -> each.withTrace(each.trace())).toList())
          .isEqualTo(traces.stream().map(Trace::problem).toList());
      assertThat(collector.collect(0, problems, GenerationListener.NONE).traces())
          .isEqualTo(traces);
      assertThatThrownBy(() -> collector.collect(0, List.of(), GenerationListener.NONE))
          .hasMessageContaining("no problems");
    }
  }
}
